package org.rowferry.importer;

import java.util.Set;
import java.util.UUID;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/**
 * Where a table stands: the stream that it follows, the incarnation and the point that it was brought to.
 *
 * @param mapping how its rows were written, in the words of {@link ImporterSettings.Entry#mapping}
 * @param ignored the columns that were left out
 */
public record Standing(StreamName stream, UUID incarnation, Point point, String mapping, Set<Identifier> ignored) {
    public Standing {
        ignored = Set.copyOf(ignored);
    }
}
