package org.rowferry.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run of a job that has ended.
 *
 * @param exitCode the code with which the command ends
 * @param failure the message of the failure that ended it before it came to its targets, inboxes or links
 * @param parts the targets, inboxes or links that it worked on, in their order
 */
public record Run(Job job, Instant began, Instant ended, int exitCode, Optional<String> failure, List<Part> parts) {
    public Run {
        parts = List.copyOf(parts);
    }

    /**
     * The work on one target, inbox or link.
     *
     * @param exitCode the code with which the command would end if this were all
     * @param failure the message of its first failure
     */
    public record Part(
            String name, Instant began, Instant ended, int exitCode, Optional<String> failure, Moved moved) {}

    /**
     * The bundles and rows that were sent or applied.
     *
     * @param position the position that was reached; empty where no bundle was written or applied
     * @param dataAt all changes that the source committed before this time were sent or applied; empty where nothing tells
     * @param due until when the source promised the next bundle; empty where it did not
     * @param bytes the bytes of the bundles' files
     * @param refused the bundles that stay in the inbox
     * @param tables the tables of the bundles
     */
    public record Moved(
            Optional<Long> position,
            Optional<Instant> dataAt,
            Optional<Instant> due,
            long bytes,
            long refused,
            List<TableCount> tables) {
        public Moved {
            tables = List.copyOf(tables);
        }
    }
}
