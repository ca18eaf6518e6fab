package org.rowferry.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * The rows of one table that were sent or applied.
 *
 * @param full whether the table came in full
 * @param keys the changed keys
 * @param bytes the bytes of keys and rows before compression; empty where nobody counts them
 * @param took how long it took to read or load them
 * @param written the rows that were written on a target; empty on a source
 * @param proof the result of the last comparison with the source; empty where there was none
 */
public record TableCount(
        String table,
        boolean full,
        long keys,
        long rows,
        Optional<Long> bytes,
        Duration took,
        Optional<Written> written,
        Optional<String> proof) {
    /** Makes one that was not compared. */
    public TableCount(
            String table,
            boolean full,
            long keys,
            long rows,
            Optional<Long> bytes,
            Duration took,
            Optional<Written> written) {
        this(table, full, keys, rows, bytes, took, written, Optional.empty());
    }

    /**
     * The rows that were written on a target.
     *
     * @param repaired those that a repair deleted, updated or inserted, which are not among the others
     */
    public record Written(long deleted, long updated, long inserted, long repaired) {
        Written plus(Written more) {
            return new Written(
                    deleted + more.deleted, updated + more.updated, inserted + more.inserted, repaired + more.repaired);
        }

        boolean isNothing() {
            return deleted + updated + inserted + repaired == 0;
        }
    }

    /** Returns the sum of this bundle's rows and those of a later one. */
    public TableCount plus(TableCount more) {
        return new TableCount(
                table,
                full || more.full,
                keys + more.keys,
                rows + more.rows,
                bytes.flatMap(mine -> more.bytes.map(others -> mine + others)),
                took.plus(more.took),
                written.flatMap(mine -> more.written.map(mine::plus)),
                more.proof.or(() -> proof));
    }

    /** Returns whether there is anything to tell: on a target, whether its rows are others now. */
    public boolean isChange() {
        return written.map(rowsWritten -> !rowsWritten.isNothing()).orElse(full || keys + rows > 0);
    }
}
