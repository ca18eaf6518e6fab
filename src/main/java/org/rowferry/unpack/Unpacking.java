package org.rowferry.unpack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.BundleSection;
import org.rowferry.bundle.CompressedOutput;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.bundle.Verified;
import org.rowferry.depot.PendingFolder;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/** Writes tables of a verified bundle into a folder that appears when all of it is there. */
public final class Unpacking {
    private static final CSVFormat HEADER = CSVFormat.DEFAULT
            .builder()
            .setQuoteMode(QuoteMode.ALL)
            .setRecordSeparator('\n')
            .get();

    private static final int BUFFER = 64 << 10;

    private final Verified verified;
    private final List<UnpackedTable> tables = new ArrayList<>();
    private final Form form;
    private final Journal journal;
    /** The bytes of the longest record of each file that was begun. */
    private final Map<String, Long> longest = new HashMap<>();

    /**
     * Plans the files.
     *
     * @param chosen the tables to write
     * @throws org.rowferry.report.Failure of the family USAGE if DuckDB is asked for and cannot hold them
     */
    public Unpacking(Verified verified, Set<TableName> chosen, Form form, Journal journal) {
        this.verified = verified;
        this.form = form;
        this.journal = journal;
        Iterator<TableTotal> totals = verified.totals().tables().iterator();
        for (TableContent content : verified.manifest().tables()) {
            TableTotal total = totals.next();
            if (chosen.contains(content.table().name())) {
                tables.add(new UnpackedTable(content, total, form));
            }
        }
        if (form.duckdb()) {
            DuckScript.requireFit(tables);
        }
    }

    /** Returns whether the folder is what this unpacking writes, so that a run that was repeated has nothing to do. */
    public boolean isIn(Path folder) {
        Path there = folder.resolve(FileNames.LISTING);
        try {
            return Files.isRegularFile(there)
                    && Files.size(there) == listing().length
                    && Arrays.equals(Files.readAllBytes(there), listing())
                    && names().allMatch(name -> Files.isRegularFile(folder.resolve(name)));
        } catch (IOException e) {
            return false;
        }
    }

    private Stream<String> names() {
        Stream<String> files =
                tables.stream().flatMap(table -> table.files().stream()).map(TableFile::name);
        return form.duckdb() ? Stream.concat(files, Stream.of(FileNames.DUCKDB)) : files;
    }

    private byte[] listing() {
        return utf8(Listing.of(verified, tables, form).json());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes the folder.
     *
     * @param reader reads the bundle again
     * @param goal the folder, which must not exist or be empty
     * @param version Rowferry's own, for the header of a script
     */
    public void write(BundleReader reader, Path goal, String version) throws IOException {
        try (PendingFolder folder = PendingFolder.begin(goal, FileNames::isOwn, journal)) {
            Map<TableName, UnpackedTable> chosen = tables.stream()
                    .collect(Collectors.toMap(each -> each.table().name(), Function.identity()));
            for (Optional<BundleSection> next = reader.next(); next.isPresent(); next = reader.next()) {
                UnpackedTable table = chosen.get(next.get().table());
                if (table != null && next.get().content() != Content.DIGESTS) {
                    write(folder, table, next.get());
                }
            }
            reader.finish();
            if (form.duckdb()) {
                write(folder, FileNames.DUCKDB, utf8(DuckScript.of(verified.manifest(), tables, longest, version)));
            }
            write(folder, FileNames.LISTING, listing());
            journal.step("written");
            folder.publish();
        }
    }

    private static void write(PendingFolder folder, String name, byte[] bytes) throws IOException {
        try (OutputStream out = folder.append(name)) {
            out.write(bytes);
        }
    }

    private void write(PendingFolder folder, UnpackedTable table, BundleSection section) throws IOException {
        TableFile file = table.file(section.content());
        boolean first = !longest.containsKey(file.name());
        try (OutputStream last = folder.append(file.name());
                OutputStream out = opened(last)) {
            if (first && form.header()) {
                out.write(utf8(HEADER.format(file.columns().toArray()) + "\n"));
            }
            RecordSplitter records = new RecordSplitter(lines(out, table, section.content()));
            copy(section, records);
            longest.merge(file.name(), records.longest(), Math::max);
            finish(out);
        }
    }

    private void copy(BundleSection section, RecordSplitter records) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        for (int n = section.read(buffer); n >= 0; n = section.read(buffer)) {
            records.write(buffer, n);
            bytes += n;
            journal.moved(Progress.of(Progress.Phase.UNPACK, section.table().toString(), 0, bytes));
        }
    }

    private RecordSplitter.Piece lines(OutputStream out, UnpackedTable table, Content content) {
        if (!form.op() || content == Content.KEYS) {
            return Lines.same(out);
        }
        return content == Content.IDS ? Lines.deletes(out, table.table()) : Lines.inserts(out, table.table());
    }

    private OutputStream opened(OutputStream file) throws IOException {
        return form.zstd() ? CompressedOutput.open(file, Compression.ZSTD) : new BufferedOutputStream(file, BUFFER);
    }

    /** A compressed stream that is closed without this has no end, so that half a file does not look whole. */
    private static void finish(OutputStream out) throws IOException {
        if (out instanceof CompressedOutput compressed) {
            compressed.finish();
        } else {
            out.flush();
        }
    }
}
