package org.rowferry.bundle;

import java.util.Locale;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

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

    private int columns;
    private long running;

    /**
     * Refuses to write what no reader takes.
     *
     * @throws Failure of the family SOURCE
     */
    static void require(Manifest manifest) {
        long columns = manifest.tables().stream()
                .mapToLong(content -> content.table().columns().size())
                .sum();
        if (manifest.tables().size() > MOST_TABLES || columns > MOST_COLUMNS_OF_ALL) {
            throw new Failure(
                            Family.SOURCE,
                            String.format(
                                    Locale.ROOT,
                                    "the bundle is too large: it has %d tables of %d columns in all, and %d of %d are the most",
                                    manifest.tables().size(),
                                    columns,
                                    MOST_TABLES,
                                    MOST_COLUMNS_OF_ALL))
                    .hint("Spread the tables over several targets in ", Mention.EXPORTER_FILE, ".");
        }
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
}
