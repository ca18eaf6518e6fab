package org.rowferry.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A table as it is shipped: its name, its columns in their order, and its key, which is of its columns. */
public record Table(TableName name, List<Column> columns, Key key) {
    public Table {
        columns = List.copyOf(columns);
        List<Identifier> names = columns.stream().map(Column::name).toList();
        Set<Identifier> distinct = new HashSet<>(names);
        if (distinct.size() != names.size() || !distinct.containsAll(key.columns())) {
            throw new IllegalArgumentException(name + " has the columns " + names + " and the key " + key.columns());
        }
    }

    public List<Identifier> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    public Optional<Column> column(Identifier name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Returns the key's columns with their types, in the key's order. */
    public List<Column> keyColumns() {
        Map<Identifier, Column> byName = new HashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return key.columns().stream()
                .map(name -> Objects.requireNonNull(byName.get(name)))
                .toList();
    }
}
