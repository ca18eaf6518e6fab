package org.rowferry.schema;

import java.util.Locale;

/** The two ways in which a bundle contains a table. */
public enum Kind {
    /** All rows as of the bundle's snapshot. */
    FULL,
    /** The keys that changed in a window, and the rows that they have at its end. */
    CHANGES;

    /** Returns the word that stands in manifests. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
