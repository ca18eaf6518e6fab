package org.rowferry.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of one target, inbox or link as {@code status} reads it.
 *
 * @param command the command that does its work: {@code export}, {@code import} or {@code sync}
 * @param position the last bundle that was sent or applied
 * @param dataAt all changes that the source committed before this time were applied
 * @param due until when the source promised the next bundle
 * @param waiting the files that wait in an inbox
 */
public record Standing(
        String command,
        String name,
        Optional<Long> position,
        Optional<Instant> dataAt,
        Optional<Instant> due,
        Optional<Long> waiting,
        List<OfTable> tables) {
    public Standing {
        tables = List.copyOf(tables);
    }

    /**
     * One table.
     *
     * @param waiting the changes that no bundle holds yet; empty where nothing tells
     * @param trouble whether its next changes would be refused
     * @param proof the last comparison with the source; empty on a source
     */
    public record OfTable(
            String table, Optional<Instant> dataAt, Optional<Long> waiting, boolean trouble, Optional<Proof> proof) {}

    /**
     * The last comparison of a table with its source.
     *
     * @param equalAt the time, by the source's clock, as of which it was proven equal; empty where it never was
     * @param differs whether it was found to differ since
     */
    public record Proof(Optional<Instant> equalAt, boolean differs) {}
}
