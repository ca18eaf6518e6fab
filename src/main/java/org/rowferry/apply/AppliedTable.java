package org.rowferry.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.TableName;

/**
 * One table that was applied.
 *
 * @param ignored the columns, by the source's names, that arrived and the target did not take
 * @param keys the keys that arrived
 * @param rows the rows that arrived
 * @param took how long it took to load them; statements that write several tables at once are not counted
 * @param repaired the buckets whose rows were made those of the source; empty where it was no repair
 * @param proof the comparison with the digests that arrived; empty where it was not asked for
 */
public record AppliedTable(
        FeedEntry entry,
        List<Identifier> ignored,
        Kind kind,
        long keys,
        long rows,
        Written written,
        Left left,
        Duration took,
        Optional<BucketNumbers> repaired,
        Optional<Proof> proof) {
    public AppliedTable {
        ignored = List.copyOf(ignored);
    }

    /** Makes one of which nothing was repaired, nor compared. */
    public AppliedTable(
            FeedEntry entry,
            List<Identifier> ignored,
            Kind kind,
            long keys,
            long rows,
            Written written,
            Left left,
            Duration took) {
        this(entry, ignored, kind, keys, rows, written, left, took, Optional.empty(), Optional.empty());
    }

    /**
     * How applying left a table.
     *
     * @param rows the feed's own that it holds
     * @param written the columns, by the target's names, that the feed writes
     * @param emptied those that it wrote before and is not sent any more
     */
    public record Left(long rows, List<Identifier> written, List<Identifier> emptied) {
        public Left {
            written = List.copyOf(written);
            emptied = List.copyOf(emptied);
        }
    }

    /** Returns the same with the time that loading it took. */
    AppliedTable in(Duration time) {
        return new AppliedTable(entry, ignored, kind, keys, rows, written, left, time, repaired, proof);
    }

    /** Returns the same of a table that was repaired, if there are buckets. */
    AppliedTable repairing(Optional<BucketNumbers> buckets) {
        return new AppliedTable(entry, ignored, kind, keys, rows, written, left, took, buckets, proof);
    }

    /** Returns the same with a comparison. */
    AppliedTable proven(Optional<Proof> compared) {
        return new AppliedTable(entry, ignored, kind, keys, rows, written, left, took, repaired, compared);
    }

    /** Returns the table's name on the source. */
    public TableName table() {
        return entry.table();
    }

    /** Returns the table that its rows were written to. */
    public TableName into() {
        return entry.into();
    }
}
