package org.rowferry.bundle;

import org.rowferry.schema.TableName;

/**
 * What a bundle holds of one table, counted.
 *
 * @param keys the keys that changed; a full has none
 * @param allKeys all keys that the table has; few bundles hold them
 */
public record TableTotal(TableName table, Counts keys, Counts allKeys, Counts rows) {}
