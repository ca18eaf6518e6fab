package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;

/** Tells whether the source is the one that exported before, and refuses one that was restored, cloned or failed over. */
final class SourceIdentity {
    private final Session session;
    private final Identifier schema;

    SourceIdentity(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
    }

    /**
     * Returns the incarnation of the source as it is now.
     *
     * @throws Failure of the family SOURCE if the server, the database, the timeline or the transaction ids are not
     *     those of before
     */
    Incarnation require() {
        List<Life> lives = session.query(
                "select id, system_identifier, database_oid::bigint as database_oid, timeline from " + schema
                        + ".incarnation order by ordinal desc",
                row -> new Life(
                        UUID.fromString(row.text("id")),
                        row.text("system_identifier"),
                        row.number("database_oid"),
                        row.number("timeline")));
        if (lives.isEmpty()) {
            throw new Failure(Family.SOURCE, "the table " + schema + ".incarnation is empty")
                    .hint("Run: rowferry generate tracking --config exporter.yaml --apply");
        }
        check(lives.get(0));
        List<UUID> ancestors = new ArrayList<>();
        lives.subList(1, lives.size()).forEach(life -> ancestors.add(0, life.id()));
        return new Incarnation(lives.get(0).id(), ancestors);
    }

    private void check(Life recorded) {
        Life now = session.one(
                "select system_identifier, database_oid::bigint as database_oid, timeline from " + schema
                        + ".server_identity()",
                row -> new Life(
                        recorded.id(),
                        row.text("system_identifier"),
                        row.number("database_oid"),
                        row.number("timeline")));
        if (!now.system().equals(recorded.system())) {
            throw other("the server's system identifier is " + now.system() + ", not " + recorded.system());
        }
        if (now.database() != recorded.database()) {
            throw other("the database's oid is " + now.database() + ", not " + recorded.database());
        }
        if (now.timeline() != recorded.timeline()) {
            throw other("the server's timeline is " + now.timeline() + ", not " + recorded.timeline())
                    .hint(
                            "After a planned switchover that lost no transaction run instead: rowferry generate tracking --keep-incarnation --config exporter.yaml --apply");
        }
        transactionIdsThatWentBack(recorded.id()).ifPresent(what -> {
            throw other(what);
        });
    }

    /** Bundles of another life saw transaction ids that mean nothing in this one. */
    private Optional<String> transactionIdsThatWentBack(UUID incarnation) {
        return session.first("""
                select format('the next transaction id is %%s, but bundle %%s of target %%s saw %%s',
                    pg_snapshot_xmax(pg_current_snapshot()), b.number, b.target, pg_snapshot_xmax(b.snapshot)) as what
                from %s.export_bundle b
                where b.incarnation = ?::uuid and pg_snapshot_xmax(b.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
                order by b.number desc limit 1""".formatted(schema), row -> row.text("what"), incarnation.toString());
    }

    /** Says that the source's history is not the one that the targets follow. */
    static Failure other(String what) {
        return new Failure(Family.SOURCE, "this source is not the one that exported before: " + what)
                .hint(
                        "After a restore, a clone or an unplanned failover run: rowferry generate tracking --renew-incarnation --config exporter.yaml --apply and the next export ships every table in full.");
    }

    /** One row of the incarnation table. */
    private record Life(UUID id, String system, long database, long timeline) {}
}
