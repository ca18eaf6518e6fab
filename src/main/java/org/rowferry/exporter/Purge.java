package org.rowferry.exporter;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.capture.CapturedTable;
import org.rowferry.postgres.Hundreds;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;

/** Deletes captured rows that every target of the table has been exported past, once they are older than they must be. */
final class Purge {
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
            purge(some, seconds);
            journal.step("purged");
        }
    }

    private void purge(List<CapturedTable> tables, double seconds) {
        Map<Long, Long> purged = new HashMap<>();
        session.query(
                "select t.oid::bigint as oid, " + schema
                        + ".purge(t.oid, pg_catalog.make_interval(secs => ?)) as purged"
                        + " from pg_catalog.unnest(?::oid[]) as t (oid)",
                row -> purged.put(row.number("oid"), row.number("purged")),
                seconds,
                tables.stream().map(table -> table.base().oid()).toArray(Long[]::new));
        for (CapturedTable table : tables) {
            long rows = purged.getOrDefault(table.base().oid(), 0L);
            if (rows > 0) {
                journal.say("purged " + rows + " rows of the shadow table of " + table.name()
                        + " that every target was sent and that are older than 'retain'");
            }
        }
    }
}
