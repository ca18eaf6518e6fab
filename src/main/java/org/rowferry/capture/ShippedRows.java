package org.rowferry.capture;

import org.rowferry.postgres.Session;

/** Streams what is shipped of a table's rows as CSV, in the snapshot of the session's transaction. */
public final class ShippedRows {
    private final Session session;
    private final ShippedTable shipped;

    public ShippedRows(Session session, ShippedTable shipped) {
        this.session = session;
        this.shipped = shipped;
    }

    /** Streams all rows, in whatever window, and returns how many there are. */
    public long copyAll(RowSink sink) {
        return copy(Window.allRows(shipped.captured()), sink);
    }

    /** Streams the keys of all rows, and returns how many there are. */
    public long copyAllKeys(RowSink sink) {
        String keys = shipped.captured().key().of("b");
        String all = shipped.select(Window.allRows(shipped.captured()));
        return session.copyOut(
                "copy (select " + keys + " from (" + all + ") as b) to stdout (format csv)", sink::accept);
    }

    /**
     * Streams some rows and returns how many there are.
     *
     * @param rows a query for them, with all columns of the base table and no others
     */
    long copy(String rows, RowSink sink) {
        if (!LargeRows.arePossible(session, shipped.captured().base().oid())) {
            return session.copyOut("copy (" + shipped.select(rows) + ") to stdout (format csv)", sink::accept);
        }
        LargeRows large = new LargeRows(session, shipped.columns());
        String selected = "select b.* from (" + shipped.select(rows) + ") as b where ";
        String condition = large.condition("b");
        long small =
                session.copyOut("copy (" + selected + "not (" + condition + ")) to stdout (format csv)", sink::accept);
        return small + large.copy(selected + condition, sink);
    }
}
