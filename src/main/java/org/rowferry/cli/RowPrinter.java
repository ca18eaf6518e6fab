package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** How the records of a bundle are shown. */
interface RowPrinter {
    /** Goes on with records of a table; is also called where it has gone on with that table before. */
    void begin(TableName table, List<Identifier> columns);

    /** Prints a record, with a null for each NULL. */
    void print(Content content, List<@Nullable String> values);

    void finish();

    /** Prints CSV for programs: a header, and a NULL as nothing between the commas, as COPY does. */
    static RowPrinter csv(Console console) {
        return new Csv(console);
    }

    /** Prints columns for people, with long values cut. */
    static RowPrinter table(Console console) {
        return new Columns(console);
    }

    /** The first field of a record. */
    String CONTENT = "content";

    /** CSV of one table. */
    final class Csv implements RowPrinter {
        private static final CSVFormat LINE =
                BundleRows.COPIED.builder().setRecordSeparator("").get();

        private final Console console;
        private boolean begun;

        private Csv(Console console) {
            this.console = console;
        }

        @Override
        public void begin(TableName table, List<Identifier> columns) {
            if (!begun) {
                List<String> header = new ArrayList<>(List.of(CONTENT));
                columns.forEach(column -> header.add(column.name()));
                console.printScript(LINE.format(header.toArray()));
            }
            begun = true;
        }

        @Override
        public void print(Content content, List<@Nullable String> values) {
            List<@Nullable String> line = new ArrayList<>(List.of(content.toString()));
            line.addAll(values);
            console.printScript(LINE.format(line.toArray()));
        }

        @Override
        public void finish() {}
    }

    /** Columns as psql prints them, as wide as the widest of the values that are shown. */
    final class Columns implements RowPrinter {
        private final Console console;
        private final List<List<String>> lines = new ArrayList<>();
        private String title = "";

        private Columns(Console console) {
            this.console = console;
        }

        @Override
        public void begin(TableName table, List<Identifier> columns) {
            if (table.toString().equals(title)) {
                return;
            }
            finish();
            title = table.toString();
            List<String> header = new ArrayList<>(List.of(CONTENT));
            columns.forEach(column -> header.add(Layout.cut(column.name())));
            lines.add(header);
        }

        @Override
        public void print(Content content, List<@Nullable String> values) {
            List<String> line = new ArrayList<>(List.of(content.toString()));
            values.forEach(value -> line.add(Layout.cell(Optional.ofNullable(value))));
            lines.add(line);
        }

        @Override
        public void finish() {
            if (lines.isEmpty()) {
                return;
            }
            console.print(title);
            Layout.lines(lines).forEach(console::print);
            lines.clear();
        }
    }
}
