package org.rowferry.capture;

import java.util.List;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.postgres.Relation;

/**
 * A table, a view or a foreign table that no trigger of Rowferry's watches: what changed is read off its rows.
 *
 * @param method how; never by triggers
 */
public record WatchedTable(Relation base, RowKey key, List<Partition> partitions, CaptureMethod method)
        implements SourceTable {
    public WatchedTable {
        partitions = List.copyOf(partitions);
    }

    /** A longer overlap reaches below what was compared before, and takes it for changed, which is harmless. */
    @Override
    public String capture() {
        return method instanceof Watermark watermark
                ? "watermark " + watermark.columns() + (watermark.deletes() == Deletes.KEYS ? "" : ", deletes not seen")
                : "snapshot";
    }
}
