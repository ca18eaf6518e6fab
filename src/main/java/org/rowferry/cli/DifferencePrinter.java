package org.rowferry.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.rowferry.compare.DifferingRow;
import org.rowferry.schema.Identifier;

/** How rows that differ are shown: both sides of each, one below the other. */
interface DifferencePrinter {
    List<String> HEADER = List.of("difference", "side");

    /** Begins with the rows of a table. */
    void begin(List<Identifier> columns);

    void print(DifferingRow row);

    /** Prints all that was not printed yet. */
    void finish();

    /** Prints CSV for programs: a NULL as nothing between the commas, as COPY does. */
    static DifferencePrinter csv(Console console, long limit) {
        return new Csv(console, limit);
    }

    /** Prints columns for people, with long values cut. */
    static DifferencePrinter table(Console console, long limit) {
        return new Columns(console, limit);
    }

    private static String words(DifferingRow row) {
        return row.kind().toString().toLowerCase(Locale.ROOT) + (row.waits() ? ", waits" : "");
    }

    /** A side that has no such row. */
    private static boolean isThere(List<Optional<String>> values) {
        return !values.isEmpty();
    }

    /** CSV of one table. */
    final class Csv implements DifferencePrinter {
        private static final CSVFormat LINE =
                BundleRows.COPIED.builder().setRecordSeparator("").get();

        private final Console console;
        private long left;

        private Csv(Console console, long limit) {
            this.console = console;
            this.left = limit;
        }

        @Override
        public void begin(List<Identifier> columns) {
            List<String> header = new ArrayList<>(HEADER);
            columns.forEach(column -> header.add(column.name()));
            console.printScript(LINE.format(header.toArray()));
        }

        @Override
        public void print(DifferingRow row) {
            if (left > 0) {
                left--;
                print(row, "source", row.source());
                print(row, "target", row.target());
            }
        }

        private void print(DifferingRow row, String side, List<Optional<String>> values) {
            if (isThere(values)) {
                console.printScript(LINE.format(Stream.concat(
                                Stream.of(words(row), side), values.stream().map(value -> value.orElse(null)))
                        .toArray()));
            }
        }

        @Override
        public void finish() {}
    }

    /** Columns for people, the rows in the order of their values. */
    final class Columns implements DifferencePrinter {
        private static final Comparator<List<Optional<String>>> BY_VALUES = Columns::compare;

        private final Console console;
        private final long limit;
        private final List<String> header = new ArrayList<>();
        private final List<DifferingRow> rows = new ArrayList<>();
        private long left;

        private Columns(Console console, long limit) {
            this.console = console;
            this.limit = limit;
        }

        @Override
        public void begin(List<Identifier> columns) {
            header.clear();
            header.addAll(HEADER);
            columns.forEach(column -> header.add(Layout.cut(column.name())));
        }

        @Override
        public void print(DifferingRow row) {
            if (rows.size() < limit) {
                rows.add(row);
            } else {
                left++;
            }
        }

        @Override
        public void finish() {
            if (!rows.isEmpty()) {
                rows.sort(Comparator.comparing(row -> isThere(row.source()) ? row.source() : row.target(), BY_VALUES));
                List<List<String>> lines = new ArrayList<>(List.of(List.copyOf(header)));
                rows.forEach(row -> lines.addAll(lines(row)));
                Layout.lines(lines).forEach(line -> console.print("  " + line));
            }
            if (left > 0) {
                console.print("    and " + left + " more, which --limit shows");
            }
            rows.clear();
            left = 0;
        }

        private static List<List<String>> lines(DifferingRow row) {
            List<List<String>> lines = new ArrayList<>();
            Stream.of(row.source(), row.target())
                    .filter(DifferencePrinter::isThere)
                    .forEach(values -> {
                        List<String> line = new ArrayList<>(List.of(
                                lines.isEmpty() ? words(row) : "",
                                lines.isEmpty() && isThere(row.source()) ? "source" : "target"));
                        values.forEach(value -> line.add(Layout.cell(value)));
                        lines.add(line);
                    });
            return lines;
        }

        private static int compare(List<Optional<String>> one, List<Optional<String>> other) {
            for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
                int order = compare(one.get(i).orElse(""), other.get(i).orElse(""));
                if (order != 0) {
                    return order;
                }
            }
            return one.size() - other.size();
        }

        private static int compare(String one, String other) {
            return isNumber(one) && isNumber(other)
                    ? Long.compare(Long.parseLong(one), Long.parseLong(other))
                    : one.compareTo(other);
        }

        private static boolean isNumber(String text) {
            return text.matches("-?\\d{1,18}");
        }
    }
}
