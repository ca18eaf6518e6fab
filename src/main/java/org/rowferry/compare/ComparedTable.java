package org.rowferry.compare;

import java.util.List;
import java.util.Optional;
import org.rowferry.compare.DifferingRow.Kind;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * One table that was compared.
 *
 * @param feed the inbox that brings it
 * @param stream the name that the source has for the target; empty where nothing was applied yet
 * @param into the target's table
 * @param position where the target stands; empty where nothing of it was applied yet
 * @param why the reason, where the table was not compared; else empty
 * @param sourceRows how many rows the source ships
 * @param targetRows how many rows of the feed the target holds
 * @param rows those that differ
 * @param buckets those in which a row differs that does not wait
 * @param notes what a reader of the result must know
 */
public record ComparedTable(
        StreamName feed,
        Optional<StreamName> stream,
        TableName table,
        TableName into,
        Optional<Position> position,
        Verdict verdict,
        String why,
        long sourceRows,
        long targetRows,
        Rows rows,
        Differing buckets,
        List<String> notes) {
    public ComparedTable {
        notes = List.copyOf(notes);
    }

    /** The result. */
    public enum Verdict {
        EQUAL,
        /** All rows that differ wait to be sent. */
        BEHIND,
        DIFFERENT,
        NOT_COMPARED
    }

    /**
     * How many rows differ.
     *
     * @param waiting of all kinds, changes of which wait to be sent; the other numbers do not count them
     */
    public record Rows(long changed, long missing, long extra, long waiting) {
        static final Rows NONE = new Rows(0, 0, 0, 0);

        Rows and(Kind kind, long times, boolean waits) {
            if (waits) {
                return new Rows(changed, missing, extra, waiting + times);
            }
            return switch (kind) {
                case CHANGED -> new Rows(changed + times, missing, extra, waiting);
                case MISSING -> new Rows(changed, missing + times, extra, waiting);
                case EXTRA -> new Rows(changed, missing, extra + times, waiting);
            };
        }

        boolean differ() {
            return changed + missing + extra > 0;
        }
    }

    /**
     * The buckets that differ.
     *
     * @param count how many buckets the table was put into
     * @param key the columns that decide the bucket of a row; none where all do
     */
    public record Differing(int count, List<Integer> numbers, List<Identifier> key) {
        static final Differing NONE = new Differing(1, List.of(), List.of());

        public Differing {
            numbers = List.copyOf(numbers);
            key = List.copyOf(key);
        }
    }
}
