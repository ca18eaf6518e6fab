package org.rowferry.link;

import java.util.Set;
import org.rowferry.schema.TableName;

/**
 * Wishes for a sync, beyond the due content.
 *
 * @param everythingFull reads every table whole
 * @param full reads these tables whole
 * @param dryRun does all of it and rolls back
 */
public record SyncRequest(boolean everythingFull, Set<TableName> full, boolean dryRun) {
    public SyncRequest {
        full = Set.copyOf(full);
    }

    boolean wantsFull(TableName table) {
        return everythingFull || full.contains(table);
    }
}
