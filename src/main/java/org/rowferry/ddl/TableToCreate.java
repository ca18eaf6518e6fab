package org.rowferry.ddl;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/**
 * A table as a target is to have it.
 *
 * @param collations the collations, as they stand in SQL, of the columns whose collation is not their type's own
 * @param multiranges the columns that hold multiranges, at whatever depth, which PostgreSQL 13 does not know
 * @param relaxed the columns of the source's that no value comes for, or one that an expression makes, which may be null
 */
public record TableToCreate(
        Table table, Map<Identifier, String> collations, Set<Identifier> multiranges, List<Identifier> relaxed) {
    public TableToCreate {
        collations = Map.copyOf(collations);
        multiranges = Set.copyOf(multiranges);
        relaxed = List.copyOf(relaxed);
        if (!table.columnNames().containsAll(collations.keySet())
                || !table.columnNames().containsAll(multiranges)) {
            throw new IllegalArgumentException(
                    table.name() + " lacks a column of " + collations.keySet() + " and " + multiranges);
        }
    }

    /** A table of types that every major knows. */
    public TableToCreate(Table table, Map<Identifier, String> collations) {
        this(table, collations, Set.of(), List.of());
    }
}
