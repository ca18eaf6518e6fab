package org.rowferry.apply;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.apply.Proof.Different;
import org.rowferry.apply.Proof.Equal;
import org.rowferry.apply.Proof.NotCompared;
import org.rowferry.apply.TargetRows.Obstacle;
import org.rowferry.postgres.Session;
import org.rowferry.proof.DigestQuery;
import org.rowferry.report.Failure;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Table;

/**
 * Compares rows of the target with the digests of their source, which wait in a temporary table. It is done by the server, since
 * there may be many buckets.
 */
final class DigestCheck {
    private static final String COLUMNS = String.join(", ", DigestQuery.COLUMNS);
    private static final String OWN = "rowferry_own_digests";

    private final Session session;
    private final TableSessions sessions;
    private final Collection<NamedType> types;
    private final TraceSearch traces;

    /** @param types those that somebody made on the source */
    DigestCheck(Session session, TableSessions sessions, Collection<NamedType> types, TraceSearch traces) {
        this.traces = traces;
        this.session = session;
        this.sessions = sessions;
        this.types = types;
    }

    /** A bucket that differs, with the number of rows on either side. */
    private record Bucket(int number, long theirs, long ours) {}

    /** Returns the statements that make a temporary table for digests of so many buckets. */
    static String creation(String temporary, int buckets) {
        return Staging.creationOf(
                temporary,
                "bucket integer primary key check (bucket between 0 and " + (buckets - 1)
                        + "), rows bigint not null, first numeric not null, second numeric not null");
    }

    /** Returns the temporary table for the digests of a table of the target, known by its oid. */
    static String tableFor(long oid) {
        return "rowferry_digests_" + oid;
    }

    /** Returns the columns of such a table, as SQL. */
    static String columns() {
        return COLUMNS;
    }

    /**
     * Compares a table, in the transaction that is open. A failure is a result too: it takes nothing back that was done before.
     *
     * @param shipped what the digests are of
     * @param theirs the temporary table with the source's digests
     */
    Proof compare(FeedEntry entry, Table shipped, int buckets, String theirs) {
        return attempt(() -> {
            TargetRows rows = TargetRows.of(session, sessions, entry, shipped, types);
            Proof proof = compare(rows, buckets, theirs);
            return proof instanceof Different different
                    ? different.withFacts(traces.of(entry.table(), rows, different.buckets()))
                    : proof;
        });
    }

    private Proof attempt(Supplier<Proof> work) {
        return session.attempt(work, failure -> new NotCompared("its rows cannot be read: " + failure.getMessage()));
    }

    private Proof compare(TargetRows rows, int buckets, String theirs) {
        if (!rows.obstacles().isEmpty()) {
            return new NotCompared(rows.obstacles().stream().map(Obstacle::why).collect(Collectors.joining("; ")));
        }
        session.execute(creation(OWN, buckets));
        rows.write(session, OWN, COLUMNS, rows.query(buckets).over(rows.from()));
        List<Bucket> differing = differing(theirs);
        return differing.isEmpty()
                ? new Equal(session.one(
                        "select coalesce(sum(rows), 0)::bigint as rows from pg_temp." + OWN, row -> row.number("rows")))
                : different(buckets, differing);
    }

    private List<Bucket> differing(String theirs) {
        return session.query(
                """
                select coalesce(s.bucket, t.bucket) as bucket, coalesce(s.rows, 0) as theirs, coalesce(t.rows, 0) as ours
                from pg_temp.<theirs> as s full join pg_temp.<own> as t on t.bucket = s.bucket
                where coalesce(s.rows, 0) <> coalesce(t.rows, 0) or coalesce(s.first, 0) <> coalesce(t.first, 0)
                    or coalesce(s.second, 0) <> coalesce(t.second, 0)
                order by 1""".replace("<theirs>", theirs).replace("<own>", OWN),
                row -> new Bucket((int) row.number("bucket"), row.number("theirs"), row.number("ours")));
    }

    private static Different different(int buckets, List<Bucket> differing) {
        return new Different(
                new BucketNumbers(
                        buckets, differing.stream().map(Bucket::number).toList()),
                differing.stream()
                        .mapToLong(bucket -> Math.max(0, bucket.theirs - bucket.ours))
                        .sum(),
                differing.stream()
                        .mapToLong(bucket -> Math.max(0, bucket.ours - bucket.theirs))
                        .sum(),
                differing.stream().mapToLong(Bucket::theirs).sum(),
                List.of());
    }

    /**
     * Writes the keys of the target's own rows that lie in some buckets into a temporary table, and returns how many.
     *
     * @throws Failure of the family TARGET if rows cannot be put into buckets
     */
    long writeKeys(TargetTable table, BucketNumbers buckets, String temporary) {
        TargetRows rows =
                TargetRows.of(session, sessions, table.entry(), table.delivery().table(), types);
        if (rows.key().isEmpty()) {
            throw rows.withoutKey();
        }
        List<Identifier> key = table.keyColumns();
        String names = key.stream().map(Identifier::toString).collect(Collectors.joining(", "));
        String values = key.stream().map(column -> "t." + column).collect(Collectors.joining(", "));
        return rows.writeOwn(
                "pg_temp." + temporary,
                names,
                "select " + values + " from " + rows.from() + " and " + rows.bucketIn(buckets));
    }

    /** Returns the reason where a table was not compared, and the facts where it differs, a line each. */
    static Optional<String> reason(Proof proof) {
        if (proof instanceof Different different && !different.facts().isEmpty()) {
            return Optional.of(String.join("\n", different.facts()));
        }
        return proof instanceof NotCompared not ? Optional.of(not.why()) : Optional.empty();
    }
}
