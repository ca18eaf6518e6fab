package org.rowferry.importer;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Verified;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;

/** Which bundles were applied from one inbox, as the target itself remembers them. */
final class AppliedBundles {
    private final Session session;
    private final Identifier schema;
    private final StreamName inbox;
    private final TrackingSql sql;

    AppliedBundles(Session session, Identifier schema, StreamName inbox) {
        this.session = session;
        this.schema = schema;
        this.inbox = inbox;
        this.sql = new TrackingSql(schema, inbox);
    }

    /** Returns the SQL by which an operator corrects what is remembered. */
    TrackingSql sql() {
        return sql;
    }

    /**
     * A bundle that was applied here.
     *
     * @param made when its source took the snapshot, by its own clock
     * @param digest the digest of its list of digests; empty where a Rowferry applied it that did not note it
     */
    record Known(String file, Snapshot snapshot, Instant made, Optional<String> digest) {}

    /** Returns the bundle that stands here for a position, where one was applied. */
    Optional<Known> applied(UUID incarnation, Position position) {
        return session.first(
                "select file, snapshot, made_at, digest from " + schema
                        + ".import_bundle where inbox = ? and incarnation = ?::uuid and number = ?",
                row -> new Known(
                        row.text("file"),
                        row.snapshot("snapshot"),
                        row.time("made_at").orElseThrow(),
                        row.optionalText("digest")),
                inbox.name(),
                incarnation.toString(),
                position.number());
    }

    /** Returns the last bundle of an incarnation that was applied here. */
    Optional<Position> lastOf(UUID incarnation) {
        return session.first(
                "select number from " + schema
                        + ".import_bundle where inbox = ? and incarnation = ?::uuid order by number desc limit 1",
                row -> new Position(row.number("number")),
                inbox.name(),
                incarnation.toString());
    }

    /** Returns whether a bundle of this incarnation was ever applied here. */
    boolean knows(UUID incarnation) {
        return session.one(
                "select exists (select from " + schema
                        + ".import_bundle where inbox = ? and incarnation = ?::uuid) as known",
                row -> row.flag("known"),
                inbox.name(),
                incarnation.toString());
    }

    /** Records the bundle itself, in the same transaction. */
    void record(Verified verified, BundleName file) {
        Manifest manifest = verified.manifest();
        session.update(
                String.format(Locale.ROOT, """
                insert into %s.import_bundle
                    (inbox, incarnation, number, snapshot, file, made_at, applied_at, keys, rows, digest, passed)
                values (?, ?::uuid, ?, ?::pg_snapshot, ?, ?::timestamptz, now(), ?, ?, ?, 0)
                on conflict (inbox, incarnation, number) do update
                    set applied_at = excluded.applied_at, digest = excluded.digest, passed = 0""", schema),
                inbox.name(),
                manifest.incarnation().id().toString(),
                manifest.to().position().number(),
                manifest.to().snapshot().toString(),
                file.toString(),
                manifest.time().toString(),
                verified.totals().keys().records(),
                verified.totals().rows().records(),
                verified.digest());
    }

    /** Notes that an import passed over bundles that were never applied here, since this one reaches over them. */
    void countPassing(UUID incarnation, Position reaching) {
        session.update(
                "update " + schema + ".import_bundle set passed = passed + 1"
                        + " where inbox = ? and incarnation = ?::uuid and number = ?",
                inbox.name(),
                incarnation.toString(),
                reaching.number());
    }

    /**
     * The bundle that the tables stand at, where others were passed over since.
     *
     * @param passed how many imports passed over some
     */
    record Reaching(StreamName stream, UUID incarnation, Position number, String file, Instant applied, long passed) {}

    /** Returns the bundle that most imports have passed over others for, of those that tables stand at. */
    Optional<Reaching> reaching() {
        return session.first(
                String.format(Locale.ROOT, """
                select t.stream, b.incarnation, b.number, b.file, b.applied_at, b.passed from %1$s.import_bundle b
                join %1$s.import_tracking t using (inbox, incarnation, number)
                where b.inbox = ? and b.passed > 0
                order by b.passed desc limit 1""", schema),
                row -> new Reaching(
                        new StreamName(row.text("stream")),
                        UUID.fromString(row.text("incarnation")),
                        new Position(row.number("number")),
                        row.text("file"),
                        row.time("applied_at").orElseThrow(),
                        row.number("passed")),
                inbox.name());
    }

    /**
     * Adds to a failure how a target gets over a file that was not its source's: what is known from that position on is
     * forgotten, and a full begins again.
     *
     * @param when the condition under which that helps, the begin of a sentence
     */
    Failure undo(Failure failure, String when, StreamName stream, UUID incarnation, Position position) {
        return failure.hint(when + ", run as the owner on the target: " + sql.forgetFrom(incarnation, position))
                .hint("Then run on the source: ", Invocation.ofExporter("export", "--target " + stream + " --full"));
    }
}
