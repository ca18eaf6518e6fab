package org.rowferry.exporter;

import java.util.stream.Collectors;
import org.rowferry.schema.Table;

/** A table's columns and key as one text; where it changes, rows that were shipped before no longer fit. */
final class Shape {
    private Shape() {}

    static String of(Table table) {
        String columns = table.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        return columns + ", key " + table.key().columns();
    }
}
