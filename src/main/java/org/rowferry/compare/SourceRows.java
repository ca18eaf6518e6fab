package org.rowferry.compare;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.Window;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Buckets;
import org.rowferry.proof.DigestColumn;
import org.rowferry.proof.DigestQuery;
import org.rowferry.proof.RowsQuery;
import org.rowferry.proof.ServerText;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;

/** The rows that the source ships of one table, in the snapshot of the session's transaction. */
final class SourceRows {
    /** An index is as large as its table at the most, and few rows are smaller. */
    private static final long BYTES_OF_A_ROW = 100;

    private final Session session;
    private final ShippedTable shipped;
    private final ServerText server;

    SourceRows(Session session, ShippedTable shipped) {
        this.session = session;
        this.shipped = shipped;
        this.server = ServerText.of(session);
    }

    /** Returns about how many buckets the table should have; its partitions count, and its rows as of the last ANALYZE. */
    Buckets buckets() {
        return session.one(
                """
                select greatest(sum(greatest(c.reltuples, 0)), sum(coalesce(pg_relation_size(c.oid), 0)) / ?)::bigint as rows
                from pg_class c
                where c.oid = ?::oid or c.oid in (select t.relid from pg_partition_tree(?::oid::regclass) t)""",
                row -> Buckets.forRows(row.number("rows")),
                BYTES_OF_A_ROW,
                shipped.source().base().oid(),
                shipped.source().base().oid());
    }

    /** Returns the query for the digests over {@link #from} of columns that both sides can be compared by. */
    DigestQuery query(List<Identifier> columns, List<Identifier> key, Buckets buckets) {
        return new DigestQuery(
                columns.stream().map(column -> digested(column, "r." + column)).toList(),
                key.stream().map(column -> digested(column, "r." + column)).toList(),
                buckets,
                server);
    }

    String from() {
        return "(" + shipped.select(Window.allRows(shipped.source())) + ") as r where true";
    }

    /** Returns the query for the rows of some buckets, each with whether a change of it waits, in the order of keys. */
    String marks(DigestQuery query, BitSet buckets, Waiting waiting, boolean values) {
        String rows = new RowsQuery(query).rows(from(), buckets, values);
        if (waiting instanceof Waiting.Keys keys && !query.key().isEmpty()) {
            return Marks.among(
                    rows,
                    new RowsQuery(captured(query)).keys("(" + keys.query() + ") as k where true", buckets),
                    values ? query.columns().size() : 0);
        }
        return Marks.of(rows, values ? query.columns().size() : 0);
    }

    /** The shadow table has the key's columns under names of its own. */
    private DigestQuery captured(DigestQuery query) {
        List<Identifier> key = shipped.source().key().key().columns();
        List<DigestColumn> columns = IntStream.range(0, key.size())
                .mapToObj(place -> digested(key.get(place), "k." + ShadowName.column(place + 1)))
                .toList();
        return new DigestQuery(columns, columns, query.buckets(), server);
    }

    private DigestColumn digested(Identifier name, String value) {
        return DigestColumn.shipped(value, type(name));
    }

    private String type(Identifier name) {
        return shipped.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(Column::type)
                .findFirst()
                .orElseThrow();
    }
}
