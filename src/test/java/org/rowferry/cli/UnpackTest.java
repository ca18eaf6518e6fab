package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.bundle.RecordSink;
import org.rowferry.bundle.TableContent;
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

/** A bundle as files for other databases. */
final class UnpackTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/rowferry/unpack/golden");
    private static final String LINES_STEM = "shop.order-lines~b0bf48f3312b1179";
    private static final String FINGERPRINT = "5e".repeat(32);
    private static final TableName LINES = TableName.of("shop", "Order-Lines");
    private static final TableName NOTES = TableName.of("shop", "notes");
    private static final TableName BARE = TableName.of("shop", "bare");
    private static final List<TableName> HOSTILE = List.of(
            TableName.of("..", "../../etc/passwd"),
            TableName.of("a/b", "c"),
            TableName.of("a", "b/c"),
            TableName.of("A", "b"),
            TableName.of("a", "B"),
            TableName.of("a", "b"),
            TableName.of("a.b", "c"),
            TableName.of("a", "b.c"),
            TableName.of("a", "b.rows"),
            TableName.of("\n\u0001", "~"),
            TableName.of("é".repeat(31), "É".repeat(31)),
            TableName.of("é".repeat(31), "é".repeat(31)),
            TableName.of("x".repeat(63), "X".repeat(63)),
            TableName.of("x".repeat(63), "x".repeat(63)));

    @TempDir
    private Path folder;

    private Path bundle = Path.of(".");
    private Path into = Path.of(".");

    @BeforeEach
    void writeSample() throws IOException {
        bundle = folder.resolve("the bundle's file");
        into = folder.resolve("into");
        writeSample(bundle);
    }

    static void writeSample(Path bundle) throws IOException {
        Table lines = new Table(
                LINES,
                List.of(
                        Column.of("id", "integer", true),
                        Column.of("the \"text\", cut", "text", false),
                        Column.of("Op", "text", true)),
                new Key(List.of(new Identifier("Op"), new Identifier("id"))));
        Point before = new Point(new Position(1), Snapshot.parse("5:5:"));
        Manifest manifest = manifest(List.of(
                TableContent.changes(lines, before, FINGERPRINT).withAllKeys(),
                full(new Table(NOTES, List.of(Column.of("body", "text", false)), Key.NONE)),
                full(new Table(BARE, List.of(), Key.NONE))));
        try (OutputStream out = Files.newOutputStream(bundle);
                BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent())) {
            // The key's columns stand in another order than the row's.
            write(writer, LINES, Content.IDS, "\"tw\"\"o\n,\",1\n", "\"\",2\n");
            write(writer, LINES, Content.KEYS, "two,1\n");
            write(writer, LINES, Content.ROWS, "1,\"a \"\"b\"\"\n, c\",two\n", "2,,\"\"\n");
            write(writer, NOTES, Content.ROWS, "\n", "\"\"\n", "\"\\.\"\n");
            write(writer, BARE, Content.ROWS, "\n", "\n");
            writer.finish();
        }
    }

    private static Manifest manifest(List<TableContent> tables) {
        return new Manifest(
                "rowferry 0.1.0",
                new Origin("shop", "1", "18.6"),
                new Incarnation(new UUID(1, 2), List.of(new UUID(1, 1))),
                new StreamName("reporting"),
                new Point(new Position(2), Snapshot.parse("9:9:")),
                Instant.parse("2026-03-01T02:00:00Z"),
                tables,
                List.of(),
                List.of(new LeftOut(TableName.of("shop", "broken"), "it is locked")));
    }

    /** Writes a bundle of tables, each with one row. */
    private void write(List<Table> tables) throws IOException {
        Manifest manifest = manifest(tables.stream().map(UnpackTest::full).toList());
        try (OutputStream out = Files.newOutputStream(bundle);
                BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent())) {
            tables.forEach(table -> write(
                    writer,
                    table.name(),
                    Content.ROWS,
                    "x" + ",x".repeat(table.columns().size() - 1) + "\n"));
            writer.finish();
        }
    }

    private static TableContent full(Table table) {
        return TableContent.full(table, "never shipped before", FINGERPRINT);
    }

    private static void write(BundleWriter writer, TableName table, Content content, String... records) {
        try (RecordSink sink = writer.sink(table, content)) {
            for (String row : records) {
                sink.accept(row.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private Ran unpack(String... options) {
        String[] command = {"unpack", bundle.toString(), "--into", into.toString()};
        return Ran.of(Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new));
    }

    private List<String> names() {
        return Bundles.list(into).map(file -> file.getFileName().toString()).toList();
    }

    private String file(String name) throws IOException {
        return Files.readString(into.resolve(name));
    }

    @Test
    void files_areTheBundlesOwnBytes_keysBesideRows() throws IOException {
        unpack().assertOk();
        assertThat(names())
                .containsExactlyInAnyOrder(
                        LINES_STEM + ".ids.csv",
                        LINES_STEM + ".keys.csv",
                        LINES_STEM + ".rows.csv",
                        "shop.notes.rows.csv",
                        "shop.bare.rows.csv",
                        "tables.json");
        assertThat(file(LINES_STEM + ".ids.csv")).isEqualTo("\"tw\"\"o\n,\",1\n\"\",2\n");
        assertThat(file(LINES_STEM + ".keys.csv")).isEqualTo("two,1\n");
        assertThat(file(LINES_STEM + ".rows.csv")).isEqualTo("1,\"a \"\"b\"\"\n, c\",two\n2,,\"\"\n");
        assertThat(file("shop.notes.rows.csv")).isEqualTo("\n\"\"\n\"\\.\"\n");
        assertThat(file("shop.bare.rows.csv")).isEqualTo("\n\n");
    }

    @Test
    void header_namesTheColumns_alsoOfAFileWithoutRecords() throws IOException {
        unpack("--header", "--table", "shop.\"Order-Lines\"", "--table", "shop.notes")
                .assertOk();
        assertThat(file(LINES_STEM + ".ids.csv")).startsWith("\"Op\",\"id\"\n\"tw");
        assertThat(file(LINES_STEM + ".rows.csv")).startsWith("\"id\",\"the \"\"text\"\", cut\",\"Op\"\n1,");
        assertThat(names()).contains("shop.notes.rows.csv").doesNotContain("shop.bare.rows.csv");
    }

    @Test
    void op_putsDeletesBeforeInserts_withKeysInTheColumnsOfRows() throws IOException {
        unpack("--op", "--header").assertOk();
        assertThat(file(LINES_STEM + ".csv")).isEqualTo("""
                "_op","id","the ""text"", cut","Op"
                D,1,,"tw""o
                ,"
                D,2,,""
                I,1,"a ""b""
                , c",two
                I,2,,""
                """);
        assertThat(file("shop.notes.csv")).isEqualTo("\"op\",\"body\"\nI,\nI,\"\"\nI,\"\\.\"\n");
        assertThat(file("shop.bare.csv")).isEqualTo("\"op\"\nI\nI\n");
        assertThat(file(LINES_STEM + ".keys.csv")).isEqualTo("\"Op\",\"id\"\ntwo,1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--op"})
    void listing_isAsItsGoldenFile(String option) throws IOException {
        unpack(option.isEmpty() ? new String[] {} : new String[] {option}).assertOk();
        Path golden = GOLDEN.resolve("tables" + option + ".json");
        String json = file("tables.json").replaceFirst("\"digest\" : \"[0-9a-f]{64}\"", "\"digest\" : \"…\"");
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, json);
        }
        assertThat(json).isEqualTo(Files.readString(golden));
    }

    @Test
    void zstd_compressesTheSameBytes() throws IOException {
        unpack("--zstd").assertOk();
        try (InputStream in = new ZstdInputStream(Files.newInputStream(into.resolve(LINES_STEM + ".ids.csv.zst")))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("\"tw\"\"o\n,\",1\n\"\",2\n");
        }
    }

    @Test
    void hostileNames_makeFilesOfTheFolder_thatNoCaseMakesOne() throws IOException {
        Column column = Column.of("a", "text", false);
        write(HOSTILE.stream()
                .map(name -> new Table(name, List.of(column), Key.NONE))
                .toList());
        unpack().assertOk();
        assertThat(names())
                .hasSize(HOSTILE.size() + 1)
                .allSatisfy(name -> assertThat(name)
                        .matches("[a-z0-9_%~.-]{1,120}")
                        .doesNotStartWith(".")
                        .isEqualTo(name.toLowerCase(Locale.ROOT)));
        assertThat(Bundles.list(folder)).hasSize(2);
    }

    @Test
    void secondRun_findsTheFilesThere_andWritesNothing() throws IOException {
        unpack("--header").assertOk();
        Map<String, String> first = Bundles.digests(into);
        assertThat(unpack("--header").assertOk().out()).startsWith("already unpacked: bundle 2 of reporting");
        assertThat(Bundles.digests(into)).isEqualTo(first);
        unpack().assertRefused(ExitCode.DEPOT, into + " exists already and is not an empty folder");
        unpack("--header", "--duckdb", "--table", "shop.notes").assertRefused(ExitCode.DEPOT, "exists already");
        Files.delete(into.resolve("shop.notes.rows.csv"));
        unpack("--header").assertRefused(ExitCode.DEPOT, "exists already");
    }

    @Test
    void folderOfSomebodyElse_isLeftAlone() throws IOException {
        Files.writeString(Files.createDirectory(into).resolve("mine.csv"), "mine");
        unpack().assertRefused(ExitCode.DEPOT, "exists already");
        assertThat(names()).containsExactly("mine.csv");
        assertThat(Bundles.list(folder)).hasSize(2);
        into = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("missing"));
        unpack().assertRefused(ExitCode.DEPOT, "exists already");
        into = folder.resolve("missing/into");
        unpack().assertRefused(ExitCode.DEPOT, "does not exist");
    }

    @Test
    void emptyFolder_isTaken_andDecidesWhoReadsTheFiles() throws IOException {
        Files.createDirectory(into, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        into = Files.createSymbolicLink(folder.resolve("link"), into);
        unpack().assertOk();
        assertThat(names()).contains("tables.json").hasSize(6);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(into)))
                .isEqualTo("rwx------");
    }

    @Test
    void strangersFile_whereTheFilesGrow_stopsTheRun() throws IOException {
        Path partial = Files.createDirectory(folder.resolve(".into.partial"));
        Files.writeString(partial.resolve("shop.notes.rows.csv"), "half");
        Files.writeString(partial.resolve("Thesis.doc"), "mine");
        unpack().assertRefused(ExitCode.DEPOT, "has a file that Rowferry did not write: Thesis.doc");
        assertThat(Bundles.list(partial)).hasSize(3);
        assertThat(into).doesNotExist();
    }

    @Test
    void secondRunAtTheSameTime_isRefused_andTheFirstOneEndsWell() {
        List<Ran> second = new ArrayList<>();
        Ran.beside(step -> second.add(unpack()), Map.of(), "unpack", bundle.toString(), "--into", into.toString())
                .assertOk();
        second.get(0).assertRefused(ExitCode.BUSY, "another run writes " + into);
        assertThat(names()).hasSize(6);
        assertThat(Bundles.list(folder)).hasSize(2);
    }

    @Test
    void damagedBundle_leavesNoFolder() throws IOException {
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length - 9] ^= 1;
        Files.write(bundle, bytes);
        unpack().assertRefused(ExitCode.BUNDLE, "bundle");
        assertThat(Bundles.list(folder)).hasSize(1);
    }

    @Test
    void optionsThatDoNotFit_areRefused() {
        unpack("--table", "shop.other").assertRefused(ExitCode.USAGE, "the bundle holds no table shop.other");
        unpack("--op", "--duckdb").assertRefused(ExitCode.USAGE, "--op writes one file");
        unpack("--duckdb").assertRefused(ExitCode.USAGE, "shop.bare has no columns");
        unpack("--duckdb", "--table", "shop.notes").assertOk();
    }

    @Test
    void tablesAndColumnsThatDuckDbTakesForOne_areRefused() throws IOException {
        Column column = Column.of("a", "text", false);
        Table twice = new Table(
                TableName.of("s", "t"),
                List.of(column, Column.of("É", "text", false), Column.of("A", "text", false)),
                Key.NONE);
        write(List.of(twice, new Table(TableName.of("S", "T"), List.of(column), Key.NONE)));
        unpack("--duckdb")
                .assertRefused(
                        ExitCode.USAGE,
                        "s.t has the column \"A\" twice but for upper and lower case",
                        "\"S\".\"T\" has the name of another table but for upper and lower case");
    }
}
