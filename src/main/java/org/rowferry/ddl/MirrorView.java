package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/**
 * A materialized view over a foreign table.
 *
 * @param where the condition on the foreign table's rows
 * @param key the columns that identify its rows, by its own names; without one, readers wait while it is refreshed
 * @param indexes what follows {@code create index on …} for each further index
 */
public record MirrorView(
        TableName foreign,
        TableName name,
        List<MirrorColumn> columns,
        Optional<String> where,
        Optional<Key> key,
        List<String> indexes) {
    public MirrorView {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** A column, and the SQL expression over the foreign table's columns that it holds. */
    public record MirrorColumn(Identifier name, String expression) {}
}
