package org.rowferry.config;

import org.rowferry.schema.Identifier;

/** All tables of a schema, as a configuration writes them: {@code public.*}. */
public record SchemaPattern(Identifier schema) {
    private static final String ALL = ".*";

    /** Returns whether a text is meant as one; a star in quotes is a name. */
    public static boolean isOne(String text) {
        return text.endsWith(ALL);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if no schema stands before the star
     */
    static SchemaPattern parse(String text) {
        return new SchemaPattern(Identifier.parse(text.substring(0, text.length() - ALL.length())));
    }

    @Override
    public String toString() {
        return schema + ALL;
    }
}
