package org.rowferry.proof;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Queries for the single rows of a table that is digested, to find those that make buckets differ: for each row its bucket,
 * the hash of its key, its own hash, and how many rows have both.
 */
public final class RowsQuery {
    /** A longer value is cut, so that a few hundred rows fit into memory. */
    private static final int MOST_CHARACTERS = 1_000;

    private static final String NOTHING = "";

    private final DigestQuery digests;
    private final RowText text;

    /** Makes queries for the rows that the digests are of. */
    public RowsQuery(DigestQuery digests) {
        this.digests = digests;
        this.text = new RowText(digests.server());
    }

    /** Returns the name that a value has in the query, by the place of its column. */
    public static String value(int place) {
        return "v" + place;
    }

    /**
     * Returns the query over rows, with bucket, key, hash and times. A row of a
     * table without a key has its own hash for a key.
     *
     * @param from what follows FROM, with a condition
     * @param buckets those whose rows are wanted
     * @param values the values come along as text, long ones cut
     */
    public String rows(String from, BitSet buckets, boolean values) {
        String list = values ? each(i -> ", " + printed(digests.columns().get(i)) + " as " + value(i)) : NOTHING;
        String rows = "select " + digests.bucket() + " as bucket, " + key() + " as key, " + hash() + " as hash" + list
                + " from " + from + in(buckets);
        return "select q.bucket, q.key, q.hash, count(*) as times"
                + (values ? each(i -> ", min(q." + value(i) + ") as " + value(i)) : NOTHING) + " from (" + rows
                + ") as q group by q.bucket, q.key, q.hash";
    }

    /**
     * Returns the query over keys, each once, with bucket and key.
     *
     * @param from what follows FROM, with a condition
     * @param buckets those whose keys are wanted
     */
    public String keys(String from, BitSet buckets) {
        return "select distinct " + digests.bucket() + " as bucket, " + key() + " as key from " + from + in(buckets);
    }

    private String key() {
        return digests.key().isEmpty() ? hash() : digests.server().hash(text.of(digests.key()));
    }

    private String hash() {
        return digests.server().hash(text.of(digests.columns()));
    }

    private String each(IntFunction<String> part) {
        return IntStream.range(0, digests.columns().size()).mapToObj(part).collect(Collectors.joining());
    }

    /** A list of numbers would be searched for each row. */
    private String in(BitSet buckets) {
        int count = digests.buckets().count();
        if (buckets.cardinality() == count) {
            return NOTHING;
        }
        byte[] bits = Arrays.copyOf(buckets.toByteArray(), (count + Byte.SIZE - 1) / Byte.SIZE);
        return " and get_bit('\\x" + HexFormat.of().formatHex(bits) + "'::bytea, " + digests.bucket() + ") = 1";
    }

    /** Two long values that differ at their ends differ in the digest that follows. */
    private static String printed(DigestColumn column) {
        String value = column.value();
        String printed = "concat(" + value + ")";
        String digest = "left(encode(sha256(convert_to(" + printed + ", 'UTF8')), 'hex'), 8)";
        String cut = "left(" + printed + ", " + MOST_CHARACTERS + ") || '... (' || length(" + printed
                + ") || ' characters, sha256 ' || " + digest + " || ')'";
        return "case when " + value + " is distinct from null then case when length(" + printed + ") > "
                + MOST_CHARACTERS + " then " + cut + " else " + printed + " end end";
    }
}
