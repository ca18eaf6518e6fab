package org.rowferry.compare;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rowferry.postgres.Session;
import org.rowferry.proof.DigestQuery;

/** The digests of one side's rows, by bucket. */
record BucketSums(Map<Integer, Sum> sums) {
    BucketSums {
        sums = Map.copyOf(sums);
    }

    /** The rows of a bucket, and the sums over their hashes. */
    record Sum(long rows, String first, String second) {}

    /** Computes them; what a table's owner put into it may run. */
    static BucketSums read(Session session, DigestQuery query, String from) {
        Map<Integer, Sum> sums = new HashMap<>();
        session.untrusted()
                .query(
                        query.over(from),
                        row -> sums.put(
                                (int) row.number("bucket"),
                                new Sum(row.number("rows"), row.text("first"), row.text("second"))));
        session.settle();
        return new BucketSums(sums);
    }

    long rows() {
        return sums.values().stream().mapToLong(Sum::rows).sum();
    }

    /** Returns the numbers of the buckets that are not the same. */
    BitSet differing(BucketSums other) {
        Set<Integer> numbers = new HashSet<>(sums.keySet());
        numbers.addAll(other.sums.keySet());
        BitSet differing = new BitSet();
        for (int number : numbers) {
            Sum one = sums.get(number);
            if (one == null || !one.equals(other.sums.get(number))) {
                differing.set(number);
            }
        }
        return differing;
    }
}
