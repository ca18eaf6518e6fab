package org.rowferry.schema;

/**
 * A column of a table.
 *
 * @param type the type as {@code format_type} prints it where {@code search_path} is {@code pg_catalog}
 */
public record Column(Identifier name, String type, boolean notNull) {
    public static Column of(String name, String type, boolean notNull) {
        return new Column(new Identifier(name), type, notNull);
    }
}
