package org.rowferry.capture;

import java.util.function.UnaryOperator;
import org.rowferry.postgres.Session;

/** The keys of one table that changed between two exports, with the rows that they have now. */
public sealed interface ChangedRows permits Window, WatermarkWindow, NoChangedRows {
    /** Returns no row of a table. */
    static ChangedRows none() {
        return new NoChangedRows();
    }

    /** Returns the same as another session sees it, whose transaction shares this one's snapshot. */
    ChangedRows in(Session other);

    /**
     * Returns the same, with more rows that count as changed.
     *
     * @param session the one whose transaction reads them
     * @param condition the SQL condition for them, of the alias that their table has
     */
    ChangedRows with(Session session, SourceTable table, UnaryOperator<String> condition);

    /** Returns whether nothing changed. */
    boolean isEmpty();

    /**
     * Checks the rows that the changed keys have, where no unique index does.
     *
     * @throws org.rowferry.report.Failure of the family SOURCE that names a key which two rows have
     */
    void checkKeys();

    /** Streams the keys that changed as CSV, each spelling once, and returns how many there are. */
    long copyKeys(RowSink sink);

    /**
     * Streams what is shipped of the rows that the changed keys have now as CSV, and returns how many there are.
     *
     * @param shipped the table that they are of
     * @param keys how many keys {@link #copyKeys} found
     */
    long copyRows(ShippedTable shipped, long keys, RowSink sink);
}
