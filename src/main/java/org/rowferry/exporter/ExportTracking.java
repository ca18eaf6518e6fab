package org.rowferry.exporter;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Partition;
import org.rowferry.capture.Shape;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.WatchedState;
import org.rowferry.postgres.ManyRows;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The bundles that one target was sent, as the source stores them. */
final class ExportTracking {
    private static final WatchedState NOT_WATCHED = new WatchedState(Optional.empty(), "", "");

    /** The transaction that writes a row, as the row's {@code xmin} has it: no savepoint is open. */
    private static final String WRITER = "pg_catalog.pg_current_xact_id()::pg_catalog.xid";

    /** A row for each table. */
    static final ManyRows ROWS = new ManyRows(
            "target text, table_oid oid, schema_name text, table_name text, number bigint, full_number bigint,"
                    + " capture text, capture_id uuid, triggers text[], shape text, labels text[], file_node oid,"
                    + " attributes text[], partitions text[], drift_number bigint, mark text, rows_digest text,"
                    + " keys_digest text, kind text, keys bigint, rows bigint, bytes bigint");

    private final Session session;
    private final Identifier schema;
    private final StreamName target;

    ExportTracking(Session session, Identifier schema, StreamName target) {
        this.session = session;
        this.schema = schema;
        this.target = target;
    }

    /** Returns the number that was taken last, or that a life which is lost may have taken; 0 where none was. */
    long lastNumber() {
        String numbered = "(select pg_catalog.max(numbered_from) from " + schema + ".incarnation)";
        String taken = "(select last_number from " + schema + ".export_target where target = ?)";
        return session.one(
                "select greatest(" + numbered + ", " + taken + ") as last", row -> row.number("last"), target.name());
    }

    /** A bundle that is out. */
    record Newest(long position, Instant exported, String file) {}

    /** Returns the bundle that went out last. */
    Optional<Newest> newest() {
        return session.first(
                "select number, exported_at, file from " + schema
                        + ".export_bundle where target = ? and exported_at is not null order by number desc limit 1",
                row -> new Newest(row.number("number"), row.time("exported_at").orElseThrow(), row.text("file")),
                target.name());
    }

    /** Returns how long ago the last bundle went out; nothing where none did. */
    Optional<Duration> silence() {
        return session.first(
                "select pg_catalog.now() as now, exported_at from " + schema
                        + ".export_bundle where target = ? and exported_at is not null order by number desc limit 1",
                row -> Duration.between(
                        row.time("exported_at").orElseThrow(), row.time("now").orElseThrow()),
                target.name());
    }

    /** Returns the numbers behind the last bundle that runs took which failed since. */
    List<Long> usedUp() {
        return session.query(
                "select b.number from " + schema + ".export_bundle b where b.target = ? and b.exported_at is null"
                        + " and not exists (select from " + schema
                        + ".export_bundle later where later.target = b.target"
                        + " and later.number > b.number and later.exported_at is not null) order by b.number",
                row -> row.number("number"),
                target.name());
    }

    /** Returns whether a bundle for the target was ever begun in this incarnation. */
    boolean knows(Incarnation incarnation) {
        return session.one(
                "select exists (select from " + schema
                        + ".export_bundle where target = ? and incarnation = ?::uuid) as known",
                row -> row.flag("known"),
                target.name(),
                incarnation.id().toString());
    }

    /** Takes the next number for good: committed before anything bears it, so that none is used twice. */
    Position takeNumberAfter(long last, Incarnation incarnation) {
        return session.transaction("begin", () -> {
            Position number = new Position(session.one(
                    "insert into " + schema + ".export_target as t (target, last_number, row_xid) values (?, ?, "
                            + WRITER
                            + ") on conflict (target) do update set last_number = excluded.last_number, row_xid = excluded.row_xid"
                            + " returning last_number",
                    row -> row.number("last_number"),
                    target.name(),
                    last + 1));
            session.update(
                    "insert into " + schema
                            + ".export_bundle (target, number, incarnation, started_at, row_xid) values (?, ?, ?::uuid, pg_catalog.now(), "
                            + WRITER + ")",
                    target.name(),
                    number.number(),
                    incarnation.id().toString());
            return number;
        });
    }

    /** Gives a number back that no file ever bore. */
    void giveBack(Position number) {
        session.transaction("begin", () -> returned(number));
    }

