package org.rowferry.importer;

import java.util.Set;
import java.util.UUID;
import org.rowferry.schema.Position;

/**
 * What a person has vouched for that anybody could have written who can write an inbox, and that is refused otherwise.
 *
 * @param incarnations lives of a source that are followed from now on
 * @param jumps numbers of bundles that are far beyond those that are known
 */
public record Consent(Set<UUID> incarnations, Set<Position> jumps) {
    /** What a job has that nobody watches. */
    public static final Consent NONE = new Consent(Set.of(), Set.of());

    public Consent {
        incarnations = Set.copyOf(incarnations);
        jumps = Set.copyOf(jumps);
    }
}
