package org.rowferry.schema;

import java.util.Locale;

/** The parts of a table that are sent as records, in their order. */
public enum Content {
    /** The changed keys. */
    IDS,
    /** All keys that the table has, where rows may have gone that no trigger saw. */
    KEYS,
    /** The rows as they are now. */
    ROWS,
    /** Counts and hashes of the rows that the table has then, by bucket. */
    DIGESTS;

    /** Returns the word that stands in members' names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
