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
    private final Optional<WatermarkColumns> columns;

    /** Watches a table within the transaction that is open. */
    public Watch(Session session, ShippedTable shipped, WatchedTable table) {
        this.session = session;
        this.shipped = shipped;
        this.table = table;
        this.digest = new RowDigest(session);
        this.columns = table.method() instanceof Watermark method
                ? Optional.of(new WatermarkColumns(session, table.base(), method))
                : Optional.empty();
    }

    /** Reads what is to be noted of the table as it is. */
    public WatchedState now() {
        if (columns.isPresent()) {
            Optional<String> mark = mark();
            return new WatchedState(mark, digestSince(mark), digestOfKeys());
        }
        return new WatchedState(Optional.empty(), digest.of(shipped.select(all())), "");
    }

    /**
     * Returns the rows that changed since something was noted; empty where that cannot be told of single rows, and all of
     * them are to be shipped.
     */
    public Optional<ChangedRows> since(WatchedState before, WatchedState now, PartitionDrift drift) {
        if (columns.isPresent()) {
            boolean none =
                    drift.arrived().isEmpty() && digestSince(before.mark()).equals(before.rows());
            return Optional.of(new WatermarkWindow(
                    session, table, columns.get().changedSince(before.mark()), drift.arrived(), none));
        }
        return now.rows().equals(before.rows()) ? Optional.of(ChangedRows.none()) : Optional.empty();
    }

    /** Returns how many rows lie beyond the mark that was noted; empty where none was. */
    public Optional<Long> beyond(WatchedState before) {
        return columns.flatMap(watermark -> before.mark()
                .map(mark -> session.untrusted()
                        .one(
                                "select count(*) as rows from " + table.name() + " as b where "
                                        + watermark.beyond(mark),
                                row -> row.number("rows"))));
    }

    /** Returns the largest value of the watermark now; empty where the table has none. */
    public Optional<String> mark() {
        return columns.flatMap(WatermarkColumns::mark);
    }

    /** Returns a query for all rows, with all columns of the table. */
    public String all() {
        return Window.allRows(table);
    }

    /** Returns a query for the rows, with all columns of the table, that may have changed since it had a mark. */
    public String changedSince(Optional<String> mark) {
        return all()
                + columns.map(watermark -> " where " + watermark.changedSince(mark))
                        .orElse("");
    }

    private String digestSince(Optional<String> mark) {
        return digest.of(changedSince(mark));
    }

    private String digestOfKeys() {
        return table.method() instanceof Watermark method && method.deletes() == Deletes.KEYS
                ? digest.of(new ShippedRows(session, shipped).allKeys())
                : "";
    }
}
