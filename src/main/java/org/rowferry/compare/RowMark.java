package org.rowferry.compare;

import java.util.List;
import java.util.Optional;

/**
 * Equal rows of one side, by their digests.
 *
 * @param key the hash of their key, as hexadecimal digits
 * @param hash that of the rows; empty where the side has no row of the key, and a change of the key waits
 * @param times how many rows they are
 * @param waits a change of the key waits to be sent
 * @param values as text; none where they were not asked for
 */
record RowMark(int bucket, String key, String hash, long times, boolean waits, List<Optional<String>> values) {
    RowMark {
        values = List.copyOf(values);
    }

    /** Returns the same of fewer rows. */
    RowMark less(long rows) {
        return new RowMark(bucket, key, hash, times - rows, waits, values);
    }

    boolean isOfRows() {
        return !hash.isEmpty() && times > 0;
    }
}
