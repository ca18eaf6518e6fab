package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.apply.Traces.Skipped;
import org.rowferry.postgres.Session;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** Looks for traces of the cause, where a table differs from its source. */
final class TraceSearch {
    private static final long XIDS = 1L << 32;

    private final Session session;
    private final Identifier schema;
    private final StreamName feed;
    private final Map<TableName, Standing> standings;
    private final Optional<Delivery> delivery;

    /**
     * Searches for the traces of one feed.
     *
     * @param standings where its tables stood after the last import
     * @param delivery the one whose digests are compared, if it is being applied
     */
    TraceSearch(
            Session session,
            Identifier schema,
            StreamName feed,
            Map<TableName, Standing> standings,
            Optional<Delivery> delivery) {
        this.session = session;
        this.schema = schema;
        this.feed = feed;
        this.standings = Map.copyOf(standings);
        this.delivery = delivery;
    }

    /** Returns a sentence for each trace; none where they cannot be looked for, since the difference is the news. */
    List<String> of(TableName table, TargetRows rows, BucketNumbers differing) {
        Optional<Standing> standing = Optional.ofNullable(standings.get(table));
        if (standing.isEmpty()) {
            return List.of();
        }
        return session.attempt(() -> of(table, standing.get(), rows, differing).sentences(), failure -> List.of());
    }

    private Traces of(TableName table, Standing standing, TargetRows rows, BucketNumbers differing) {
        UUID incarnation = delivery.map(Delivery::incarnation).orElse(standing.incarnation());
        Position to = delivery.map(arriving -> arriving.to().position())
                .orElse(standing.point().position());
        Optional<Long> proven = proven(table, incarnation);
        return new Traces(
                standing.imprint()
                        .flatMap(Imprint::writer)
                        .map(writer -> writtenAfter(writer, rows, differing))
                        .orElse(0L),
                standing.point().position(),
                proven.isPresent() ? Optional.empty() : renewed(incarnation, to),
                skipped(incarnation, proven.orElse(1L), to));
    }

    /**
     * Counts rows whose transaction is younger than the tracking and older than this one: the import notes the youngest of its
     * own, and rows that this transaction writes are no news. A row that was frozen four thousand million transactions ago
     * looks like one of them, where so many lie between two imports.
     */
    private long writtenAfter(long writer, TargetRows rows, BucketNumbers differing) {
        long age = session.one(
                "select (coalesce(pg_current_xact_id_if_assigned(), pg_snapshot_xmax(pg_current_snapshot()))::text::bigint - 1 - ?)"
                        + " % ? as age",
                row -> row.number("age"), writer, XIDS);
        if (age <= 0) {
            return 0;
        }
        String younger = String.format(
                Locale.ROOT, "(t.xmin::text::bigint - %1$d + %2$d) %% %2$d between 1 and %3$d", writer, XIDS, age);
        return rows.rows(
                        "select count(*) as rows from " + rows.from() + " and " + younger + " and "
                                + rows.bucketIn(differing),
                        "rows bigint",
                        row -> row.number("rows"))
                .get(0);
    }

    private Optional<Long> proven(TableName table, UUID incarnation) {
        return session.first(
                "select proven_number from " + schema
                        + ".import_digest where inbox = ? and schema_name = ? and table_name = ? and incarnation = ?::uuid"
                        + " and proven_number is not null",
                row -> row.number("proven_number"),
                feed.name(),
                table.schema().name(),
                table.name().name(),
                incarnation.toString());
    }

    private Optional<Position> renewed(UUID incarnation, Position to) {
        return session.first(
                String.format(Locale.ROOT, """
                select coalesce(min(number) filter (where incarnation = ?::uuid), ?) as first from %s.import_bundle where inbox = ?
                having bool_or(incarnation <> ?::uuid)""", schema),
                row -> new Position(row.number("first")),
                incarnation.toString(),
                to.number(),
                feed.name(),
                incarnation.toString());
    }

    private List<Skipped> skipped(UUID incarnation, long after, Position to) {
        List<Long> applied = new ArrayList<>(session.query(
                "select number from " + schema
                        + ".import_bundle where inbox = ? and incarnation = ?::uuid and number >= ? and number < ?"
                        + " order by number",
                row -> row.number("number"),
                feed.name(),
                incarnation.toString(),
                after,
                to.number()));
        applied.add(to.number());
        List<Skipped> skipped = new ArrayList<>();
        for (int i = 1; i < applied.size(); i++) {
            long before = Objects.requireNonNull(applied.get(i - 1));
            long next = Objects.requireNonNull(applied.get(i));
            if (next > before + 1) {
                skipped.add(new Skipped(before + 1, next - 1));
            }
        }
        return skipped;
    }
}
