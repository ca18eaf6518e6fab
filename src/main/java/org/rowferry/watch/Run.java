package org.rowferry.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run of a job that has ended.
 *
 * @param exitCode the code with which the command ends
 * @param told what was told of no part: the failure that ended it before it came to one, a command that failed
 * @param parts the targets, inboxes or links that it worked on, in their order
 */
public record Run(Job job, Instant began, Instant ended, int exitCode, Told told, List<Part> parts) {
    public Run {
        parts = List.copyOf(parts);
    }

    /** Returns it as JSON, whose fields docs/json.md promises. */
    public String json() {
        return RunJson.of(this);
    }

    /** A message with the hints as they are to be pasted. */
    public record Problem(String message, List<String> hints) {
        public Problem {
            hints = List.copyOf(hints);
        }
    }

    /**
     * All that an operator was told.
     *
     * @param failures in their order; the first decides the exit code
     * @param warnings the problems that did not end the work
     */
    public record Told(List<Problem> failures, List<Problem> warnings, List<String> notes) {
        public static final Told NOTHING = new Told(List.of(), List.of(), List.of());

        public Told {
            failures = List.copyOf(failures);
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }

        /** Returns this, and what was told later. */
        public Told and(Told later) {
            return new Told(both(failures, later.failures), both(warnings, later.warnings), both(notes, later.notes));
        }

        private static <T> List<T> both(List<T> first, List<T> then) {
            return Stream.concat(first.stream(), then.stream()).toList();
        }

        /** Returns the message of the first failure. */
        public Optional<String> failure() {
            return failures.stream().map(Problem::message).findFirst();
        }
    }

    /**
     * The work on one target, inbox or link.
     *
     * @param exitCode the code with which the command would end if this were all
     */
    public record Part(String name, Instant began, Instant ended, int exitCode, Told told, Moved moved) {}

    /** The end of one bundle. */
    public enum BundleOutcome {
        WRITTEN,
        APPLIED,
        ALREADY_APPLIED,
        REFUSED
    }

    /** A table that its source left out, as its entry says. */
    public record LeftOut(String table, String reason) {}

    /**
     * A bundle that was written or tried.
     *
     * @param bytes the bytes of its file; empty where it was not read
     */
    public record Bundle(
            String file, long position, BundleOutcome outcome, Optional<Long> bytes, List<LeftOut> leftOut) {
        public Bundle {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** A materialized view that was refreshed. */
    public record View(String view, boolean concurrently, long rows, Duration took) {}

    /**
     * The bundles and rows that were sent or applied.
     *
     * @param position the position that was reached; empty where no bundle was written or applied
     * @param dataAt all changes that the source committed before this time were sent or applied; empty where nothing tells
     * @param due until when the source promised the next bundle; empty where it did not
     * @param bundles in the order of their positions
     * @param tables the tables of the bundles
     */
    public record Moved(
            Optional<Long> position,
            Optional<Instant> dataAt,
            Optional<Instant> due,
            List<Bundle> bundles,
            List<TableCount> tables,
            List<View> views) {
        public Moved {
            bundles = List.copyOf(bundles);
            tables = List.copyOf(tables);
            views = List.copyOf(views);
        }

        /** Returns the bytes of the files of the bundles that were sent or applied. */
        public long bytes() {
            return bundles.stream()
                    .filter(bundle ->
                            bundle.outcome() == BundleOutcome.WRITTEN || bundle.outcome() == BundleOutcome.APPLIED)
                    .flatMap(bundle -> bundle.bytes().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }

        /** Returns how many bundles stay in the inbox. */
        long refused() {
            return bundles.stream()
                    .filter(bundle -> bundle.outcome() == BundleOutcome.REFUSED)
                    .count();
        }
    }
}
