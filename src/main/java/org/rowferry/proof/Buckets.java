package org.rowferry.proof;

import java.util.List;
import org.rowferry.schema.BucketNumbers;

/**
 * The buckets that rows are put into by their keys, so that one row that differs costs a bucket and not the table.
 *
 * @param count how many there are: a power of two
 */
public record Buckets(int count) {
    private static final int ROWS_OF_A_BUCKET = 1000;
    /** The largest 32-bit prime, as a modulus, and a multiplier: the generator of Park and Miller, as Lehmer's. */
    private static final long PRIME = 2147483647;

    private static final long FACTOR = 48271;

    public Buckets {
        BucketNumbers.requireCount(count);
    }

    /** Returns as many as a table of about so many rows should have: a bucket has a thousand rows, or fewer. */
    public static Buckets forRows(long rows) {
        long wanted = Math.max(1, Math.min(BucketNumbers.MOST, (rows + ROWS_OF_A_BUCKET - 1) / ROWS_OF_A_BUCKET));
        return new Buckets(Integer.highestOneBit((int) wanted * 2 - 1));
    }

    /**
     * Returns the expression for a row's bucket.
     *
     * @param hash the expression for the row's own hash, for a table without a key
     */
    String of(List<DigestColumn> key, String hash, ServerText server) {
        if (key.isEmpty()) {
            return ofBytes(hash, 16);
        }
        return key.stream().allMatch(DigestColumn::isInteger)
                ? "(" + mixed(key) + " & " + (count - 1) + ")::integer"
                : ofBytes(server.hash(new RowText(server).of(key)), 0);
    }

    private String ofBytes(String hash, int first) {
        return "((get_byte(" + hash + ", " + first + ") << 8 | get_byte(" + hash + ", " + (first + 1) + ")) & "
                + (count - 1) + ")";
    }

    private static String mixed(List<DigestColumn> key) {
        String mixed = "";
        for (DigestColumn column : key) {
            String residue = "(" + integer(column) + " % " + PRIME + " + " + PRIME + ") % " + PRIME;
            mixed = mixed.isEmpty() ? "(" + residue + ")" : "((" + mixed + " + " + residue + ") % " + PRIME + ")";
            mixed = "(" + mixed + " * " + FACTOR + " % " + PRIME + ")";
        }
        return mixed;
    }

    /** A target may hold it as another type, in which somebody wrote a value that is no integer. */
    private static String integer(DigestColumn column) {
        if (column.holdsIntegers()) {
            return column.value() + "::bigint";
        }
        String text = "concat(" + column.value() + ")";
        return "case when " + text + " ~ '^-?[0-9]{1,19}$' and " + text + "::numeric between " + Long.MIN_VALUE
                + " and " + Long.MAX_VALUE + " then " + text + "::bigint else 0 end";
    }
}
