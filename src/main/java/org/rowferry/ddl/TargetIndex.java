package org.rowferry.ddl;

import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * An index of a source's table, as the target is to have it.
 *
 * @param definition the statement that makes it, where {@code search_path} is {@code pg_catalog}
 */
record TargetIndex(TableName table, Identifier name, String definition) {}
