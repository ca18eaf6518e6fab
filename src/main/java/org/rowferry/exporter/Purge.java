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
        forgetBundles(target);
        for (CapturedTable table : tables) {
            long floor = floor(table);
            if (floor > table.purgedTo()) {
                purge(table, floor);
            }
        }
    }

    /** Keeps the newest bundle that is older than {@code retain}, for the floor is at its snapshot, and all after it. */
    private void forgetBundles(StreamName target) {
        session.update("""
                delete from %1$s.export_bundle b
                where b.target = ? and b.number < (
                    select max(o.number) from %1$s.export_bundle o
                    where o.target = ? and o.exported_at <= now() - make_interval(secs => ?)
                        and o.number <= (select min(t.number) from %1$s.export_tracking t where t.target = ?))""".formatted(schema), target.name(), target.name(), (double) retain.toSeconds(), target.name());
    }

    /**
     * Returns the transaction id below which nobody needs a captured row: the lowest xmin among the targets, each taken
     * at its newest bundle that is older than {@code retain}; 0 where a target has no such bundle.
     */
    private long floor(CapturedTable table) {
        return session.one(
                """
                select coalesce(min(coalesce(old.xmin, 0)), 0) as floor
                from %1$s.export_tracking t
                left join lateral (
                    select pg_snapshot_xmin(b.snapshot)::text::bigint as xmin from %1$s.export_bundle b
                    where b.target = t.target and b.number <= t.number and b.exported_at <= now() - make_interval(secs => ?)
                        and b.incarnation = (select id from %1$s.incarnation order by ordinal desc limit 1)
                    order by b.number desc limit 1) as old on true
                where t.table_oid = ?::oid and t.capture = 'trigger'""".formatted(schema),
                row -> row.number("floor"),
                (double) retain.toSeconds(),
                table.base().oid());
    }

    /** The registry is told in the same transaction, so that no later window begins where rows are missing. */
    private void purge(CapturedTable table, long floor) {
        long purged = session.transaction("begin", () -> {
            session.update(
                    "update " + schema + ".capture set purged_to = ?::text::xid8 where table_oid = ?::oid",
                    Long.toString(floor),
                    table.base().oid());
            // In its text, so that the planner sees how few rows of a long log that is.
            return session.update("delete from " + table.shadow() + " where xid < '" + floor + "'::xid8");
        });
        journal.step("purged");
        if (purged > 0) {
            journal.say("purged " + purged + " captured changes of " + table.name() + " that every target has had for "
                    + retain.toDays() + " days");
        }
    }
}
