package org.rowferry.schema;

import java.util.HashSet;
import java.util.List;

/** The columns that tell a table's rows apart, in the order of their index, each once. */
public record Key(List<Identifier> columns) {
    /** No columns: the table has no key. */
    public static final Key NONE = new Key(List.of());

    public Key {
        columns = List.copyOf(columns);
        if (new HashSet<>(columns).size() != columns.size()) {
            throw new IllegalArgumentException("a key has columns, each once, not " + columns);
        }
    }

    /** Returns whether the table has no key. */
    public boolean isNone() {
        return columns.isEmpty();
    }

    public boolean contains(Identifier column) {
        return columns.contains(column);
    }
}
