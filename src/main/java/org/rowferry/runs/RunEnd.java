package org.rowferry.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A run that has ended, to be recorded.
 *
 * @param run the same for all that one command does
 * @param job what ran, as its lock names it: {@code export of target reporting}
 * @param began by this host's clock, like the end
 * @param moved the amounts that were sent or applied
 * @param host the host that it ran on
 */
public record RunEnd(
        UUID run,
        String job,
        Instant began,
        Instant ended,
        int exitCode,
        Optional<String> failure,
        boolean dryRun,
        Amounts moved,
        String host,
        String version) {
    private static final int MOST_CHARACTERS = 2_000;

    public RunEnd {
        failure = failure.map(text -> text.codePointCount(0, text.length()) <= MOST_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "…");
    }

    /**
     * The amounts of a run.
     *
     * @param bundle the position that was reached
     * @param bytes the bytes of the bundles' files
     * @param slowest the tables that took the longest
     */
    public record Amounts(Optional<Long> bundle, long keys, long rows, Optional<Long> bytes, List<TableTime> slowest) {
        public Amounts {
            slowest = List.copyOf(slowest);
        }
    }

    /** How long the rows of a table took to be read or loaded. */
    public record TableTime(String table, Duration took) {}
}
