package org.rowferry.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowferry.apply.Proof.Different;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Domain;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The newest digests of the tables of one feed, as the target stores them, each with the last result of a comparison. */
final class DigestTracking {
    private final Session session;
    private final Identifier schema;
    private final StreamName feed;

    DigestTracking(Session session, Identifier schema, StreamName feed) {
        this.session = session;
        this.schema = schema;
        this.feed = feed;
    }

    /**
     * Digests that were stored, without the sums.
     *
     * @param shipped what they are of
     * @param types the domains of its columns, as far as a comparison needs them
     * @param facts those that were told when the table was found to differ
     */
    record Known(
            UUID incarnation,
            Point point,
            String mapping,
            Table shipped,
            List<NamedType> types,
            int buckets,
            List<String> facts) {
        Known {
            facts = List.copyOf(facts);
            types = List.copyOf(types);
        }

        /** Returns whether they are of the rows that a table has where it stands. */
        boolean areOf(Standing standing) {
            return isOfThatLife(standing)
                    && standing.point().equals(point)
                    && standing.mapping().equals(mapping);
        }

        boolean isOfThatLife(Standing standing) {
            return standing.incarnation().equals(incarnation);
        }
    }

    /** Stores the digests that came with a delivery, which wait in temporary tables, with the results. */
    void record(Delivery delivery, List<AppliedTable> lines) {
        Map<TableName, TableDelivery> proving = delivery.tables().stream()
                .filter(table -> table.proving().buckets().isPresent())
                .collect(Collectors.toMap(TableDelivery::name, Function.identity()));
        List<AppliedTable> proven =
                lines.stream().filter(line -> proving.containsKey(line.table())).toList();
        Map<TableName, Stored> stored =
                Stored.read(session, proven.stream().map(AppliedTable::into).toList());
        for (AppliedTable line : proven) {
            long oid = Objects.requireNonNull(stored.get(line.into())).oid();
            store(delivery, Objects.requireNonNull(proving.get(line.table())), line, DigestCheck.tableFor(oid));
        }
    }

    private void store(Delivery delivery, TableDelivery table, AppliedTable line, String theirs) {
        Table shipped = table.table();
        Map<String, NamedType> types = delivery.types().stream()
                .collect(Collectors.toMap(NamedType::name, Function.identity(), (one, other) -> one));
        session.update(
                String.format(Locale.ROOT, """
                insert into %1$s.import_digest as d (inbox, schema_name, table_name, incarnation, number, snapshot, mapping, key_columns,
                    column_names, column_types, bottom_types, buckets, numbers, rows, first, second)
                select ?, ?, ?, ?::uuid, ?, ?::pg_snapshot, ?, ?, ?, ?, ?, ?, coalesce(array_agg(s.bucket order by s.bucket), '{}'),
                    coalesce(array_agg(s.rows order by s.bucket), '{}'), coalesce(array_agg(s.first order by s.bucket), '{}'),
                    coalesce(array_agg(s.second order by s.bucket), '{}')
                from pg_temp.%2$s as s
                on conflict (inbox, schema_name, table_name) do update set incarnation = excluded.incarnation,
                    number = excluded.number, snapshot = excluded.snapshot, mapping = excluded.mapping,
                    key_columns = excluded.key_columns, column_names = excluded.column_names,
                    column_types = excluded.column_types, bottom_types = excluded.bottom_types, buckets = excluded.buckets,
                    numbers = excluded.numbers, rows = excluded.rows, first = excluded.first, second = excluded.second,
                    compared_at = null, result = null, reason = null, differing = null,
                    proven_number = case d.incarnation when excluded.incarnation then d.proven_number end,
                    proven_at = case d.incarnation when excluded.incarnation then d.proven_at end""", schema, theirs),
                feed.name(),
                shipped.name().schema().name(),
                shipped.name().name().name(),
                delivery.incarnation().toString(),
                delivery.to().position().number(),
                delivery.to().snapshot().toString(),
                line.entry().mapping(),
                names(shipped.key().columns()),
                names(shipped.columnNames()),
                texts(shipped, Column::type),
                texts(shipped, column -> SourceForm.bottomOfElements(column.type(), types)),
                table.proving().buckets().orElseThrow());
        line.proof().ifPresent(proof -> conclude(shipped.name(), delivery.incarnation(), delivery.to(), proof));
    }

