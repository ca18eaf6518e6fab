package org.rowferry.ddl;

import java.util.Locale;

/** The events for which a table's capture triggers fire. */
enum CaptureMode {
    /** Each statement, with all its rows at once: the cheaper, for ordinary tables. */
    STATEMENT,
    /** Each row: for partitioned tables, whose partitions get no other triggers. */
    ROW;

    /** Returns the word that the registry of captured tables holds. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
