package org.rowferry.schema;

import java.util.HashSet;
import java.util.List;

/** The columns that tell a table's rows apart, in the order of their index: one or more, each once. */
public record Key(List<Identifier> columns) {
    public Key {
        columns = List.copyOf(columns);
        if (columns.isEmpty() || new HashSet<>(columns).size() != columns.size()) {
            throw new IllegalArgumentException("a key has one or more columns, each once, not " + columns);
        }
    }

    public boolean contains(Identifier column) {
        return columns.contains(column);
    }
}
