package org.rowferry.schema;

import java.util.Locale;

/** The events for which a table's capture triggers fire. */
public enum CaptureMode {
    /** Each statement, with all its rows at once: the cheaper, for ordinary tables. */
    STATEMENT,
    /** Each row: for partitioned tables, whose partitions get no other triggers. */
    ROW;

    /** Returns the word that the registry of captured tables holds. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
