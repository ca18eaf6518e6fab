package org.rowferry.link;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.apply.Applier;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Memory;
import org.rowferry.postgres.Session;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** The state of a link's tables at their last sync, as the target stores it. */
final class LinkTracking {
    private final Session session;
    private final Identifier schema;
    private final StreamName link;

    LinkTracking(Session session, Identifier schema, StreamName link) {
        this.session = session;
        this.schema = schema;
        this.link = link;
    }

    /** Refuses a target that {@code generate fdw target} has not seen, or one of another version. */
    static void requireLayout(Session session, Identifier schema) {
        Invocation generate = Invocation.ofTargetOwner("generate fdw target", "");
        Applier.requireLayout(session, schema, failure -> failure.hint("Run as the owner: ", generate));
    }

    /**
     * The stored state of one table.
     *
     * @param mark the largest value of its watermark; empty where it has none
     * @param shape what makes its rows what they are, in words that differ where they do
     * @param labels those of the enums below its columns, where the source shows them
     * @param attributes the catalog's rows of its columns, where the source shows them
     * @param digest that of all its rows, where no key tells which of them are new
     */
    record LinkMemory(
            Optional<String> mark,
            String shape,
            List<String> labels,
            List<ColumnRow> attributes,
            Optional<String> digest) {
        LinkMemory {
            labels = List.copyOf(labels);
            attributes = List.copyOf(attributes);
        }

        /** Returns the values that the source's catalog is compared with; the shape says how changes became known. */
        Memory memory(UUID incarnation) {
            return new Memory(incarnation, Optional.empty(), shape, labels);
        }
    }

    /** Returns what was noted of each table, by the source's name. */
    Map<TableName, LinkMemory> noted() {
        Map<TableName, LinkMemory> noted = new HashMap<>();
        session.query(
                "select schema_name, table_name, mark, shape, labels, attributes, digest from " + schema
                        + ".link_tracking where link = ? and rows is null",
                row -> noted.put(
                        TableName.of(row.text("schema_name"), row.text("table_name")),
                        new LinkMemory(
                                row.optionalText("mark"),
                                row.text("shape"),
                                row.texts("labels"),
                                row.texts("attributes").stream()
                                        .map(ColumnRow::parse)
                                        .toList(),
                                row.optionalText("digest"))),
                link.name());
        return noted;
    }

    /**
     * The stored state of a materialized view.
     *
     * @param rows how many it held
     * @param took how long it took
     */
    record Refresh(Instant at, long rows, Duration took) {}

    /** Returns the last refresh of a view, by the source's name of its table. */
    Optional<Refresh> refreshed(TableName table) {
        return session.first(
                "select synced_at, rows, extract(epoch from took) * 1000 as took from " + schema
                        + ".link_tracking where link = ? and schema_name = ? and table_name = ? and rows is not null",
                row -> new Refresh(
                        row.time("synced_at").orElseThrow(), row.number("rows"), Duration.ofMillis(row.number("took"))),
                link.name(),
                table.schema().name(),
                table.name().name());
    }

    /** Notes that a view was refreshed. */
    void refreshed(TableName table, long rows, Duration took) {
        session.update(
                String.format(Locale.ROOT, """
                insert into %s.link_tracking (link, schema_name, table_name, shape, labels, attributes, rows, took, synced_at)
                values (?, ?, ?, '', '{}', '{}', ?, make_interval(secs => ?), now())
                on conflict (link, schema_name, table_name) do update
                    set mark = null, shape = '', labels = '{}', attributes = '{}', digest = null, rows = excluded.rows, took = excluded.took,
                        synced_at = excluded.synced_at""", schema),
                link.name(),
                table.schema().name(),
                table.name().name(),
                rows,
                took.toMillis() / 1000.0);
    }

    /** Notes one table, in the transaction that applies what was read. */
    void note(TableName table, LinkMemory noted) {
        session.update(
                String.format(Locale.ROOT, """
                insert into %s.link_tracking (link, schema_name, table_name, mark, shape, labels, attributes, digest, synced_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, now())
                on conflict (link, schema_name, table_name) do update
                    set mark = excluded.mark, shape = excluded.shape, labels = excluded.labels, attributes = excluded.attributes, digest = excluded.digest, rows = null, took = null,
                        synced_at = excluded.synced_at""", schema),
                link.name(),
                table.schema().name(),
                table.name().name(),
                noted.mark(),
                noted.shape(),
                noted.labels().toArray(String[]::new),
                noted.attributes().stream().map(ColumnRow::toString).toArray(String[]::new),
                noted.digest());
    }
}
