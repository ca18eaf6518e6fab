package org.rowferry.schema;

import java.util.List;

/**
 * Some of the buckets that a table's rows are put into by their keys.
 *
 * @param buckets how many there are in all
 * @param numbers which they are, in ascending order, from 0
 */
public record BucketNumbers(int buckets, List<Integer> numbers) {
    /** The most that a table has. */
    public static final int MOST = 1 << 16;

    public BucketNumbers {
        numbers = List.copyOf(numbers);
        requireCount(buckets);
        for (int i = 0; i < numbers.size(); i++) {
            int least = i == 0 ? 0 : numbers.get(i - 1) + 1;
            if (numbers.get(i) < least || numbers.get(i) >= buckets) {
                throw new IllegalArgumentException(numbers.get(i) + " is no bucket of " + buckets + " that comes there");
            }
        }
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no bucket is named");
        }
    }

    /** Refuses a number of buckets that is no power of two up to {@value #MOST}. */
    public static void requireCount(long buckets) {
        if (buckets < 1 || buckets > MOST || Long.bitCount(buckets) != 1) {
            throw new IllegalArgumentException(buckets + " buckets are no power of two up to " + MOST);
        }
    }
}
