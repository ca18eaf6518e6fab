package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.catalog.Relation;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/** A table of a source with what a target gets of it. */
record Arriving(Relation base, Table table, Arrival arrival) {
    /** Returns whether a column's values arrive as they are. */
    boolean isAsItIs(Identifier column) {
        return table.column(column).isPresent() && !arrival.made().containsKey(column);
    }

    /** Returns the columns that stay without a value, or whose values may be null where the source's are not. */
    List<Identifier> relaxed() {
        return arrival.columns().isEmpty()
                ? List.of()
                : base.columns().stream()
                        .map(Column::name)
                        .filter(column -> !isAsItIs(column))
                        .toList();
    }

    /** Says why what depends on some columns cannot be had on the target. */
    Optional<String> whyNot(List<Identifier> columns) {
        return columns.stream().filter(column -> !isAsItIs(column)).findFirst().map(this::reason);
    }

    private String reason(Identifier column) {
        if (arrival.made().containsKey(column)) {
            return "which is on the column " + column + " of " + base.name() + ", and an expression makes that";
        }
        return base.column(column).isPresent()
                ? "which is on the column " + column + " of " + base.name() + ", and that does not arrive"
                : "which is on a generated column";
    }
}
