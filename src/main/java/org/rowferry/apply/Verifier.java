package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.DigestTracking.Known;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Proof.NotCompared;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.proof.DigestColumn;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Compares tables of a feed with the newest digests that came of them. A table that stands at another position than its digests
 * is not compared: nobody knows the rows that it should have there.
 */
public final class Verifier {
    private static final String THEIRS = "rowferry_known_digests";

    private final Session session;
    private final Identifier schema;
    private final StreamName feed;
    private final ImportTracking tracking;
    private final DigestTracking digests;
    private final int show;

    /**
     * Opens the tables of one feed.
     *
     * @param schema Rowferry's own on the target
     * @param show so many keys are returned of rows in buckets that differ
     */
    public Verifier(Session session, Identifier schema, StreamName feed, int show) {
        this.session = session;
        this.schema = schema;
        this.feed = feed;
        this.tracking = new ImportTracking(session, schema, feed);
        this.digests = new DigestTracking(session, schema, feed);
        this.show = show;
    }

    /**
     * The result for one table.
     *
     * @param at the stream that it follows and the position that it was compared at; empty where it was not compared
     * @param keys keys of rows in the buckets that differ, as the source prints them; most of them are rows that do not differ
     */
    public record Verified(FeedEntry entry, Optional<At> at, Proof proof, List<String> keys) {
        public Verified {
            keys = List.copyOf(keys);
        }
    }

    /** Where a table stands. */
    public record At(StreamName stream, Position position) {}

    /** Compares the tables at one snapshot of the target, and stores the results. */
    public List<Verified> verify(Collection<FeedEntry> entries) {
        List<TableName> names =
                entries.stream().map(FeedEntry::into).distinct().sorted().toList();
        Set<TableName> there = session.transaction(
                "begin isolation level read committed, read only",
                () -> new HashSet<>(new Catalog(session).find(names).keySet()));
        List<Verified> all = session.transaction("begin isolation level repeatable read, read write", () -> {
            // A snapshot of before the lock shows a table that is truncated meanwhile as empty.
            new TableLocks(session).take(names.stream().filter(there::contains).toList(), TableLocks.Mode.ACCESS_SHARE);
            return compare(entries, there);
        });
        Map<TableName, Known> known = digests.known();
        session.transaction("begin isolation level read committed, read write", () -> {
            all.stream()
                    .filter(verified -> verified.at().isPresent())
                    .forEach(verified -> Optional.ofNullable(
                                    known.get(verified.entry().table()))
                            .filter(of -> of.point()
                                    .position()
                                    .equals(verified.at().orElseThrow().position()))
                            .ifPresent(of -> digests.conclude(
                                    verified.entry().table(), of.incarnation(), of.point(), stored(verified, of))));
            return true;
        });
        return all;
    }

    /** The facts stay those of the import: each later comparison finds its own again. */
    private static Proof stored(Verified verified, Known of) {
        return verified.proof() instanceof Different different ? different.withFacts(of.facts()) : verified.proof();
    }

    private List<Verified> compare(Collection<FeedEntry> entries, Set<TableName> there) {
        Map<TableName, Standing> standings = tracking.standings();
        Map<TableName, Known> known = digests.known();
        TableSessions sessions = new TableSessions(session);
        TraceSearch traces = new TraceSearch(session, schema, feed, standings, Optional.empty());
        List<Verified> all = new ArrayList<>();
        for (FeedEntry entry : entries) {
            Optional<Standing> standing = Optional.ofNullable(standings.get(entry.table()));
            Optional<Known> of = Optional.ofNullable(known.get(entry.table()));
            Optional<String> why = there.contains(entry.into())
                    ? why(entry, standing, of)
                    : Optional.of("the target has no table " + entry.into());
            all.add(
                    why.isPresent()
                            ? new Verified(entry, Optional.empty(), new NotCompared(why.get()), List.of())
                            : compare(sessions, traces, entry, standing.orElseThrow(), of.orElseThrow()));
        }
        return all;
    }

    private static Optional<String> why(FeedEntry entry, Optional<Standing> standing, Optional<Known> known) {
        if (standing.isEmpty()) {
            return Optional.of("nothing was applied to it yet");
        }
        if (known.isEmpty()) {
            return Optional.of("no digests of it came yet");
        }
        Standing where = standing.get();
        if (!where.mapping().equals(entry.mapping())) {
            return Optional.of("its entry in the configuration was changed, so that it must come in full");
        }
        if (known.get().areOf(where)) {
            return Optional.empty();
        }
        return Optional.of(
                known.get().isOfThatLife(where)
                        ? elsewhere(
                                where.point().position(), known.get().point().position())
                        : "its newest digests are of another incarnation of the source: the next digests will do");
    }

    /** Words why digests are of no use where the table stands, with the way on. */
    private static String elsewhere(Position stands, Position digests) {
        return "it stands at position " + stands + ", and its newest digests are of position " + digests
                + (stands.compareTo(digests) < 0
                        ? ": import the bundles after position " + stands + " first"
                        : ": the next digests will do");
    }

    private Verified compare(
            TableSessions sessions, TraceSearch traces, FeedEntry entry, Standing standing, Known known) {
        digests.copy(entry.table(), known.buckets(), THEIRS);
        Proof found = new DigestCheck(session, sessions, known.types(), traces)
                .compare(entry, known.shipped(), known.buckets(), THEIRS);
        Proof proof = found instanceof Different different ? different.knowing(known.facts()) : found;
        List<String> keys = proof instanceof Different differing && show > 0
                ? keys(TargetRows.of(session, sessions, entry, known.shipped(), known.types()), differing.buckets())
                : List.of();
        return new Verified(
                entry, Optional.of(new At(standing.stream(), standing.point().position())), proof, keys);
    }

    private List<String> keys(TargetRows rows, BucketNumbers buckets) {
        List<DigestColumn> key = rows.key();
        if (key.isEmpty()) {
            return List.of();
        }
        String values = key.stream().map(DigestColumn::value).collect(Collectors.joining(", "));
        return rows.rows(
                "select concat_ws(', ', " + values + ") as line from " + rows.from() + " and " + rows.bucketIn(buckets)
                        + " limit " + show,
                "line text",
                row -> row.text("line"));
    }
}