    /** Gives a number back that no file ever bore, and notes that there was nothing to export. */
    void nothingSince(Position number, Snapshot checked) {
        session.transaction("begin", () -> {
            returned(number);
            return session.update(
                    "update " + schema
                            + ".export_target set checked_at = pg_catalog.now(), checked_snapshot = ?::pg_snapshot, row_xid = "
                            + WRITER
                            + " where target = ?",
                    checked.toString(),
                    target.name());
        });
    }

    /** A run that has lost its claim, of which it does not know yet, leaves the number to the one that took a later one. */
    private long returned(Position number) {
        session.update(
                "delete from " + schema + ".export_bundle where target = ? and number = ?",
                target.name(),
                number.number());
        return session.update(
                "update " + schema + ".export_target set last_number = ?, row_xid = " + WRITER
                        + " where target = ? and last_number = ?",
                number.number() - 1,
                target.name(),
                number.number());
    }

    /**
     * Returns where the changes after a position begin. An export that was killed may have left a bundle that tracking
     * does not know of and that the target has applied: then it is the bundle before, since a wider window is harmless.
     *
     * @return empty if this incarnation never took the number, or has forgotten all bundles up to it
     */
    Optional<Point> point(Position number, Incarnation incarnation) {
        return session.first(
                String.format(Locale.ROOT, """
                select b.number, b.snapshot from %1$s.export_bundle b
                where b.target = ? and b.number <= ? and b.incarnation = ?::uuid and b.exported_at is not null
                    and exists (
                        select from %1$s.export_bundle asked
                        where asked.target = b.target and asked.number = ? and asked.incarnation = b.incarnation)
                order by b.number desc limit 1""", schema),
                row -> new Point(new Position(row.number("number")), row.snapshot("snapshot")),
                target.name(),
                number.number(),
                incarnation.id().toString(),
                number.number());
    }

