package org.rowferry.schema;

import java.util.List;
import java.util.UUID;

/**
 * One unbroken life of a source. A restored, cloned or failed-over source begins a new one and remembers those it
 * descends from, oldest first, so that a target can tell a younger source from an older and from a stranger.
 */
public record Incarnation(UUID id, List<UUID> ancestors) {
    public Incarnation {
        ancestors = List.copyOf(ancestors);
        if (ancestors.contains(id)) {
            throw new IllegalArgumentException("the incarnation " + id + " is its own ancestor");
        }
    }

    public boolean descendsFrom(UUID other) {
        return ancestors.contains(other);
    }
}
