package org.rowferry.schema;

/**
 * A text as a constant in SQL, which quotes itself. It counts on {@code standard_conforming_strings = on}, where a
 * backslash is a character like any other.
 */
public record Literal(String text) {
    public Literal {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text for SQL holds a NUL character");
        }
    }

    /** Returns the constant whose text is a name as it stands in SQL: what {@code to_regclass} and its kin read. */
    public static Literal ofName(Object name) {
        return new Literal(name.toString());
    }

    /** Returns the text as it stands in SQL. */
    @Override
    public String toString() {
        return "'" + text.replace("'", "''") + "'";
    }
}
