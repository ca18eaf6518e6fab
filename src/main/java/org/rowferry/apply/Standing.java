package org.rowferry.apply;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Point;
import org.rowferry.schema.StreamName;

/**
 * Where a table stands: the stream that it follows, the incarnation and the point that it was brought to.
 *
 * @param mapping how its rows were written, in the words of {@link FeedEntry#mapping}
 * @param ignored the columns that were left out
 * @param written the columns, by the target's names, that were written last; none where the tracking is from a Rowferry
 *     that did not note them
 * @param imprint the table that it is written of; empty where the tracking is from a Rowferry that did not note it
 */
public record Standing(
        StreamName stream,
        UUID incarnation,
        Point point,
        String mapping,
        Set<Identifier> ignored,
        Set<Identifier> written,
        Optional<Imprint> imprint) {
    public Standing {
        written = Set.copyOf(written);
        ignored = Set.copyOf(ignored);
    }
}
