package org.rowferry.runs;

import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.rowferry.postgres.SqlState;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;

/** Tells a failure of a statement on the tracking that an older Rowferry made. */
final class OlderTracking {
    /** Undefined table, undefined column, undefined schema. */
    private static final Set<String> MISSING = Set.of("42P01", "42703", "3F000");

    private OlderTracking() {}

    /**
     * Returns the failure with the words before its own, or with the commands that bring the tracking up to date.
     *
     * @param making adds those commands
     */
    static Failure told(Failure failure, String words, Identifier schema, UnaryOperator<Failure> making) {
        Optional<String> missing = SqlState.of(failure).filter(MISSING::contains);
        return missing.isPresent()
                ? making.apply(new Failure(
                        failure.family(),
                        words + "the tracking in schema " + schema + " was made by an older Rowferry"))
                : failure.reworded(words + failure.getMessage());
    }
}
