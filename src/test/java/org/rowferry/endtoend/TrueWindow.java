package org.rowferry.endtoend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTables;
import org.rowferry.capture.Window;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Selection;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/** The product's window over one table, read again and again as an exporter does. */
final class TrueWindow implements AutoCloseable {
    private final Session session;
    private final TableName table;
    private Snapshot from;

    private TrueWindow(Session session, TableName table, Snapshot from) {
        this.session = session;
        this.table = table;
        this.from = from;
    }

    /** Opens a window that begins now. */
    static TrueWindow open(Source source, TableName table) {
        Session session = source.session();
        return new TrueWindow(session, table, now(session));
    }

    private static Snapshot now(Session session) {
        return session.one("select pg_current_snapshot() as now", row -> row.snapshot("now"));
    }

    /** What a window holds, as CSV without line ends. */
    record Content(List<String> keys, List<String> rows) {}

    /** Returns what changed since it was read last. */
    Content read() {
        return session.transaction("begin isolation level repeatable read", () -> {
            Snapshot to = now(session);
            CapturedTable captured =
                    (CapturedTable) new SourceTables(session, Source.SCHEMA).find(table, CaptureSettings.USUAL);
            Window window = new Window(session, captured, from);
            List<String> keys = new ArrayList<>();
            List<String> rows = new ArrayList<>();
            long count = window.copyKeys(record -> keys.add(line(record)));
            window.copyRows(
                    new ShippedTables(session).of(captured, Selection.EVERYTHING, Checked.NOTHING),
                    count,
                    record -> rows.add(line(record)));
            from = to;
            return new Content(keys, rows);
        });
    }

    private static String line(byte[] record) {
        return new String(record, StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() {
        session.close();
    }
}
