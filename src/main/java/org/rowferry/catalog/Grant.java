package org.rowferry.catalog;

import org.rowferry.schema.TableName;

/** A right on a table that a role is to have: {@code select}, or {@code update (purged_to)} on one column. */
public record Grant(TableName table, String right) {}