    /** Returns what is known of each table, by its oid. */
    Map<Long, TableState> tables() {
        Map<Long, TableState> states = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select t.table_oid::bigint as table_oid, t.number, t.full_number, b.snapshot, b.incarnation, t.capture, t.capture_id,
                    t.schema_name, t.table_name, t.triggers, t.shape, t.labels, t.file_node::bigint as file_node, t.attributes,
                    t.partitions, t.drift_number, t.mark, t.rows_digest, t.keys_digest
                from %1$s.export_tracking t
                join %1$s.export_bundle b on b.target = t.target and b.number = t.number
                where t.target = ?""", schema),
                row -> states.put(
                        row.number("table_oid"),
                        new TableState(
                                TableName.of(row.text("schema_name"), row.text("table_name")),
                                new Point(new Position(row.number("number")), row.snapshot("snapshot")),
                                new Position(row.number("full_number")),
                                UUID.fromString(row.text("incarnation")),
                                row.text("capture"),
                                row.optionalText("capture_id").map(UUID::fromString),
                                row.texts("triggers"),
                                row.text("shape"),
                                row.texts("labels"),
                                row.number("file_node"),
                                row.texts("attributes").stream()
                                        .map(ColumnRow::parse)
                                        .toList(),
                                row.texts("partitions").stream()
                                        .map(Partition::parse)
                                        .toList(),
                                row.number("drift_number"),
                                watched(row))),
                target.name());
        return states;
    }

    /** Reads what was noted of a table, out of a row with the columns that it is kept in. */
    static WatchedState watched(Row row) {
        return new WatchedState(row.optionalText("mark"), row.text("rows_digest"), row.text("keys_digest"));
    }

    /** Returns how long ago the target got digests of each table that it got any of, by its oid. */
    Map<Long, Duration> digested() {
        Map<Long, Duration> since = new HashMap<>();
        session.query(
                "select table_oid::bigint as table_oid, digested_at, pg_catalog.now() as now from " + schema
                        + ".export_tracking where target = ? and digested_at is not null",
                row -> since.put(
                        row.number("table_oid"),
                        Duration.between(
                                row.time("digested_at").orElseThrow(),
                                row.time("now").orElseThrow())),
                target.name());
        return since;
    }

    /**
     * Records a bundle that is visible, in one transaction.
     *
     * @param digested the oids of the tables of which it has digests
     */
    void commit(Shipment shipment, Collection<Long> digested) {
        session.transaction("begin", () -> {
            session.update(
                    "update " + schema
                            + ".export_bundle set snapshot = ?::pg_snapshot, exported_at = pg_catalog.now(), file = ?, bytes = ?, keys = ?, rows = ?, row_xid = "
                            + WRITER + " where target = ? and number = ?",
                    shipment.to().snapshot().toString(),
                    shipment.file().toString(),
                    shipment.bytes(),
                    shipment.tables().stream()
                            .mapToLong(Shipment.ShippedContent::keys)
                            .sum(),
                    shipment.tables().stream()
                            .mapToLong(Shipment.ShippedContent::rows)
                            .sum(),
                    target.name(),
                    shipment.to().position().number());
            session.update(
                    "update " + schema
                            + ".export_target set checked_at = pg_catalog.now(), checked_snapshot = ?::pg_snapshot, row_xid = "
                            + WRITER
                            + " where target = ?",
                    shipment.to().snapshot().toString(),
                    target.name());
            record(shipment.to().position(), shipment.tables());
            forgetOthers(shipment.tables());
            if (!digested.isEmpty()) {
                session.update(
                        "update " + schema + ".export_tracking set digested_at = pg_catalog.now(), row_xid = " + WRITER
                                + " where target = ? and table_oid in (select pg_catalog.unnest(?::oid[]))",
                        target.name(),
                        digested.toArray(Long[]::new));
            }
            return true;
        });
    }

    private void record(Position number, List<Shipment.ShippedContent> lines) {
        session.update(
                "insert into " + schema + ".export_tracking as t (" + ROWS.names() + ", exported_at, row_xid) select "
                        + ROWS.columns() + ", pg_catalog.now(), " + WRITER + " from " + ROWS.from() + " " + """
                     on conflict (target, table_oid) do update set schema_name = excluded.schema_name,
                        table_name = excluded.table_name, number = excluded.number,
                        full_number = case excluded.kind when 'full' then excluded.number else t.full_number end,
                        capture = excluded.capture, capture_id = excluded.capture_id, triggers = excluded.triggers, shape = excluded.shape,
                        labels = excluded.labels, file_node = excluded.file_node, attributes = excluded.attributes, partitions = excluded.partitions,
                        drift_number = greatest(t.drift_number, excluded.drift_number), mark = excluded.mark,
                        rows_digest = excluded.rows_digest, keys_digest = excluded.keys_digest, kind = excluded.kind,
                        keys = excluded.keys, rows = excluded.rows, bytes = excluded.bytes,
                        exported_at = excluded.exported_at, row_xid = excluded.row_xid""",
                ROWS.values(lines.stream()
                        .map(line -> values(number, line).toArray())
                        .toList()));
    }

    Stream<Object> values(Position number, Shipment.ShippedContent line) {
        SourceTable table = line.source();
        Optional<CapturedTable> captured = table instanceof CapturedTable found ? Optional.of(found) : Optional.empty();
        WatchedState watched = line.content().watched().orElse(NOT_WATCHED);
        return Stream.of(
                target.name(),
                table.base().oid(),
                table.name().schema().name(),
                table.name().name().name(),
                number.number(),
                number.number(),
                table.capture(),
                captured.map(capture -> capture.captureId().toString()),
                captured.map(CapturedTable::traces).orElse(List.of()).toArray(String[]::new),
                Shape.of(line.shipped()).text(),
                line.shipped().definitions().labels().toArray(String[]::new),
                table.base().fileNode(),
                captured.map(CapturedTable::attributes).orElse(List.of()).stream()
                        .map(ColumnRow::toString)
                        .toArray(String[]::new),
                table.partitions().stream().map(Partition::toString).toArray(String[]::new),
                line.drifted() ? number.number() : 0L,
                watched.mark(),
                watched.rows(),
                watched.keys(),
                line.kind(),
                line.keys(),
                line.rows(),
                line.bytes());
    }

    /** A table that the target no longer gets must not hold back the purge; should it come back, it comes full. */
    private void forgetOthers(List<Shipment.ShippedContent> lines) {
        String oids = String.join(
                ",",
                lines.stream()
                        .map(line -> Long.toString(line.source().base().oid()))
                        .toList());
        session.update(
                "delete from " + schema
                        + ".export_tracking where target = ? and table_oid not in (select pg_catalog.unnest(?::oid[]))",
                target.name(),
                "{" + oids + "}");
    }
}
