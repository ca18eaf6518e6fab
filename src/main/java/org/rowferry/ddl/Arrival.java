package org.rowferry.ddl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

/**
 * One table of a source as a target gets it.
 *
 * @param key the key that the operator says the table has, where he does; one of no columns where it may do without
 * @param columns the columns that arrive, with the types that they arrive as; empty where nobody selects any
 * @param made the oids of the types of columns that an expression makes
 * @param filtered not all rows arrive
 */
public record Arrival(
        TableName table,
        Optional<Key> key,
        Optional<List<Column>> columns,
        Map<Identifier, Long> made,
        boolean filtered) {
    public Arrival {
        columns = columns.map(List::copyOf);
        made = Map.copyOf(made);
    }

    /** Returns the arrival of all of a table. */
    public static Arrival whole(TableName table, Optional<Key> key) {
        return new Arrival(table, key, Optional.empty(), Map.of(), false);
    }
}