    /** Stores the result of a comparison with the digests of a position, unless others came since. */
    void conclude(TableName table, UUID incarnation, Point point, Proof proof) {
        session.update(
                "update " + schema + """
                .import_digest as d set compared_at = now(), result = r.result, reason = ?, differing = ?::integer[],
                    proven_number = case r.result when 'equal' then d.number else d.proven_number end,
                    proven_at = case r.result when 'equal' then now() else d.proven_at end
                from (select ?::text as result) as r
                where d.inbox = ? and d.schema_name = ? and d.table_name = ? and d.incarnation = ?::uuid
                    and d.number = ? and d.snapshot::text = ?""",
                DigestCheck.reason(proof),
                proof instanceof Different different
                        ? Optional.of(different.buckets().numbers().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",", "{", "}")))
                        : Optional.empty(),
                proof.name(),
                feed.name(),
                table.schema().name(),
                table.name().name(),
                incarnation.toString(),
                point.position().number(),
                point.snapshot().toString());
    }

    /** Returns how long ago each table was compared last, by the source's names; a table that never was is left out. */
    Map<TableName, Duration> sinceCompared() {
        Map<TableName, Duration> since = new HashMap<>();
        session.query(
                "select schema_name, table_name, compared_at, now() as now from " + schema
                        + ".import_digest where inbox = ? and compared_at is not null",
                row -> since.put(
                        TableName.of(row.text("schema_name"), row.text("table_name")),
                        Duration.between(
                                row.time("compared_at").orElseThrow(),
                                row.time("now").orElseThrow())),
                feed.name());
        return since;
    }

    /** Returns the digests that are stored, by the source's names of the tables. */
    Map<TableName, Known> known() {
        Map<TableName, Known> known = new HashMap<>();
        session.query(
                "select schema_name, table_name, incarnation, number, snapshot, mapping, key_columns, column_names,"
                        + " column_types, bottom_types, buckets, case result when 'differs' then reason end as facts from "
                        + schema + ".import_digest where inbox = ?",
                row -> {
                    Table shipped = shipped(row);
                    return known.put(
                            shipped.name(),
                            new Known(
                                    UUID.fromString(row.text("incarnation")),
                                    new Point(new Position(row.number("number")), row.snapshot("snapshot")),
                                    row.text("mapping"),
                                    shipped,
                                    domains(row.texts("column_types"), row.texts("bottom_types")),
                                    (int) row.number("buckets"),
                                    row.optionalText("facts").stream()
                                            .flatMap(String::lines)
                                            .toList()));
                },
                feed.name());
        return known;
    }

    private static Table shipped(Row row) {
        List<String> names = row.texts("column_names");
        List<String> types = row.texts("column_types");
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(new Column(new Identifier(names.get(i)), types.get(i), false));
        }
        return new Table(
                TableName.of(row.text("schema_name"), row.text("table_name")),
                columns,
                new Key(row.texts("key_columns").stream().map(Identifier::new).toList()));
    }

    /** A type that is its own bottom is no domain, nor an array of a domain. */
    private static List<NamedType> domains(List<String> types, List<String> bottoms) {
        Map<String, NamedType> domains = new HashMap<>();
        for (int i = 0; i < types.size(); i++) {
            if (!types.get(i).equals(bottoms.get(i))) {
                domains.put(types.get(i), new Domain(types.get(i), bottoms.get(i)));
            }
        }
        return List.copyOf(domains.values());
    }

    /** Writes the stored digests of a table into a temporary table, which is made. */
    void copy(TableName table, int buckets, String temporary) {
        session.execute(DigestCheck.creation(temporary, buckets));
        session.update(
                String.format(Locale.ROOT, """
                insert into pg_temp.%1$s select u.* from %2$s.import_digest as d cross join unnest(d.numbers, d.rows, d.first, d.second) as u
                where d.inbox = ? and d.schema_name = ? and d.table_name = ?""", temporary, schema),
                feed.name(),
                table.schema().name(),
                table.name().name());
    }

    private static String[] names(List<Identifier> columns) {
        return columns.stream().map(Identifier::name).toArray(String[]::new);
    }

    private static String[] texts(Table shipped, Function<Column, String> text) {
        return shipped.columns().stream().map(text).toArray(String[]::new);
    }
}
