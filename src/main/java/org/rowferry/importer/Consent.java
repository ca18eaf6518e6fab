package org.rowferry.importer;

import java.util.Set;
import java.util.UUID;
import org.rowferry.schema.Position;

/**
 * The bundles that a person confirms: anybody who can write an inbox could have made them, so others are refused.
 *
 * @param incarnations lives of a source that are followed from now on
 * @param jumps numbers of bundles that are far beyond those that are known
 */
public record Consent(Set<UUID> incarnations, Set<Position> jumps) {
    /** The consent of a job that nobody watches: none. */
    public static final Consent NONE = new Consent(Set.of(), Set.of());

    public Consent {
        incarnations = Set.copyOf(incarnations);
        jumps = Set.copyOf(jumps);
    }
}
