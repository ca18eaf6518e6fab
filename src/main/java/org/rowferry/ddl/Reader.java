package org.rowferry.ddl;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The role on a source that targets come as, through postgres_fdw, and what it may read.
 *
 * @param schema Rowferry's own, where it is there; without it nothing is installed
 * @param retain how long captured changes are kept beyond what every target has
 */
public record Reader(Identifier role, Optional<Identifier> schema, Duration retain, List<ReadTable> tables) {
    public Reader {
        tables = List.copyOf(tables);
    }

    /** A table, and its shadow table where its changes are captured. */
    public record ReadTable(TableName name, Optional<TableName> shadow) {}
}
