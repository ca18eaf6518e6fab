package org.rowferry.capture;

import java.util.List;
import org.rowferry.catalog.Relation;
import org.rowferry.schema.TableName;

/** A table of the source that is shipped, whichever way its changes become known. */
public sealed interface SourceTable permits CapturedTable, WatchedTable {
    /** Returns the table as the catalog has it. */
    Relation base();

    /** Returns the key that its rows go by; one of no columns where it has none. */
    RowKey key();

    /** Returns the partitions that hold its rows; none if it is not partitioned. */
    List<Partition> partitions();

    /** Returns how its changes become known, in words that differ where what was noted before is of no use. */
    String capture();

    /** Returns whether rows that the source deletes stay on the target, so that its rows are not those of the source. */
    boolean keepsDeletedRows();

    default TableName name() {
        return base().name();
    }
}
