package org.rowferry.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the report shows, as it was read from the tracking of one side.
 *
 * @param of the database, as its connection names it
 * @param at the server's time
 * @param logs the shadow tables, the largest first; empty on a target
 */
record ReportFacts(
        String of,
        Instant at,
        List<RecordedRun> runs,
        List<Shipment> shipments,
        List<TableFacts> tables,
        List<SlowFacts> slowest,
        List<ViewFacts> views,
        List<LogFacts> logs) {
    ReportFacts {
        runs = List.copyOf(runs);
        shipments = List.copyOf(shipments);
        tables = List.copyOf(tables);
        slowest = List.copyOf(slowest);
        views = List.copyOf(views);
        logs = List.copyOf(logs);
    }

    /**
     * A bundle that was written or applied, or the work of one sync.
     *
     * @param job such as {@code export of target reporting}
     * @param logBytes the size of all shadow tables after it
     */
    record Shipment(
            String job,
            Optional<Long> position,
            Instant at,
            Optional<Double> seconds,
            long keys,
            long rows,
            Optional<Long> bytes,
            Optional<Long> logBytes) {}

    /**
     * A table as its last bundle left it.
     *
     * @param feed the target, inbox or link
     * @param trueAt all changes before this time were sent or applied
     * @param bytes the bytes of keys and rows before compression
     * @param equalAt the time as of which the target's table was last proven equal; empty where it never was, and on a source
     * @param differs whether the target's table was found to differ since
     */
    record TableFacts(
            String feed,
            String table,
            long position,
            String kind,
            long keys,
            long rows,
            Optional<Long> bytes,
            Instant trueAt,
            Optional<Instant> equalAt,
            boolean differs) {}

    /**
     * A table that was among the slowest of its runs.
     *
     * @param runs how many of the last runs that was so in
     */
    record SlowFacts(String job, String table, long runs, double usualSeconds, double longestSeconds) {}

    /** A materialized view of a link, as it was refreshed last. */
    record ViewFacts(String feed, String view, long rows, double seconds, Instant refreshed) {}

    /** A shadow table, known by its base table. */
    record LogFacts(String table, long bytes) {}
}
