package org.rowferry.exporter;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rowferry.capture.CapturedTable;
import org.rowferry.postgres.Hundreds;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;

/** Deletes captured rows that every target of the table has been exported past, once they are older than they must be. */
final class Purge {
    /** A time before the beginning of the calendar would stop each purge with an error; the function has the same. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Session session;
    private final Identifier schema;
    private final Duration retain;
    private final Journal journal;

    Purge(Session session, Identifier schema, Duration retain, Journal journal) {
        this.session = session;
        this.schema = schema;
        this.retain = retain;
        this.journal = journal;
    }

    void run(StreamName target, List<CapturedTable> tables) {
        double seconds = retain.toSeconds();
        session.query(
                "select " + schema + ".forget_bundles(?, pg_catalog.make_interval(secs => ?))",
                row -> row,
                target.name(),
                seconds);
        // In the order in which a link's report has them purged, so that neither waits for the other in a circle.
        List<CapturedTable> ordered = tables.stream()
                .sorted(Comparator.comparing(table -> table.base().oid()))
                .toList();
        for (List<CapturedTable> some : Hundreds.of(ordered)) {
            purge(target, some, seconds);
            journal.step("purged");
        }
    }

    /**
     * The function takes the lowest of all targets. So a table that was purged up to this target's own is left out, and is
     * asked for by no statement. The first table is never left out, because the function also keeps the clock.
     */
    private void purge(StreamName target, List<CapturedTable> tables, double seconds) {
        Map<Long, Long> purged = new HashMap<>();
        session.query(
                String.format(Locale.ROOT, """
                select t.oid::bigint as oid, %1$s.purge(t.oid, pg_catalog.make_interval(secs => ?)) as purged
                from pg_catalog.unnest(?::oid[]) with ordinality as t (oid, place)
                where t.place = 1
                    or coalesce((select c.purged_to::text::bigint from %1$s.capture c where c.table_oid = t.oid), 0) < (
                        select coalesce(pg_catalog.max(pg_catalog.pg_snapshot_xmin(b.snapshot)::text::bigint), 0)
                        from %1$s.export_bundle b
                        where b.target = ? and b.exported_at <= pg_catalog.now() - pg_catalog.make_interval(secs => ?))""", schema),
                row -> purged.put(row.number("oid"), row.number("purged")),
                seconds,
                tables.stream().map(table -> table.base().oid()).toArray(Long[]::new),
                target.name(),
                (double) Math.min(retain.toSeconds(), LONGEST.toSeconds()));
        for (CapturedTable table : tables) {
            long rows = purged.getOrDefault(table.base().oid(), 0L);
            if (rows > 0) {
                journal.say("purged " + rows + " rows of the shadow table of " + table.name()
                        + " that every target was sent and that are older than 'retain'");
            }
        }
    }
}
