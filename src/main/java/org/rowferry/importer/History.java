package org.rowferry.importer;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;

/**
 * The applied bundles that bear on one bundle.
 *
 * @param last the last bundle of its incarnation that was applied here; empty where none was
 * @param applied those at the positions that it names, and at those where the tables stand
 */
record History(Optional<Position> last, Map<Bundle, Known> applied) {
    /** The history of an inbox from which nothing was applied yet. */
    static final History NONE = new History(Optional.empty(), Map.of());

    History {
        applied = Map.copyOf(applied);
    }

    /** The identity of a bundle in the inbox. */
    record Bundle(UUID incarnation, Position position) {}

    /**
     * A bundle that was applied here.
     *
     * @param made when its source took the snapshot, by its own clock
     * @param digest the digest of its list of digests; empty where a Rowferry applied it that did not note it
     */
    record Known(Snapshot snapshot, Instant made, Optional<String> digest) {}

    /** Returns the bundle that stands here for a position, where one was applied. */
    Optional<Known> applied(UUID incarnation, Position position) {
        return Optional.ofNullable(applied.get(new Bundle(incarnation, position)));
    }
}
