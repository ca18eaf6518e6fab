package org.rowferry.importer;

import java.util.Optional;
import java.util.Set;

/**
 * What tells the table that tracking was written for from any other of its name, and shows that it was emptied or
 * rewritten.
 *
 * @param oid the table's
 * @param files of the table and of all that inherit from it, as {@link Stored#files} has them
 * @param columns those that were written, with what their values hang on
 * @param rows how many of the feed's own were left in it
 * @param writer the transaction that wrote the tracking, as 32 bits; empty where the tracking was restored from a dump, or
 *     was changed by hand
 */
record Imprint(long oid, Set<String> files, WrittenColumns columns, long rows, Optional<Long> writer) {
    Imprint {
        files = Set.copyOf(files);
    }
}
