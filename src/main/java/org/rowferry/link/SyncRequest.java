package org.rowferry.link;

import java.util.Map;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;

/**
 * Wishes for a sync, beyond the due content.
 *
 * @param full reads these tables whole
 * @param verify compares these tables with the source's, due or not
 * @param repair the buckets of which all keys and rows are read, by table
 * @param dryRun does all of it and rolls back
 */
public record SyncRequest(FullTables full, FullTables verify, Map<TableName, BucketNumbers> repair, boolean dryRun) {
    public SyncRequest {
        repair = Map.copyOf(repair);
    }

    /** Makes wishes that have nothing to do with digests. */
    public SyncRequest(FullTables full, boolean dryRun) {
        this(full, FullTables.NONE, Map.of(), dryRun);
    }
}
