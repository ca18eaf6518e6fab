package org.rowferry.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A table as it is shipped: its name, its columns in their order, and its key, which is of its columns. */
public record Table(TableName name, List<Column> columns, Key key) {
    public Table {
        columns = List.copyOf(columns);
        List<Identifier> names = columns.stream().map(Column::name).toList();
        if (new HashSet<>(names).size() != names.size() || !names.containsAll(key.columns())) {
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
        return key.columns().stream().map(name -> column(name).orElseThrow()).toList();
    }
}
