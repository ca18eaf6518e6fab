package org.rowferry.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a table that one target gets.
 *
 * @param columns the columns; empty for all. Those of the key come along anyhow
 * @param transform the SQL expressions over the table's columns that are shipped instead of a column
 * @param where the SQL condition over the table's columns that holds for the rows that are shipped; empty for all rows
 */
public record Selection(List<Identifier> columns, Map<Identifier, String> transform, Optional<String> where) {
    /** Every column of every row. */
    public static final Selection EVERYTHING = new Selection(List.of(), Map.of(), Optional.empty());

    public Selection {
        columns = List.copyOf(columns);
        transform = Collections.unmodifiableMap(new LinkedHashMap<>(transform));
    }

    /** Returns whether a column is wanted, for its values or as part of an expression. */
    public boolean wants(Identifier column) {
        return columns.isEmpty() || columns.contains(column);
    }

    public boolean hasExpressions() {
        return !transform.isEmpty() || where.isPresent();
    }

    /** Returns the names that the operator wrote, for telling those that the table lacks. */
    public List<Identifier> names() {
        List<Identifier> names = new ArrayList<>(columns);
        names.addAll(transform.keySet());
        return names;
    }
}
