package org.rowferry.runs;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One run of a job for one target, inbox or link, as the history has it. docs/status.md promises the fields.
 *
 * @param run the same for all that one command did; empty where the run was killed
 * @param verb {@code export}, {@code import} or {@code sync}
 * @param name the target, inbox or link
 * @param state how it stands
 * @param ended empty while it runs, and where it was killed
 * @param exitCode the code with which the command would end if this were all
 * @param failure the message of its first failure
 * @param bundle the position that was reached; empty where no bundle was written or applied
 * @param bytes the bytes of the bundles' files; empty where nobody counts them
 */
public record RecordedRun(
        Optional<UUID> run,
        String verb,
        String name,
        State state,
        Instant began,
        Optional<Instant> ended,
        Optional<Integer> exitCode,
        Optional<String> failure,
        boolean dryRun,
        Optional<Long> bundle,
        long keys,
        long rows,
        Optional<Long> bytes,
        String host,
        String version) {
    /** How a run stands. */
    public enum State {
        /** It ended, well or not. */
        ENDED,
        /** It holds its lock. */
        RUNNING,
        /** It holds no lock, and no end is recorded: it was killed or interrupted. */
        INTERRUPTED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the words by which its lock names it: {@code export of target reporting}. */
    String job() {
        String kind = verb.equals("export") ? "target" : verb.equals("import") ? "inbox" : "link";
        return verb + " of " + kind + " " + name;
    }

    /** Returns whether nothing went wrong. */
    public boolean succeeded() {
        return exitCode.filter(code -> code == 0).isPresent();
    }
}
