package org.rowferry.ddl;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * A key column of a table that is captured.
 *
 * @param type the type that the shadow table notes it as, as {@code format_type} prints it where {@code search_path} is
 *     {@code pg_catalog}: for a domain the type below it, since a marker of a TRUNCATE is null and a domain may forbid that
 * @param collation the column's collation as it stands in SQL, schema and all, where it is not the type's own
 * @param arrays how many values are noted together; none where the type has no arrays, or is one
 */
record ShadowColumn(Identifier name, String type, Optional<String> collation, Optional<Arrays> arrays) {
    /** Long values are moved out of a row; an array of them that is cut is passed through from its beginning each time. */
    private static final Arrays OF_ANY_LENGTH = new Arrays(60, 60 * 240);

    /** A row of the log stays below the 2 kB from which on the server moves values out of it. */
    private static final int BYTES_A_ROW = 1920;

    private static final int MOST = 480;

    /** One array of so many keys takes some 25 MB of the writer's memory, for as long as its statement's trigger runs. */
    private static final int MOST_AT_ONCE = 500_000;

    /**
     * The arrays that keys are noted in.
     *
     * @param perRow how many go into one row of the shadow table
     * @param atOnce up to so many keys of a statement are gathered in one array, which is then cut
     */
    record Arrays(int perRow, int atOnce) {
        /** The first keys of a statement are noted by themselves: an array costs as much as some twenty rows. */
        static final int SINGLY = 16;

        Arrays {
            if (perRow < 1 || atOnce < perRow) {
                throw new IllegalArgumentException("arrays of " + perRow + " cannot be cut from one of " + atOnce);
            }
        }

        /**
         * Returns those of a type.
         *
         * @param bytes the type's length, as {@code pg_type.typlen} has it: negative where it varies
         */
        static Arrays of(int bytes) {
            return bytes < 0
                    ? OF_ANY_LENGTH
                    : new Arrays(Math.min(MOST, Math.max(1, BYTES_A_ROW / Math.max(1, bytes))), MOST_AT_ONCE);
        }
    }
}
