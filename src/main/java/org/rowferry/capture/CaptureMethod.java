package org.rowferry.capture;

import java.time.Duration;
import java.util.List;
import org.rowferry.schema.Identifier;

/** How it becomes known which rows of a table changed: the {@code capture} of a table's entry in a configuration. */
public sealed interface CaptureMethod {
    /**
     * Returns the method in words that differ where what was noted by one means nothing to another. A longer overlap
     * reaches below what was compared before, and takes it for changed, which is harmless.
     */
    String words();

    /** Triggers note the keys of rows when they change, and no change is missed. */
    record Triggers() implements CaptureMethod {
        @Override
        public String words() {
            return "trigger";
        }
    }

    /** All rows are read each time, and shipped if anything in them differs. Takes what nobody can put a trigger on. */
    record Whole() implements CaptureMethod {
        @Override
        public String words() {
            return "snapshot";
        }
    }

    /**
     * Columns grow with every change: rows count as changed that are at or above the largest value seen minus an
     * overlap, or that have no value in any of them.
     *
     * @param columns one or more, of which the largest counts
     * @param deletes how rows that are gone become known
     */
    record Watermark(List<Identifier> columns, Overlap overlap, Deletes deletes) implements CaptureMethod {
        public Watermark {
            columns = List.copyOf(columns);
            if (columns.isEmpty()) {
                throw new IllegalArgumentException("a watermark has one or more columns");
            }
        }

        @Override
        public String words() {
            return "watermark " + columns + (deletes == Deletes.KEYS ? "" : ", deletes not seen");
        }
    }

    /**
     * How far below the largest value seen a value may come late: that of a transaction which began before and is
     * committed after.
     *
     * @param time for columns of dates and times
     * @param number for columns of numbers
     */
    record Overlap(Duration time, long number) {
        /** The method if a configuration names none. */
        public static final Overlap USUAL = new Overlap(Duration.ofMinutes(10), 1_000);
    }

    /** How rows that are gone become known where nothing notes them. */
    enum Deletes {
        /** All keys come along, and the target deletes the rows that have others. */
        KEYS,
        /** Not at all. */
        NONE
    }

    CaptureMethod TRIGGERS = new Triggers();
    CaptureMethod WHOLE = new Whole();
}
