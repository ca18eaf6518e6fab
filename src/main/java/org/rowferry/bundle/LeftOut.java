package org.rowferry.bundle;

import org.rowferry.schema.TableName;

/** A table of the target that a bundle goes without, and why it could not be exported. */
public record LeftOut(TableName table, String reason) {}
