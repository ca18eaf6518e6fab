package org.rowferry.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.rowferry.report.Progress;

/**
 * Where the time of the work on one target, inbox or link goes: between the points that a journal marks, and in each table
 * from the first to the last that was heard of it. Tables that are read at once overlap.
 */
final class Timings {
    private static final long MILLISECOND = 1_000_000;
    private static final double NANOS_A_SECOND = 1e9;

    private final LongSupplier nanos;
    private final Map<String, Long> steps = new LinkedHashMap<>();
    private final Map<String, Span> tables = new LinkedHashMap<>();
    private final long began;
    private long last;

    /** Begins now, by a clock of nanoseconds. */
    Timings(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
        this.last = began;
    }

    private record Span(long from, long to) {
        Span until(long now) {
            return new Span(from, now);
        }
    }

    /** Takes all time since the point before for that of the step that ends here; one that comes again adds to itself. */
    synchronized void step(String name) {
        long now = nanos.getAsLong();
        steps.merge(name, now - last, Long::sum);
        last = now;
    }

    /** Hears of work on a table. */
    synchronized void moved(Progress progress) {
        long now = nanos.getAsLong();
        tables.merge(
                progress.phase().name().toLowerCase(Locale.ROOT) + " " + progress.what(),
                new Span(now, now),
                (known, next) -> known.until(now));
    }

    /** Ends it, and returns a line for each step in its order, and one for each table whose work took a millisecond or more. */
    synchronized List<String> end() {
        step("ended");
        List<String> lines = new ArrayList<>();
        lines.add("  timings: " + seconds(last - began));
        steps.forEach((name, taken) -> lines.add("    " + seconds(taken) + " until " + name));
        spans().forEach(lines::add);
        return lines;
    }

    private Stream<String> spans() {
        return tables.entrySet().stream()
                .filter(table -> table.getValue().to() - table.getValue().from() >= MILLISECOND)
                .map(table -> "    "
                        + seconds(table.getValue().to() - table.getValue().from()) + " to " + table.getKey());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_A_SECOND);
    }
}
