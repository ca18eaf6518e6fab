package org.rowferry.capture;

import java.util.stream.Collectors;
import org.rowferry.postgres.Relation;
import org.rowferry.postgres.RelationKind;
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
        return isPlain() && !LargeRows.arePossible(session, base().oid())
                ? session.copyOut("copy " + base().name() + " (" + columns() + ") to stdout (format csv)", sink::accept)
                : copy(Window.allRows(shipped.captured()), sink);
    }

    /** Returns whether the server can be asked for the table itself, which it reads faster than a query. */
    private boolean isPlain() {
        return !shipped.selection().hasExpressions() && base().kind() == RelationKind.TABLE;
    }

    private Relation base() {
        return shipped.captured().base();
    }

    private String columns() {
        return shipped.columns().stream()
                .map(column -> column.name().toString())
                .collect(Collectors.joining(", "));
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
        String selected = shipped.select(rows);
        return LargeRows.arePossible(session, base().oid())
                ? new LargeRows(session, shipped.columns()).copyAmong(selected, sink)
                : session.copyOut("copy (" + selected + ") to stdout (format csv)", sink::accept);
    }
}
