package org.rowferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.rowferry.bundle.BundleSection;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Shows the keys and rows of tables of a bundle that was verified, each with the word for its content ahead of its values.
 * A key is shown in the columns that it has among the rows' columns, so that all records of a table have one header.
 */
final class BundleRows {
    /** COPY's CSV: an empty field is NULL, a quoted one is an empty string, and no line is skipped. */
    static final CSVFormat COPIED = CSVFormat.DEFAULT
            .builder()
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setIgnoreEmptyLines(false)
            .setRecordSeparator('\n')
            .get();

    private final Verified verified;
    private final Map<TableName, TableContent> tables;
    private final RowPrinter printer;
    private final long limit;
    private final Map<List<Object>, Long> printed = new HashMap<>();

    /**
     * @param asked the tables to show, all of the bundle's where it is empty
     * @param limit how many records of each content of a table are shown at most
     * @throws Failure of the family USAGE if the bundle lacks a table that is asked for
     */
    BundleRows(Verified verified, List<TableName> asked, RowPrinter printer, long limit) {
        this.verified = verified;
        this.printer = printer;
        this.limit = limit;
        Set<TableName> chosen = BundleFile.chosen(verified, asked);
        tables = verified.manifest().tables().stream()
                .filter(content -> chosen.contains(content.table().name()))
                .collect(Collectors.toMap(content -> content.table().name(), Function.identity()));
    }

    /** Reads the file a second time; it is still the one that was verified, or the reading fails. */
    void print(BundleFile bundle) {
        bundle.again(verified, reader -> {
            for (Optional<BundleSection> next = reader.next(); next.isPresent(); next = reader.next()) {
                print(next.get());
            }
            reader.finish();
        });
        printer.finish();
    }

    private void print(BundleSection section) throws IOException {
        TableContent shipped = tables.get(section.table());
        if (shipped == null || section.content() == Content.DIGESTS) {
            return;
        }
        List<Identifier> columns = shipped.table().columnNames();
        List<Identifier> present = section.content() == Content.ROWS
                ? columns
                : shipped.table().key().columns();
        List<Object> part = List.of(section.table(), section.content());
        printer.begin(section.table(), columns);
        try (CSVParser records =
                COPIED.parse(new InputStreamReader(new SectionInput(section), StandardCharsets.UTF_8))) {
            for (CSVRecord record : records) {
                if (printed.merge(part, 1L, Long::sum) > limit) {
                    return;
                }
                printer.print(section.content(), placed(record, present, columns));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns a value for each column, null for NULL and where the record has none. */
    private static List<String> placed(CSVRecord record, List<Identifier> present, List<Identifier> columns) {
        List<String> values = new ArrayList<>(Collections.nCopies(columns.size(), null));
        for (int i = 0; i < present.size(); i++) {
            values.set(columns.indexOf(present.get(i)), record.get(i));
        }
        return values;
    }

    /** The bytes of a section. */
    private static final class SectionInput extends InputStream {
        private final BundleSection section;
        private final byte[] buffer = new byte[8 << 10];
        private int at;
        private int end;

        SectionInput(BundleSection section) {
            this.section = section;
        }

        @Override
        public int read() {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (!fill()) {
                return -1;
            }
            int n = Math.min(length, end - at);
            System.arraycopy(buffer, at, into, offset, n);
            at += n;
            return n;
        }

        /** Returns whether there is a byte more. */
        private boolean fill() {
            while (at == end) {
                int n = section.read(buffer);
                if (n < 0) {
                    return false;
                }
                at = 0;
                end = n;
            }
            return true;
        }
    }
}
