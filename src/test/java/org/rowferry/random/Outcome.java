package org.rowferry.random;

import java.util.List;
import org.rowferry.schema.TableName;

/** What has to come of something that happened between two runs, beyond what holds of all: no exit 0 on a wrong table. */
sealed interface Outcome {
    /** Returns what happened, as the list of incidents calls it. */
    String incident();

    /** The next run ships what is right, in whichever way. */
    record Right(String incident) implements Outcome {}

    /** The next export refuses, whatever it would ship; {@link Refused} says how it goes on. */
    record Caught(String incident) implements Outcome {}

    /** The next bundle holds the table in full, and says why. */
    record InFull(String incident, TableName table, String reason) implements Outcome {}

    /**
     * The next run on that side may refuse; when its hints were followed, or the statements run, everything is equal.
     *
     * @param message a regular expression that the refusal has to match
     * @param mend what the operator does where the hint is no command of the product's
     */
    record Refused(String incident, OperatorCommands.Host host, String message, List<SchemaEvent> mend)
            implements Outcome {
        public Refused {
            mend = List.copyOf(mend);
        }
    }
}
