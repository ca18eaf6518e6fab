package org.rowferry.watch;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The values of a metrics file, which a run changes and nobody else does. */
final class Samples {
    /** The first line of every file of ours. */
    static final String MARK = "# Written by rowferry. It keeps the values of earlier runs from here.";

    private final SortedMap<Series, BigDecimal> values = new TreeMap<>();

    /** Reads a file of ours; a line that another version wrote is passed over. */
    static Samples parse(String text) {
        Samples samples = new Samples();
        for (String line : text.split("\n", -1)) {
            int blank = line.lastIndexOf(' ');
            if (!line.startsWith("#") && blank > 0) {
                Optional<BigDecimal> value = number(line.substring(blank + 1));
                Optional<Series> series = Series.parse(line.substring(0, blank));
                if (value.isPresent() && series.isPresent()) {
                    samples.values.put(series.get(), value.get());
                }
            }
        }
        return samples;
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("-?\\d{1,20}(\\.\\d{1,9})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    void put(Series series, long value) {
        values.put(series, BigDecimal.valueOf(value));
    }

    void put(Series series, Instant time) {
        values.put(series, BigDecimal.valueOf(time.toEpochMilli(), 3));
    }

    void put(Series series, Duration span) {
        values.put(series, BigDecimal.valueOf(span.toMillis(), 3));
    }

    void remove(Predicate<Series> which) {
        values.keySet().removeIf(which);
    }

    /** Returns the text that node_exporter reads. */
    String text() {
        StringBuilder text = new StringBuilder(MARK).append('\n');
        Optional<Gauge> gauge = Optional.empty();
        for (Map.Entry<Series, BigDecimal> sample : values.entrySet()) {
            Gauge next = sample.getKey().gauge();
            if (gauge.isEmpty() || gauge.get() != next) {
                text.append("# HELP ")
                        .append(next.metric())
                        .append(' ')
                        .append(next.help())
                        .append('\n');
                text.append("# TYPE ").append(next.metric()).append(" gauge\n");
                gauge = Optional.of(next);
            }
            text.append(sample.getKey())
                    .append(' ')
                    .append(sample.getValue().toPlainString())
                    .append('\n');
        }
        return text.toString();
    }
}
