package org.rowferry.bundle;

import org.rowferry.schema.TableName;

/**
 * The counts of one table in a bundle.
 *
 * @param keys the keys that changed; a full has none
 * @param allKeys all keys that the table has; few bundles hold them
 */
public record TableTotal(TableName table, Counts keys, Counts allKeys, Counts rows) {}
