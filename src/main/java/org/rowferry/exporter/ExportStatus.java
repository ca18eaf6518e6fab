package org.rowferry.exporter;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Captures;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.Window;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/** Tells how far each target has been exported, and what waits. */
public final class ExportStatus {
    private final Database source;
    private final ExporterSettings settings;

    public ExportStatus(Database source, ExporterSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    /**
     * One target.
     *
     * @param trouble why an export of it would be refused now; empty where it would not
     */
    public record TargetStatus(String target, String trouble, List<TableStatus> tables) {
        public TargetStatus {
            tables = List.copyOf(tables);
        }
    }

    /**
     * One table of a target.
     *
     * @param position the last bundle that held it, empty where none has
     * @param bytes the bytes of its members in that bundle before compression
     * @param waiting captured changes that no bundle holds yet, keys that changed twice counted twice
     * @param oldestAtMost how old the oldest of them is at the most: that long ago nothing waited; empty where nothing
     *     waits or nothing was exported
     * @param trouble why it cannot be exported now, empty where it can
     */
    public record TableStatus(
            String table,
            Optional<Long> position,
            Optional<Instant> exported,
            String kind,
            long keys,
            long rows,
            long bytes,
            long waiting,
            Optional<Duration> oldestAtMost,
            String trouble) {}

    /** Reads all targets in one snapshot; nothing is written. */
    public List<TargetStatus> read() {
        try (Session session = source.connect("status")) {
            ExportTracking.requireLayout(session, settings.schema());
            return session.transaction(
                    "begin isolation level repeatable read, read only",
                    () -> settings.targets().stream()
                            .map(target -> target(session, target))
                            .toList());
        }
    }

    private TargetStatus target(Session session, Target target) {
        String trouble = troubleOf(() -> new SourceIdentity(session, settings.schema()).require());
        Map<String, TableStatus> known = known(session, target);
        List<TableStatus> tables = target.tables().stream()
                .map(entry -> table(session, entry, known))
                .toList();
        return new TargetStatus(target.name().toString(), trouble, tables);
    }

    private Map<String, TableStatus> known(Session session, Target target) {
        Identifier schema = settings.schema();
        Map<String, TableStatus> known = new HashMap<>();
        session.query(
                """
                select t.schema_name, t.table_name, t.number, t.exported_at, t.kind, t.keys, t.rows, t.bytes, b.snapshot,
                    extract(epoch from now() - e.checked_at)::bigint as unchecked
                from %1$s.export_tracking t
                join %1$s.export_target e on e.target = t.target
                join %1$s.export_bundle b on b.target = t.target and b.number = t.number
                where t.target = ?""".formatted(schema),
                row -> known.put(
                        TableName.of(row.text("schema_name"), row.text("table_name"))
                                .toString(),
                        status(session, row)),
                target.name().name());
        return known;
    }

    private TableStatus status(Session session, Row row) {
        TableName name = TableName.of(row.text("schema_name"), row.text("table_name"));
        long waiting = waiting(session, name, row.snapshot("snapshot"));
        return new TableStatus(
                name.toString(),
                Optional.of(row.number("number")),
                row.time("exported_at"),
                row.text("kind"),
                row.number("keys"),
                row.number("rows"),
                row.number("bytes"),
                waiting,
                waiting == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(row.number("unchecked"))),
                "");
    }

    private long waiting(Session session, TableName name, Snapshot since) {
        try {
            CapturedTable captured = new Captures(session, settings.schema()).find(name);
            return new Window(session, captured, since).captured();
        } catch (Failure broken) {
            // What is wrong stands in the table's own line.
            return 0;
        }
    }

    private TableStatus table(Session session, Entry entry, Map<String, TableStatus> known) {
        TableName name = entry.table();
        String trouble = troubleOf(() -> {
            CapturedTable captured = new Captures(session, settings.schema()).find(name, entry.key());
            new ShippedTables(session).of(captured, entry.selection(), Checked.NOTHING);
        });
        TableStatus status = known.getOrDefault(
                name.toString(),
                new TableStatus(
                        name.toString(), Optional.empty(), Optional.empty(), "", 0, 0, 0, 0, Optional.empty(), ""));
        return new TableStatus(
                status.table(),
                status.position(),
                status.exported(),
                status.kind(),
                status.keys(),
                status.rows(),
                status.bytes(),
                status.waiting(),
                status.oldestAtMost(),
                trouble);
    }

    private static String troubleOf(Runnable check) {
        try {
            check.run();
            return "";
        } catch (Failure failure) {
            return failure.getMessage()
                    + String.join(
                            "",
                            failure.hints().stream().map(hint -> ". " + hint).toList());
        }
    }
}
