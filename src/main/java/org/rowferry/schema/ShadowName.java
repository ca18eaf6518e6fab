package org.rowferry.schema;

import java.nio.charset.StandardCharsets;

/**
 * The name of a base table's shadow table in Rowferry's schema; the function that fills it has the same name.
 *
 * <p>It is the base table's own, {@code public.orders}, so that a DBA finds it. A name that would be too long, or that
 * another table could have too because a dot or a tilde is in it, is cut and ends in a tilde and 8 digits of a hash.
 */
public record ShadowName(Identifier identifier) {
    /** The column that holds many values of a key of one column, where {@code k1} has none. */
    public static final Identifier ARRAYS = new Identifier("k1s");

    private static final int HASH_DIGITS = 8;

    public ShadowName {
        if (identifier.bytes() > Identifier.MOST_BYTES) {
            throw new IllegalArgumentException("the shadow table's name " + identifier + " is too long");
        }
    }

    /** Returns the name that a table's shadow table gets; a table that was renamed since keeps the one that it has. */
    public static ShadowName of(TableName table) {
        String schema = table.schema().name();
        String name = table.name().name();
        Identifier plain = new Identifier(schema + "." + name);
        boolean ambiguous = hasSeparator(schema) || hasSeparator(name);
        return new ShadowName(ambiguous || plain.bytes() > Identifier.MOST_BYTES ? hashed(plain, table) : plain);
    }

    /** Returns the name of the column that holds a key column's values: {@code k1} is the first. */
    public static Identifier column(int position) {
        return new Identifier("k" + position);
    }

    /** Returns the name of the shadow table, and of its function, in the schema that Rowferry has. */
    public TableName in(Identifier schema) {
        return new TableName(schema, identifier);
    }

    private static boolean hasSeparator(String name) {
        return name.indexOf('.') >= 0 || name.indexOf('~') >= 0;
    }

    private static Identifier hashed(Identifier plain, TableName table) {
        // The exact pair: NUL is in no name.
        String pair = table.schema().name() + '\0' + table.name().name();
        String hash = "~" + Sha256.of(pair).substring(0, HASH_DIGITS);
        return new Identifier(cut(plain.name(), Identifier.MOST_BYTES - hash.length()) + hash);
    }

    /** Returns as many whole characters from the start of the text as go into so many bytes of UTF-8. */
    private static String cut(String text, int bytes) {
        int end = 0;
        int taken = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            taken += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (taken > bytes) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }
}
