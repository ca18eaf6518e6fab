package org.rowferry.capture;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rowferry.postgres.Session;

/**
 * The rows whose watermark is at or above the previous one minus the overlap, as the session's transaction sees them.
 */
final class WatermarkWindow implements ChangedRows {
    private final Session session;
    private final SourceTable table;
    private final String condition;
    private final boolean empty;

    /**
     * Opens the window.
     *
     * @param changed the condition that a row {@code b} may have changed
     * @param arrived the oids of partitions all of whose rows count as changed
     * @param empty what the condition finds is known to be shipped
     */
    WatermarkWindow(Session session, SourceTable table, String changed, List<Long> arrived, boolean empty) {
        this(session, table, condition(changed, arrived), empty);
    }

    private WatermarkWindow(Session session, SourceTable table, String condition, boolean empty) {
        this.session = session;
        this.table = table;
        this.condition = condition;
        this.empty = empty;
    }

    static String condition(String changed, List<Long> arrived) {
        String oids = arrived.stream().map(String::valueOf).collect(Collectors.joining(","));
        return arrived.isEmpty() ? changed : "(" + changed + " or b.tableoid = any ('{" + oids + "}'::oid[]))";
    }

    @Override
    public ChangedRows in(Session other) {
        return new WatermarkWindow(other, table, condition, empty);
    }

    @Override
    public ChangedRows with(Session other, SourceTable same, UnaryOperator<String> more) {
        return new WatermarkWindow(
                session, table, empty ? more.apply("b") : "(" + condition + ") or (" + more.apply("b") + ")", false);
    }

    @Override
    public boolean isEmpty() {
        return empty;
    }

    /** The rows that did not change may have the keys of those that did. */
    @Override
    public void checkKeys() {
        new KeyCheck(session, table).ofAllRows();
    }

    @Override
    public long copyKeys(RowSink sink) {
        return empty
                ? 0
                : session.copyOut(
                        "copy (select " + table.key().of("b") + " from " + table.name() + " as b where " + condition
                                + ") to stdout (format csv)",
                        sink::accept);
    }

    @Override
    public long copyRows(ShippedTable shipped, long keys, RowSink sink) {
        return new ShippedRows(session, shipped).copy(Window.allRows(table) + " where " + condition, sink);
    }
}
