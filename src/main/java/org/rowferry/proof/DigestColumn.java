package org.rowferry.proof;

import java.util.Set;
import org.rowferry.schema.TypeText;

/**
 * A column of rows that are digested.
 *
 * @param value the SQL expression for its value
 * @param type the type that the source ships it as, which decides the form, as {@code format_type} prints it
 * @param valueType the type of the expression
 */
public record DigestColumn(String value, String type, String valueType) {
    /** The text of their values is never empty, and holds no comma. */
    private static final Set<String> PLAIN = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "boolean",
            "date",
            "uuid",
            "oid",
            "bytea",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone");

    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    /** Makes the column of a table that is digested where it is shipped from. */
    public static DigestColumn shipped(String value, String type) {
        return new DigestColumn(value, type, type);
    }

    /** Returns whether its text needs no length before it. */
    public boolean isPlain() {
        return PLAIN.contains(TypeText.bare(type));
    }

    boolean isInteger() {
        return INTEGERS.contains(type);
    }

    boolean holdsIntegers() {
        return INTEGERS.contains(valueType);
    }

    /** Returns whether the value is a text already, whose output function does nothing. */
    boolean holdsText() {
        return valueType.equals("text") || TypeText.bare(valueType).equals("character varying");
    }
}
