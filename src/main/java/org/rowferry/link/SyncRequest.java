package org.rowferry.link;

import org.rowferry.schema.FullTables;

/**
 * Wishes for a sync, beyond the due content.
 *
 * @param full reads these tables whole
 * @param dryRun does all of it and rolls back
 */
public record SyncRequest(FullTables full, boolean dryRun) {}
