package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Point;
import org.rowferry.schema.Table;

/**
 * One table that a script brings up to date in DuckDB.
 *
 * @param from where its changes begin; empty if the rows are all
 * @param ids the keys that changed
 * @param keys all keys that the table has, where they came too
 */
public record DuckTable(
        Table table, Optional<Point> from, Optional<DuckFile> ids, Optional<DuckFile> keys, DuckFile rows) {}
