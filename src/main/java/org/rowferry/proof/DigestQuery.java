package org.rowferry.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Table;

/**
 * The query for the digests of a table: for each bucket that has rows its number, how many they are, and two sums over the
 * hashes of their texts. Each row is read once, by several processes where the server finds that worth it.
 *
 * @param columns those that are shipped, in their order
 * @param key those of them that the key has; none where the table has no key
 */
public record DigestQuery(List<DigestColumn> columns, List<DigestColumn> key, Buckets buckets, ServerText server) {
    /** The columns of {@code digests.csv}, and of the query. */
    public static final List<String> COLUMNS = List.of("bucket", "rows", "first", "second");

    private static final int BYTES_OF_A_WORD = 8;
    /** A subquery with a volatile function stays one, so that each row is hashed once; it is never called. */
    private static final String FENCE = "case when false then clock_timestamp() end as fence";

    public DigestQuery {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /**
     * Makes the query for the rows of a table as it is shipped.
     *
     * @param alias the one that the rows have in the query
     */
    public static DigestQuery shipping(Table table, String alias, Buckets buckets, ServerText server) {
        Map<Identifier, DigestColumn> columns = new LinkedHashMap<>();
        for (Column column : table.columns()) {
            columns.put(column.name(), DigestColumn.shipped(alias + "." + column.name(), column.type()));
        }
        List<DigestColumn> key = table.key().columns().stream()
                .map(name -> Objects.requireNonNull(columns.get(name)))
                .toList();
        return new DigestQuery(List.copyOf(columns.values()), key, buckets, server);
    }

    /** Returns the query over rows: what follows FROM, in whose terms the columns' expressions are. */
    public String over(String from) {
        return "select q.bucket, count(*) as rows, sum(" + word(0) + ") as first, sum(" + word(1) + ") as second from ("
                + hashed(from) + ") as q group by q.bucket";
    }

    private String hashed(String from) {
        String hash = server.hash(new RowText(server).of(columns));
        return key.isEmpty()
                ? "select h.hash, " + buckets.of(key, "h.hash", server) + " as bucket, " + FENCE + " from (select "
                        + hash + " as hash, " + FENCE + " from " + from + ") as h"
                : "select " + hash + " as hash, " + buckets.of(key, "", server) + " as bucket, " + FENCE + " from "
                        + from;
    }

    /**
     * Returns the condition that a row lies in one of some buckets, of as many as these digests have. The numbers are hashed
     * once: PostgreSQL 13 would go through an array of them for each row.
     */
    public String bucketIn(BucketNumbers numbers) {
        return bucket() + " in (select unnest('"
                + numbers.numbers().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"))
                + "'::integer[]))";
    }

    /** Returns the expression for the bucket of a row, to find the rows of a bucket by. */
    public String bucket() {
        return buckets.of(key, "(" + server.hash(new RowText(server).of(columns)) + ")", server);
    }

    /** Eight bytes of the hash as an integer with a sign, the first byte being the highest. */
    private static String word(int place) {
        return IntStream.range(0, BYTES_OF_A_WORD)
                .mapToObj(i -> "(get_byte(q.hash, " + (place * BYTES_OF_A_WORD + i) + ")::bigint << "
                        + (BYTES_OF_A_WORD - 1 - i) * Byte.SIZE + ")")
                .collect(Collectors.joining(" | ", "(", ")"));
    }
}
