package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The role on a source that targets come as, through postgres_fdw, and what it may read.
 *
 * @param schema Rowferry's own, where it is there; without it nothing is installed
 */
public record Reader(Identifier role, Optional<Identifier> schema, List<ReadTable> tables) {
    public Reader {
        tables = List.copyOf(tables);
    }

    /** A table, and its shadow table where its changes are captured. */
    public record ReadTable(TableName name, Optional<TableName> shadow) {}
}
