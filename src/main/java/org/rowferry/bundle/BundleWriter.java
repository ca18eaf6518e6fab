package org.rowferry.bundle;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * Writes one bundle into a stream, with memory for one part per open sink. Until {@link #finish} has returned, no reader
 * takes what was written for a bundle, whatever happens.
 */
public final class BundleWriter implements AutoCloseable {
    private static final int PART_SIZE = 8 << 20;
    /** The most bytes for the parts of all open sinks together. */
    private static final int ALL_PARTS = 16 << 20;

    private final Archive archive;
    private final Manifest manifest;
    private final Map<TableName, TableContent> contents = new HashMap<>();
    private final Map<ContentParts, RecordSink> sinks = new HashMap<>();
    private final Journal journal;
    private final int partSize;
    private boolean finished;

    private BundleWriter(Archive archive, Manifest manifest, int partSize, Journal journal) {
        this.archive = archive;
        this.manifest = manifest;
        this.partSize = partSize;
        this.journal = journal;
        manifest.tables().forEach(content -> contents.put(content.table().name(), content));
    }

    /**
     * Begins a bundle with its manifest. The stream stays the caller's to close.
     *
     * @param sinks how many sinks will be open at once
     * @throws Failure of the family DEPOT, as do all methods, if the stream refuses what is written
     */
    public static BundleWriter openFor(
            int sinks, OutputStream out, Manifest manifest, Compression compression, Journal journal) {
        return open(out, manifest, compression, journal, Math.min(PART_SIZE, ALL_PARTS / sinks));
    }

    /** Begins a bundle that has one sink open at a time. */
    public static BundleWriter open(OutputStream out, Manifest manifest, Compression compression, Journal journal) {
        return openFor(1, out, manifest, compression, journal);
    }

    static BundleWriter open(
            OutputStream out, Manifest manifest, Compression compression, Journal journal, int partSize) {
        ManifestBounds.require(manifest);
        Archive archive = Archive.open(out, compression, manifest.time());
        try {
            byte[] json = ManifestJson.write(manifest);
            ManifestBounds.requireBytes(json.length);
            archive.member(ManifestJson.MEMBER, json, json.length);
            return new BundleWriter(archive, manifest, partSize, journal);
        } catch (Failure failure) {
            archive.close();
            throw failure;
        }
    }

    /**
     * Opens the one sink for a content of a table. The contents come in their order: a sink of one that goes before must
     * be closed, and is taken for empty if it never was opened.
     */
    public synchronized RecordSink sink(TableName table, Content content) {
        TableContent shipped = contents.get(table);
        if (shipped == null || !shipped.has(content)) {
            throw new IllegalArgumentException("the manifest announces no " + content + " of " + table);
        }
        List<Content> ordered = shipped.contents();
        int place = ordered.indexOf(content);
        ContentParts series = ContentParts.of(table, content);
        if (ordered.stream().skip(place).anyMatch(other -> sinks.containsKey(series.of(other)))) {
            throw new IllegalStateException("the " + content + " of " + table + " were written already");
        }
        if (place > 0) {
            end(table, ordered.get(place - 1));
        } else {
            writeColumns(shipped);
        }
        RecordSink sink = new RecordSink(archive, series, partSize, journal);
        sinks.put(series, sink);
        return sink;
    }

    private void end(TableName table, Content before) {
        RecordSink sink = sinks.get(ContentParts.of(table, before));
        if (sink == null) {
            sink(table, before).close();
        } else if (sink.isOpen()) {
            throw new IllegalStateException("the " + before + " of " + table + " are still being written");
        }
    }

    private void writeColumns(TableContent shipped) {
        byte[] csv = ColumnsCsv.render(shipped.table());
        archive.member(ColumnsCsv.member(shipped.table()), csv, csv.length);
    }

    /** Ends the bundle: what was announced and never written is empty, then come counts, digests and the end. */
    public synchronized Totals finish() {
        if (finished || archive.isBroken()) {
            throw new IllegalStateException("the bundle was finished already, or it failed");
        }
        List<TableTotal> totals = new ArrayList<>();
        for (TableContent shipped : manifest.tables()) {
            totals.add(end(shipped));
        }
        byte[] counts = CountsCsv.render(manifest, totals);
        archive.member(CountsCsv.MEMBER, counts, counts.length);
        archive.seal();
        finished = true;
        return new Totals(totals, archive.bytes());
    }

    private TableTotal end(TableContent shipped) {
        TableName table = shipped.table().name();
        ContentParts rows = ContentParts.of(table, Content.ROWS);
        List<Content> contents = shipped.contents();
        Content last = contents.get(contents.size() - 1);
        if (!sinks.containsKey(rows.of(last))) {
            sink(table, last).close();
        }
        return new TableTotal(
                table,
                count(rows.of(Content.IDS)),
                count(rows.of(Content.KEYS)),
                count(rows),
                count(rows.of(Content.DIGESTS)));
    }

    private Counts count(ContentParts series) {
        RecordSink sink = sinks.get(series);
        if (sink != null && sink.isOpen()) {
            throw new IllegalStateException("the " + series.content() + " of " + series.table() + " are still open");
        }
        return sink == null ? Counts.NONE : sink.counts();
    }

    /** Lets go of the compressor. Without {@link #finish} before, the stream stays short and every reader refuses it. */
    @Override
    public synchronized void close() {
        archive.close();
    }
}
