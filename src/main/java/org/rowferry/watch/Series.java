package org.rowferry.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A metric with its labels.
 *
 * @param labels the values of the gauge's labels, in their order
 */
record Series(Gauge gauge, List<String> labels) implements Comparable<Series> {
    private static final int CONFIG = 0;
    private static final int COMMAND = 1;
    private static final int NAME = 2;
    private static final int TABLE = 3;

    private static final Comparator<Series> ORDER =
            Comparator.comparing(Series::gauge).thenComparing(series -> String.join("\0", series.labels));

    Series {
        labels = List.copyOf(labels);
        if (labels.size() != gauge.labels().size()) {
            throw new IllegalArgumentException(gauge + " has the labels " + gauge.labels() + ", not " + labels);
        }
    }

    boolean isOf(Job job, String command) {
        return labels.get(CONFIG).equals(job.config().toString())
                && labels.get(COMMAND).equals(command);
    }

    /** Returns the target, inbox or link; empty for a metric of a whole run. */
    String name() {
        return gauge.isOfRun() ? "" : labels.get(NAME);
    }

    /** Returns the table; empty for a metric of more than one. */
    String table() {
        return gauge.isOfTable() ? labels.get(TABLE) : "";
    }

    /** Reads a metric with its labels out of a line of ours; empty where the line is none. */
    static Optional<Series> parse(String text) {
        int brace = text.indexOf('{');
        if (brace < 0 || !text.endsWith("}")) {
            return Optional.empty();
        }
        Optional<Gauge> gauge = Gauge.ofMetric(text.substring(0, brace));
        return gauge.flatMap(known -> labels(known, text.substring(brace + 1, text.length() - 1)))
                .map(labels -> new Series(gauge.get(), labels));
    }

    private static Optional<List<String>> labels(Gauge gauge, String text) {
        List<String> values = new ArrayList<>();
        int at = 0;
        for (String label : gauge.labels()) {
            String before = (values.isEmpty() ? "" : ",") + label + "=\"";
            int end = text.startsWith(before, at) ? end(text, at + before.length()) : -1;
            if (end < 0) {
                return Optional.empty();
            }
            values.add(unescaped(text.substring(at + before.length(), end)));
            at = end + 1;
        }
        return at == text.length() ? Optional.of(values) : Optional.empty();
    }

    /** Returns where the quote is that ends a value; -1 where there is none. */
    private static int end(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at < text.length() ? at : -1;
    }

    private static String unescaped(String text) {
        StringBuilder value = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
                c = text.charAt(at) == 'n' ? '\n' : text.charAt(at);
            }
            value.append(c);
        }
        return value.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public int compareTo(Series other) {
        return ORDER.compare(this, other);
    }

    /** Returns it as a line of the text format begins. */
    @Override
    public String toString() {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            pairs.add(gauge.labels().get(i) + "=\"" + escaped(labels.get(i)) + "\"");
        }
        return gauge.metric() + "{" + String.join(",", pairs) + "}";
    }
}
