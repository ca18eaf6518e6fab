package org.rowferry.capture;

import java.util.Optional;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.postgres.Session;

/** Finds out what changed in a watched table, by comparing it with what was noted of it, in one snapshot. */
public final class Watch {
    private final Session session;
    private final ShippedTable shipped;
    private final WatchedTable table;
    private final RowDigest digest;

    /** Watches a table within the transaction that is open. */
    public Watch(Session session, ShippedTable shipped, WatchedTable table) {
        this.session = session;
        this.shipped = shipped;
        this.table = table;
        this.digest = new RowDigest(session);
    }

    /** Reads what is to be noted of the table as it is. */
    public Watched now() {
        if (table.method() instanceof Watermark method) {
            Optional<String> mark = columns(method).mark(session);
            return new Watched(mark, digestSince(method, mark), digestOfKeys(method));
        }
        return new Watched(Optional.empty(), digest.of(shipped.select(Window.allRows(table))), "");
    }

    /**
     * Returns the rows that changed since something was noted; empty where that cannot be told of single rows, and all of
     * them are to be shipped.
     */
    public Optional<ChangedRows> since(Watched before, Watched now, PartitionDrift drift) {
        if (table.method() instanceof Watermark method) {
            boolean none = drift.arrived().isEmpty()
                    && digestSince(method, before.mark()).equals(before.rows());
            return Optional.of(new WatermarkWindow(
                    session, table, columns(method).changedSince(before.mark()), drift.arrived(), none));
        }
        return now.rows().equals(before.rows()) ? Optional.of(new NothingChanged()) : Optional.empty();
    }

    /** Returns how many rows lie beyond the mark that was noted; empty where none was. */
    public Optional<Long> beyond(Watched before) {
        return table.method() instanceof Watermark method
                ? before.mark()
                        .map(mark -> session.one(
                                "select count(*) as rows from " + table.name() + " as b where "
                                        + columns(method).beyond(mark),
                                row -> row.number("rows")))
                : Optional.empty();
    }

    private WatermarkColumns columns(Watermark method) {
        return new WatermarkColumns(session, table.base(), method);
    }

    private String digestSince(Watermark method, Optional<String> mark) {
        return digest.of(Window.allRows(table) + " where " + columns(method).changedSince(mark));
    }

    private String digestOfKeys(Watermark method) {
        return method.deletes() == Deletes.KEYS ? digest.of(new ShippedRows(session, shipped).allKeys()) : "";
    }
}
