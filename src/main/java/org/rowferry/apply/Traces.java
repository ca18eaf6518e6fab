package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Position;

/**
 * The facts that the target can tell of a table that differs from its source, and that often are the cause.
 *
 * @param written the rows in the differing buckets that other transactions wrote since Rowferry did
 * @param position the one that the table stands at
 * @param renewed the first bundle of the source's incarnation, where the table was never proven equal in it and followed another
 *     one before
 * @param skipped the bundles since the last proof that were never applied
 */
record Traces(long written, Position position, Optional<Position> renewed, List<Skipped> skipped) {
    private static final int MOST = 3;

    Traces {
        skipped = List.copyOf(skipped);
    }

    /** Bundles without a gap between them. */
    record Skipped(long first, long last) {
        private String sentence() {
            return first == last
                    ? "Bundle " + first + " was never applied here."
                    : "Bundles " + first + " to " + last + " were never applied here.";
        }
    }

    /** Returns a sentence for each trace that there is. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (written > 0) {
            sentences.add((written == 1 ? "1 row in these buckets was" : written + " rows in these buckets were")
                    + " written here since position " + position + ", and not by Rowferry.");
        }
        renewed.ifPresent(first -> sentences.add("The source has another incarnation since bundle " + first + "."));
        skipped.stream().limit(MOST).map(Skipped::sentence).forEach(sentences::add);
        if (skipped.size() > MOST) {
            long more = skipped.stream()
                    .skip(MOST)
                    .mapToLong(gap -> gap.last - gap.first + 1)
                    .sum();
            sentences.add(more + " more bundles were never applied here.");
        }
        return sentences;
    }
}
