package org.rowferry.bundle;

import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Labels;
import org.rowferry.schema.Point;

/**
 * How much a manifest may hold, so that 64 MB of heap are enough for any: the writer keeps to it, the reader counts what
 * comes.
 */
final class ManifestBounds {
    static final int MOST_TABLES = 10_000;
    static final int MOST_TYPES = 10_000;
    /** The most labels of an enum. */
    static final int MOST_LABELS = 10_000;
    /** The most columns of one table: PostgreSQL gives a view no more. */
    static final int MOST_COLUMNS = 1_664;
    /** The most characters of a snapshot: as many transactions as may run, with 19 digits each. */
    static final int MOST_SNAPSHOT = 65_536 * 20;

    static final int MOST_COLUMNS_OF_ALL = 100_000;
    private static final int MOST_RUNNING_OF_ALL = 4 * 65_536;

    private static final int MOST_REPAIRED_OF_ALL = 65_536;

    private int columns;
    private long running;
    private long repaired;

    /** A number that is bounded, in the words of a failure. */
    private record Count(String counted, long number, long most) {}

    /**
     * Refuses to write what no reader takes.
     *
     * @throws Failure of the family SOURCE
     */
    static void require(Manifest manifest) {
        Stream.of(
                        new Count("tables", manifest.tables().size(), MOST_TABLES),
                        new Count("types", manifest.types().size(), MOST_TYPES),
                        new Count("labels of one enum", labels(manifest).max().orElse(0), MOST_LABELS),
                        new Count("columns, attributes and labels", columns(manifest), MOST_COLUMNS_OF_ALL),
                        new Count("buckets to repair", repaired(manifest), MOST_REPAIRED_OF_ALL),
                        new Count("running transactions in its snapshots", running(manifest), MOST_RUNNING_OF_ALL))
                .forEach(ManifestBounds::require);
    }

    /** Refuses to write a manifest whose text no reader takes. */
    static void requireBytes(int bytes) {
        require(new Count("bytes of a manifest", bytes, ManifestJson.MOST_BYTES));
    }

    private static void require(Count count) {
        if (count.number > count.most) {
            throw new Failure(
                            Family.SOURCE,
                            String.format(
                                    Locale.ROOT,
                                    "the bundle is too large: it has %d %s, and %d are the most",
                                    count.number,
                                    count.counted,
                                    count.most))
                    .hint("Spread the tables over several targets in ", Mention.EXPORTER_FILE, ".");
        }
    }

    private static long repaired(Manifest manifest) {
        return manifest.tables().stream()
                .flatMap(content -> content.repair().stream())
                .mapToLong(repair -> repair.numbers().size())
                .sum();
    }

    private static long columns(Manifest manifest) {
        long columns = manifest.tables().stream()
                .mapToLong(content -> content.table().columns().size())
                .sum();
        long attributes = manifest.types().stream()
                .mapToLong(type -> type instanceof Composite composite
                        ? composite.attributes().size()
                        : 0)
                .sum();
        return columns + attributes + labels(manifest).sum();
    }

    private static LongStream labels(Manifest manifest) {
        return manifest.types().stream()
                .mapToLong(
                        type -> type instanceof Labels labels ? labels.labels().size() : 0);
    }

    /** Counts each snapshot once, and one for a snapshot that lists none, as the reader does. */
    private static long running(Manifest manifest) {
        return Stream.concat(
                        Stream.of(manifest.to()),
                        manifest.tables().stream().flatMap(content -> content.from().stream()))
                .map(Point::snapshot)
                .distinct()
                .mapToLong(snapshot -> Math.max(1, snapshot.running().size()))
                .sum();
    }

    void addColumn() {
        columns++;
        if (columns > MOST_COLUMNS_OF_ALL) {
            throw new IllegalArgumentException("its tables have more than " + MOST_COLUMNS_OF_ALL + " columns");
        }
    }

    /** Adds the transactions that run in a snapshot which was not met before. */
    void addRunning(long more) {
        running += more;
        if (running > MOST_RUNNING_OF_ALL) {
            throw new IllegalArgumentException("its snapshots list more than " + MOST_RUNNING_OF_ALL + " transactions");
        }
    }

    /** Adds the buckets of a table that are mended. */
    void addRepaired(int more) {
        repaired += more;
        if (repaired > MOST_REPAIRED_OF_ALL) {
            throw new IllegalArgumentException("it repairs more than " + MOST_REPAIRED_OF_ALL + " buckets");
        }
    }
}
