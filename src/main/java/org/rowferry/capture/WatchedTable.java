package org.rowferry.capture;

import java.util.List;
import org.rowferry.catalog.Relation;

/**
 * A table, a view or a foreign table that no trigger of Rowferry's watches: what changed is read off its rows.
 *
 * @param method how; never by triggers
 * @param definition in words, how a view or a foreign table makes its rows, where a watermark would not show another way
 */
public record WatchedTable(
        Relation base, RowKey key, List<Partition> partitions, CaptureMethod method, List<String> definition)
        implements SourceTable {
    public WatchedTable {
        definition = List.copyOf(definition);
        partitions = List.copyOf(partitions);
    }

    @Override
    public boolean keepsDeletedRows() {
        return method instanceof CaptureMethod.Watermark watermark && watermark.deletes() == CaptureMethod.Deletes.NONE;
    }

    @Override
    public String capture() {
        return method.words();
    }
}
