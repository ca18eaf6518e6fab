package org.rowferry.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.ColumnDefinitions;
import org.rowferry.postgres.ManyRows;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.LayoutNumber;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The state of the tables of one feed, as the target stores it. */
final class ImportTracking {
    /** The layout of Rowferry's schema that this version reads and writes. */
    private static final long LAYOUT = LayoutNumber.newest();

    /** A row for each table. */
    private static final ManyRows ROWS = new ManyRows("inbox text, schema_name text, table_name text, stream text,"
            + " incarnation uuid, number bigint, snapshot pg_snapshot, kind text, keys bigint, rows bigint, mapping text,"
            + " ignored text[], table_oid bigint, table_files text[], table_rows bigint, table_columns text[],"
            + " table_attributes text[]");

    private final Session session;
    private final Identifier schema;
    private final StreamName feed;

    ImportTracking(Session session, Identifier schema, StreamName feed) {
        this.session = session;
        this.schema = schema;
        this.feed = feed;
    }

    /** Refuses a target that has no tracking, or one of another version; {@code mended} adds how it is made. */
    static void requireLayout(Session session, Identifier schema, UnaryOperator<Failure> mended) {
        boolean present = session.one(
                "select to_regclass(?) is not null as present", row -> row.flag("present"), schema + ".layout");
        if (!present) {
            throw mended.apply(
                    new Failure(Family.TARGET, "the target has no schema " + schema + " with Rowferry's tracking"));
        }
        requireColumns(session, schema, mended);
        long layout = session.one(
                "select coalesce(max(version), 0) as version from " + schema + ".layout", row -> row.number("version"));
        if (layout < LayoutNumber.oldestOfTarget() || layout > LAYOUT) {
            throw mended.apply(new Failure(
                    Family.TARGET, "the tracking in schema " + schema + " has layout " + layout + ", not " + LAYOUT));
        }
    }

    /** Columns that came later are no other layout: a Rowferry that does not know them leaves them alone. */
    private static void requireColumns(Session session, Identifier schema, UnaryOperator<Failure> mended) {
        boolean present = session.one(
                "select count(*) = 3 and to_regclass(?) is not null and to_regclass(?) is not null as present from pg_attribute"
                        + " where (attrelid, attname) in ((to_regclass(?), 'table_attributes'),"
                        + " (to_regclass(?), 'written_by'), (to_regclass(?), 'due_at')) and not attisdropped",
                row -> row.flag("present"),
                schema + ".run_lock",
                schema + ".import_digest",
                schema + ".import_tracking",
                schema + ".import_tracking",
                schema + ".import_bundle");
        if (!present) {
            throw mended.apply(
                    new Failure(Family.TARGET, "the tracking in schema " + schema + " was made by an older Rowferry"));
        }
    }

    /** Returns where each table stands, by the source's name. */
    Map<TableName, Standing> standings() {
        Map<TableName, Standing> standings = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select schema_name, table_name, stream, incarnation, number, snapshot, mapping, ignored,
                    table_oid, table_files, table_rows, table_columns, table_attributes, written_by, written_by = xmin::text::bigint as own
                from %s.import_tracking where inbox = ?""", schema),
                row -> standings.put(
                        TableName.of(row.text("schema_name"), row.text("table_name")),
                        new Standing(
                                new StreamName(row.text("stream")),
                                UUID.fromString(row.text("incarnation")),
                                new Point(new Position(row.number("number")), row.snapshot("snapshot")),
                                row.text("mapping"),
                                names(row, "ignored"),
                                names(row, "table_columns"),
                                imprint(row))),
                feed.name());
        return standings;
    }

    private static Set<Identifier> names(Row row, String column) {
        return row.texts(column).stream().map(Identifier::new).collect(Collectors.toSet());
    }

    /** A row that a dump brought back, or that somebody changed, is not of the transaction that it names. */
    private static Optional<Imprint> imprint(Row row) {
        return row.number("table_oid") == 0
                ? Optional.empty()
                : Optional.of(new Imprint(
                        row.number("table_oid"),
                        Set.copyOf(row.texts("table_files")),
                        new WrittenColumns(row.texts("table_attributes")),
                        row.number("table_rows"),
                        row.flag("own") ? Optional.of(row.number("written_by")) : Optional.empty()));
    }

    /**
     * Records the tables of a delivery, in the transaction that applies it. In a savepoint, so that the transaction id that
     * it writes is younger than those that any savepoint before has written rows with.
     */
    void record(Delivery delivery, List<AppliedTable> lines) {
        Map<TableName, Stored> stored =
                Stored.read(session, lines.stream().map(AppliedTable::into).toList());
        ColumnDefinitions definitions = new Catalog(session)
                .definitions(stored.values().stream().map(Stored::oid).toList());
        session.savepoint(() -> {
            record(delivery, lines, stored, definitions);
            session.update(
                    "update " + schema + ".import_tracking as t set written_by = t.xmin::text::bigint"
                            + " from unnest(?::text[], ?::text[]) as w (schema_name, table_name) where t.inbox = ?"
                            + " and t.schema_name = w.schema_name and t.table_name = w.table_name",
                    lines.stream().map(line -> line.table().schema().name()).toArray(String[]::new),
                    lines.stream().map(line -> line.table().name().name()).toArray(String[]::new),
                    feed.name());
            return true;
        });
    }

    private void record(
            Delivery delivery, List<AppliedTable> lines, Map<TableName, Stored> stored, ColumnDefinitions definitions) {
        session.update(
                "insert into " + schema + ".import_tracking as t (" + ROWS.names() + ", applied_at) select "
                        + ROWS.columns() + ", now() from " + ROWS.from() + " " + """
                 on conflict (inbox, schema_name, table_name) do update set stream = excluded.stream, incarnation = excluded.incarnation,
                    number = excluded.number, snapshot = excluded.snapshot, kind = excluded.kind, keys = excluded.keys,
                    rows = excluded.rows, mapping = excluded.mapping, ignored = excluded.ignored,
                    applied_at = excluded.applied_at, table_oid = excluded.table_oid, table_files = excluded.table_files,
                    table_rows = excluded.table_rows, table_columns = excluded.table_columns,
                    table_attributes = excluded.table_attributes""",
                ROWS.values(lines.stream()
                        .map(line -> values(
                                        delivery,
                                        line,
                                        Optional.ofNullable(stored.get(line.into()))
                                                .orElseThrow(),
                                        definitions)
                                .toArray())
                        .toList()));
    }

    private Stream<Object> values(Delivery delivery, AppliedTable line, Stored stored, ColumnDefinitions definitions) {
        return Stream.of(
                feed.name(),
                line.table().schema().name(),
                line.table().name().name(),
                delivery.stream().name(),
                delivery.incarnation().toString(),
                delivery.to().position().number(),
                delivery.to().snapshot().toString(),
                line.kind().toString(),
                line.keys(),
                line.rows(),
                line.entry().mapping(),
                names(line.ignored()),
                stored.oid(),
                stored.files().toArray(String[]::new),
                line.left().rows(),
                names(line.left().written()),
                WrittenColumns.of(session, definitions, stored, line.left().written())
                        .texts()
                        .toArray(String[]::new));
    }

    private static String[] names(List<Identifier> columns) {
        return columns.stream().map(Identifier::name).toArray(String[]::new);
    }
}
