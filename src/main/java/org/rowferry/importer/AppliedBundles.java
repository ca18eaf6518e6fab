package org.rowferry.importer;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Verified;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
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

    /** Returns whether a bundle was applied for a position. */
    boolean has(UUID incarnation, Position position) {
        return !read(List.of(new History.Bundle(incarnation, position))).isEmpty();
    }

    /**
     * Reads what bears on a bundle.
     *
     * @param standings where the tables stand
     */
    History history(Manifest manifest, Collection<Standing> standings) {
        UUID incarnation = manifest.incarnation().id();
        Set<History.Bundle> numbers = new HashSet<>();
        numbers.add(new History.Bundle(incarnation, manifest.to().position()));
        manifest.tables().stream()
                .flatMap(content -> content.from().stream())
                .forEach(from -> numbers.add(new History.Bundle(incarnation, from.position())));
        standings.forEach(standing -> numbers.add(
                new History.Bundle(standing.incarnation(), standing.point().position())));
        return new History(lastOf(incarnation), read(numbers));
    }

    private Optional<Position> lastOf(UUID incarnation) {
        return session.first(
                "select number from " + schema
                        + ".import_bundle where inbox = ? and incarnation = ?::uuid order by number desc limit 1",
                row -> new Position(row.number("number")),
                inbox.name(),
                incarnation.toString());
    }

    private Map<History.Bundle, History.Known> read(Collection<History.Bundle> numbers) {
        Map<History.Bundle, History.Known> applied = new HashMap<>();
        session.query(
                "select incarnation, number, snapshot, made_at, digest from " + schema
                        + ".import_bundle where inbox = ?"
                        + " and (incarnation, number) in (select * from unnest(?::text[]::uuid[], ?::text[]::bigint[]))",
                row -> applied.put(
                        new History.Bundle(
                                UUID.fromString(row.text("incarnation")), new Position(row.number("number"))),
                        new History.Known(
                                row.snapshot("snapshot"),
                                row.time("made_at").orElseThrow(),
                                row.optionalText("digest"))),
                inbox.name(),
                numbers.stream().map(number -> number.incarnation().toString()).toArray(String[]::new),
                numbers.stream().map(number -> number.position().toString()).toArray(String[]::new));
        return applied;
    }

    /** Records the bundle itself, in the same transaction. */
    void record(Verified verified, BundleName file) {
        Manifest manifest = verified.manifest();
        session.update(
                String.format(Locale.ROOT, """
                insert into %s.import_bundle
                    (inbox, incarnation, number, snapshot, file, made_at, applied_at, keys, rows, digest, passed, due_at)
                values (?, ?::uuid, ?, ?::pg_snapshot, ?, ?::timestamptz, now(), ?, ?, ?, 0, ?::timestamptz)
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
                verified.digest(),
                manifest.due().map(Instant::toString));
    }

    /** Returns what the bundle that was applied last says of its time and of the next one. */
    Optional<Pulse> pulse() {
        return session.first(
                "select made_at, due_at, pg_catalog.now() as now from " + schema
                        + ".import_bundle where inbox = ? order by applied_at desc, number desc limit 1",
                row -> new Pulse(
                        row.time("made_at").orElseThrow(),
                        row.time("due_at"),
                        row.time("now").orElseThrow()),
                inbox.name());
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
}
