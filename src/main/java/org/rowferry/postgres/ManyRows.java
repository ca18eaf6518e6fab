package org.rowferry.postgres;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows as values of one statement. It has one value for each column, however many rows there are: an array, of which
 * {@code unnest} makes rows again.
 */
public final class ManyRows {
    private final List<String> names;
    private final List<String> types;

    /** Makes rows of some columns, such as {@code id bigint, tags text[]}. */
    public ManyRows(String columns) {
        List<String[]> parts = Arrays.stream(columns.split(", "))
                .map(column -> column.split(" "))
                .toList();
        this.names = parts.stream().map(part -> part[0]).toList();
        this.types = parts.stream().map(part -> part[1]).toList();
    }

    /** Returns the columns' names with a comma between them. */
    public String names() {
        return String.join(", ", names);
    }

    /** Returns the columns of {@link #from}, each of its type. */
    public String columns() {
        return each(i -> "r." + names.get(i) + "::" + types.get(i));
    }

    /** Returns what a query reads the rows from. */
    public String from() {
        String arrays = String.join(", ", Collections.nCopies(names.size(), "pg_catalog.unnest(?::text[])"));
        return "rows from (" + arrays + ") as r (" + names() + ")";
    }

    /**
     * Returns the values of the statement.
     *
     * @param rows a value for each column, which may be an array of text, or an {@link Optional} that is null where it is empty
     */
    public Object[] values(List<Object[]> rows) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> array(rows.stream().map(row -> row[i]).toList()))
                .toArray();
    }

    private static String array(List<?> values) {
        return values.stream().map(ManyRows::element).collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(ManyRows::element).orElse("NULL");
        }
        String text = value instanceof String[] texts ? array(List.of(texts)) : value.toString();
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private String each(Function<Integer, String> part) {
        return IntStream.range(0, names.size()).boxed().map(part).collect(Collectors.joining(", "));
    }
}
