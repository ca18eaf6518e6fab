package org.rowferry.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.report.Journal;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Bundles for tests: one with a table's changes, and an ugly-named table in full. */
final class Sample {
    static final String NAME = "reporting-0000000042.tar.zst";
    static final TableName ORDERS = TableName.of("public", "orders");
    static final TableName UGLY = TableName.of("a/b", "../x");
    static final String FINGERPRINT = "5e".repeat(32);
    static final Point BEFORE = new Point(new Position(41), Snapshot.parse("100:105:101,103"));

    private Sample() {}

    static Table table(TableName name) {
        return new Table(
                name,
                List.of(Column.of("id", "bigint", true), Column.of("the \"price\", net", "numeric(10,2)", false)),
                new Key(List.of(new Identifier("id"))));
    }

    static Manifest manifest(List<TableContent> tables) {
        return new Manifest(
                "rowferry 0.1.0",
                new Origin("shop", "18446744073709551615", "18.6"),
                new Incarnation(new UUID(1, 2), List.of(new UUID(3, 4), new UUID(5, 6))),
                new StreamName("reporting"),
                new Point(new Position(42), Snapshot.parse("110:110:")),
                Instant.parse("2026-03-01T02:00:00.123456Z"),
                tables);
    }

    static Manifest manifest() {
        return manifest(List.of(
                TableContent.changes(table(ORDERS), BEFORE, FINGERPRINT),
                TableContent.full(table(UGLY), "never shipped before", FINGERPRINT)));
    }

    /** A bundle of a few hundred bytes with parts, quotes, newlines in values, an empty string and a NULL. */
    static byte[] small(Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest(), compression, Journal.silent(), 8)) {
            write(writer, ORDERS, Content.IDS, "1\n", "2\n", "3\n");
            write(writer, ORDERS, Content.ROWS, "1,9.99\n", "2,\n");
            write(writer, UGLY, Content.ROWS, "1,\"a\nb\"\"\"\n", "2,\"\"\n");
            writer.finish();
        }
        return out.toByteArray();
    }

    /** A bundle with all keys, a key of two columns in another order, a table without a key, and one without columns. */
    static byte[] keyed() {
        Table pairs = new Table(
                TableName.of("t", "pairs"),
                List.of(Column.of("a", "text", false), Column.of("b", "text", true), Column.of("c", "integer", true)),
                new Key(List.of(new Identifier("b"), new Identifier("a"))));
        Table loose = new Table(TableName.of("t", "loose"), List.of(Column.of("v", "jsonb", false)), Key.NONE);
        Table bare = new Table(TableName.of("t", "bare"), List.of(), Key.NONE);
        Manifest manifest = manifest(List.of(
                TableContent.changes(pairs, BEFORE, FINGERPRINT).withAllKeys(),
                TableContent.full(loose, "no key", FINGERPRINT),
                TableContent.full(bare, "no key", FINGERPRINT)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), 8)) {
            write(writer, pairs.name(), Content.IDS, "x,é\n", "y,\"\"\n");
            write(writer, pairs.name(), Content.KEYS, "x,é\n", "z,z\n");
            write(writer, pairs.name(), Content.ROWS, "é,x,7\n");
            write(writer, loose.name(), Content.ROWS, "\"{\"\"a\"\": 1}\"\n", "\n", "1\n");
            write(writer, bare.name(), Content.ROWS, "\n", "\n");
            writer.finish();
        }
        return out.toByteArray();
    }

    static void write(BundleWriter writer, TableName table, Content content, String... csv) {
        try (RecordSink sink = writer.sink(table, content)) {
            for (String one : csv) {
                sink.accept(one.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    static Verified verify(byte[] bundle) {
        return BundleReader.verify(new ByteArrayInputStream(bundle), NAME, Limits.NONE);
    }

    /** Reads all sections, each under its number, table and content. */
    static Map<String, String> sections(byte[] bundle) {
        Map<String, String> sections = new LinkedHashMap<>();
        try (BundleReader reader = BundleReader.open(new ByteArrayInputStream(bundle), NAME)) {
            for (Optional<BundleSection> next = reader.next(); next.isPresent(); next = reader.next()) {
                BundleSection section = next.get();
                sections.put(sections.size() + " " + section.table() + " " + section.content(), text(section));
            }
            reader.finish();
        }
        return sections;
    }

    static String text(BundleSection section) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[3];
        for (int n = section.read(buffer); n >= 0; n = section.read(buffer)) {
            all.write(buffer, 0, n);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
