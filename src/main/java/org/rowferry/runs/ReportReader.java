package org.rowferry.runs;

import java.util.List;
import java.util.Optional;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.runs.ReportFacts.LogFacts;
import org.rowferry.runs.ReportFacts.Shipment;
import org.rowferry.runs.ReportFacts.SlowFacts;
import org.rowferry.runs.ReportFacts.TableFacts;
import org.rowferry.runs.ReportFacts.ViewFacts;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Reads what the report shows. It reads the tracking alone, and no table that is shipped. */
final class ReportReader {
    /** The bundles of each job that are shown. */
    static final int BUNDLES = 60;

    private static final int MOST_LOGS = 20;
    private static final int SLOWEST_SHOWN = 15;

    /** The bundles of before there was a history, as the tracking of a source still has them. */
    private static final String SENT_BEFORE = """
            select 'export of target ' || b.target, b.number, b.exported_at,
                extract(epoch from b.exported_at - b.started_at), b.keys, b.rows, b.bytes, null
            from <schema>.export_bundle as b
            where b.exported_at is not null and b.exported_at < coalesce(
                (select min(h.began) from <schema>.run_history as h where h.job = 'export of target ' || b.target), 'infinity')""";

    private static final String APPLIED_BEFORE = """
            select 'import of inbox ' || b.inbox, b.number, b.applied_at, null, b.keys, b.rows, null, null
            from <schema>.import_bundle as b
            where b.applied_at < coalesce(
                (select min(h.began) from <schema>.run_history as h where h.job = 'import of inbox ' || b.inbox), 'infinity')""";

    /** A sync has no bundle. */
    private static final String SHIPMENTS = """
            select l.* from (
                select s.*, row_number() over (partition by s.job order by s.at desc) as place from (
                    select h.job, h.bundle, h.ended as at, extract(epoch from h.ended - h.began) as seconds, h.keys, h.rows,
                        h.bytes, h.log_bytes
                    from <schema>.run_history as h
                    where h.ended is not null and not h.dry_run
                        and (h.bundle is not null or h.exit_code = 0 and h.job like 'sync of %')
                    union all
            """;

    private static final String LAST_OF_EACH = ") as s) as l where l.place <= " + BUNDLES + " order by l.job, l.at";

    private static final String SLOWEST =
            """
            select r.job, s.table_name, count(*) as runs, avg(s.milliseconds) / 1000 as usual,
                max(s.milliseconds) / 1000.0 as longest
            from (
                select h.job, h.slow_tables, h.slow_milliseconds,
                    row_number() over (partition by h.job order by h.began desc) as place
                from <schema>.run_history as h
                where h.ended is not null and not h.dry_run and h.slow_tables <> '{}') as r
            cross join lateral unnest(r.slow_tables, r.slow_milliseconds) as s (table_name, milliseconds)
            where r.place <=""" + " " + BUNDLES + " group by r.job, s.table_name order by sum(s.milliseconds) desc, 1, 2 limit "
                    + SLOWEST_SHOWN;

    private static final String SENT = """
            select t.target as feed, t.schema_name, t.table_name, t.number, t.kind, t.keys, t.rows, t.bytes,
                greatest(t.exported_at, e.checked_at) as true_at, null::timestamptz as equal_at, false as differs
            from <schema>.export_tracking as t
            join <schema>.export_target as e on e.target = t.target""";

    private static final String APPLIED = """
            select t.inbox as feed, t.schema_name, t.table_name, t.number, t.kind, t.keys, t.rows, null::bigint as bytes,
                coalesce(b.made_at, t.applied_at) as true_at, coalesce(p.made_at, case when b.number is null then d.proven_at end) as equal_at,
                d.result is not distinct from 'differs' as differs
            from <schema>.import_tracking as t
            left join <schema>.import_bundle as b
                on (b.inbox, b.incarnation, b.number) = (t.inbox, t.incarnation, t.number)
            left join <schema>.import_digest as d
                on (d.inbox, d.schema_name, d.table_name) = (t.inbox, t.schema_name, t.table_name)
            left join <schema>.import_bundle as p
                on (p.inbox, p.incarnation, p.number) = (d.inbox, d.incarnation, d.proven_number)""";

    private final Session session;
    private final Identifier schema;
    private final boolean ofSource;

    ReportReader(Session session, Identifier schema, boolean ofSource) {
        this.session = session;
        this.schema = schema;
        this.ofSource = ofSource;
    }

    ReportFacts read(String database) {
        return new ReportFacts(
                database,
                session.one("select now() as now", row -> row.time("now").orElseThrow()),
                RunHistory.lastOfEachJob(session, schema, BUNDLES),
                session.query(in(SHIPMENTS + (ofSource ? SENT_BEFORE : APPLIED_BEFORE) + LAST_OF_EACH), this::shipment),
                session.query(in((ofSource ? SENT : APPLIED) + " order by true_at, 1, 2, 3"), this::table),
                session.query(in(SLOWEST), ReportReader::slow),
                ofSource ? List.of() : views(),
                ofSource ? logs() : List.of());
    }

    private String in(String sql) {
        return sql.replace("<schema>", schema.toString())
                .replace("<literal>", new Literal(schema.toString()).toString());
    }

    private Shipment shipment(Row row) {
        return new Shipment(
                row.text("job"),
                number(row, "bundle"),
                row.time("at").orElseThrow(),
                row.optionalText("seconds").map(Double::valueOf),
                row.number("keys"),
                row.number("rows"),
                number(row, "bytes"),
                number(row, "log_bytes"));
    }

    private static Optional<Long> number(Row row, String column) {
        return row.optionalText(column).map(Long::valueOf);
    }

    private TableFacts table(Row row) {
        return new TableFacts(
                row.text("feed"),
                TableName.of(row.text("schema_name"), row.text("table_name")).toString(),
                row.number("number"),
                row.text("kind"),
                row.number("keys"),
                row.number("rows"),
                number(row, "bytes"),
                row.time("true_at").orElseThrow(),
                row.time("equal_at"),
                row.flag("differs"));
    }

    private static SlowFacts slow(Row row) {
        return new SlowFacts(
                row.text("job"),
                row.text("table_name"),
                row.number("runs"),
                Double.parseDouble(row.text("usual")),
                Double.parseDouble(row.text("longest")));
    }

    private List<ViewFacts> views() {
        return session.query(
                in("""
                select link, schema_name, table_name, rows, extract(epoch from took) as seconds, synced_at
                from <schema>.link_tracking where took is not null order by took desc"""),
                row -> new ViewFacts(
                        row.text("link"),
                        TableName.of(row.text("schema_name"), row.text("table_name"))
                                .toString(),
                        row.number("rows"),
                        Double.parseDouble(row.text("seconds")),
                        row.time("synced_at").orElseThrow()));
    }

    private List<LogFacts> logs() {
        return session.query(
                in("""
                select c.schema_name, c.table_name, pg_total_relation_size(s.oid) as bytes
                from <schema>.capture as c
                join pg_class as s on s.relname = c.shadow_name and s.relnamespace = to_regnamespace(<literal>)
                order by bytes desc nulls last, 1, 2 limit""" + " " + MOST_LOGS),
                row -> new LogFacts(
                        TableName.of(row.text("schema_name"), row.text("table_name"))
                                .toString(),
                        row.number("bytes")));
    }
}
