package org.rowferry.ddl;

import java.util.Map;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/**
 * A table as a target is to have it.
 *
 * @param collations the collations, as they stand in SQL, of the columns whose collation is not their type's own
 */
public record TargetTable(Table table, Map<Identifier, String> collations) {
    public TargetTable {
        collations = Map.copyOf(collations);
        if (!table.columnNames().containsAll(collations.keySet())) {
            throw new IllegalArgumentException(table.name() + " lacks a column of " + collations.keySet());
        }
    }
}
