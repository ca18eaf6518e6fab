package org.rowferry.schema;

import java.util.Collection;
import java.util.Set;

/**
 * The tables that an operator asks for in full, whether their changes would do or not.
 *
 * @param everything all tables
 * @param names these tables
 */
public record FullTables(boolean everything, Set<TableName> names) {
    public static final FullTables NONE = new FullTables(false, Set.of());

    public static final FullTables ALL = new FullTables(true, Set.of());

    public FullTables {
        names = Set.copyOf(names);
    }

    /** Returns the tables that {@code --full} asks for: these, or all where it has no name. */
    public static FullTables asked(Collection<TableName> named) {
        return named.isEmpty() ? ALL : new FullTables(false, Set.copyOf(named));
    }

    public boolean contain(TableName table) {
        return everything || names.contains(table);
    }
}
