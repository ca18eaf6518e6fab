package org.rowferry.exporter;

import java.time.Duration;
import java.util.List;
import org.rowferry.capture.CapturedTable;
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
        for (CapturedTable table : tables) {
            long purged = session.one(
                    "select " + schema + ".purge(?::oid, pg_catalog.make_interval(secs => ?)) as purged",
                    row -> row.number("purged"),
                    table.base().oid(),
                    seconds);
            journal.step("purged");
            if (purged > 0) {
                journal.say("purged " + purged + " captured changes of " + table.name()
                        + " that every target was sent and that are older than 'retain'");
            }
        }
    }
}
