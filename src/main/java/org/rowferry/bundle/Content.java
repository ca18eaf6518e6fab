package org.rowferry.bundle;

import java.util.Locale;

/** The two things of a table that travel as records. */
public enum Content {
    /** The changed keys. */
    IDS,
    /** The rows as they are now. */
    ROWS;

    /** Returns the word that stands in members' names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
