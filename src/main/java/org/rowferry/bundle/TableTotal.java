package org.rowferry.bundle;

import org.rowferry.schema.TableName;

/** What a bundle holds of one table, counted; a full has no keys. */
public record TableTotal(TableName table, Counts keys, Counts rows) {}
