package org.rowferry.apply;

import java.util.Optional;
import java.util.Set;

/**
 * The marks by which a table is recognized as the one that the tracking was written for, and not emptied or rewritten
 * since.
 *
 * @param oid the table's
 * @param files of the table and of all that inherit from it, as {@link Stored#files} has them
 * @param columns those that were written, with what their values depend on
 * @param rows how many of the feed's own were left in it
 * @param writer the transaction that wrote the tracking, as 32 bits; empty where the tracking was restored from a dump, or
 *     was changed by hand
 */
record Imprint(long oid, Set<String> files, WrittenColumns columns, long rows, Optional<Long> writer) {
    Imprint {
        files = Set.copyOf(files);
    }
}
