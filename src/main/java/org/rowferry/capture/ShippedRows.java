package org.rowferry.capture;

import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.RelationKind;
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
        return isPlain() && !shipped.mayBeLarge()
                ? session.copyOut("copy " + base().name() + " (" + columns() + ") to stdout (format csv)", sink::accept)
                : copy(Window.allRows(shipped.source()), sink);
    }

    /**
     * Returns the only role whose code may run while the rows are read, by its oid; empty where code of others may, or
     * settings are made on the way.
     */
    public OptionalLong guest() {
        return isPlain() && !shipped.mayBeLarge()
                ? OptionalLong.of(base().traits().owner())
                : OptionalLong.empty();
    }

    /** Returns whether the server can be asked for the table itself, which it reads faster than a query. */
    boolean isPlain() {
        return !shipped.selection().hasExpressions()
                && base().kind() == RelationKind.TABLE
                && !base().shipsComputed()
                && !base().traits().inherits();
    }

    /** Returns what follows FROM for all rows as they are shipped, by the alias {@code r}. */
    public String from() {
        return isPlain() ? base().name() + " as r" : "(" + shipped.select(Window.allRows(shipped.source())) + ") as r";
    }

    /** Returns whether a row has values of more bytes than these, which are not read for it. */
    public boolean hasRowsAbove(long bytes) {
        return shipped.mayBeLarge()
                && session.untrusted()
                        .one(
                                "select exists (select from " + from() + " where "
                                        + new LargeRows(session, shipped).condition("r", bytes) + ") as found",
                                row -> row.flag("found"));
    }

    private Relation base() {
        return shipped.source().base();
    }

    private String columns() {
        return shipped.columns().stream()
                .map(column -> column.name().toString())
                .collect(Collectors.joining(", "));
    }

    /** Streams the keys of all rows, and returns how many there are. */
    public long copyAllKeys(RowSink sink) {
        return session.copyOut("copy (" + allKeys() + ") to stdout (format csv)", sink::accept);
    }

    /** Returns a query for the keys of all rows. */
    String allKeys() {
        String keys = shipped.source().key().of("b");
        String all = shipped.select(Window.allRows(shipped.source()));
        return "select " + keys + " from (" + all + ") as b";
    }

    /**
     * Streams some rows and returns how many there are.
     *
     * @param rows a query for them, with all columns of the base table and no others
     */
    long copy(String rows, RowSink sink) {
        String selected = shipped.select(rows);
        return shipped.mayBeLarge()
                ? new LargeRows(session, shipped).copyAmong(selected, sink)
                : session.copyOut("copy (" + selected + ") to stdout (format csv)", sink::accept);
    }
}
