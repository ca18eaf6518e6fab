package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Manifest;
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

/** Keys and rows of a bundle, as people and programs are shown them. */
final class InspectRowsTest {
    private static final String FINGERPRINT = "5e".repeat(32);
    private static final TableName LINES = TableName.of("shop", "Order-Lines");
    private static final TableName NOTES = TableName.of("shop", "notes");
    private static final TableName BARE = TableName.of("shop", "bare");

    @TempDir
    private Path folder;

    private String file = "";

    @BeforeEach
    void write() throws IOException {
        Path bundle = folder.resolve("the bundle's file");
        try (OutputStream out = Files.newOutputStream(bundle);
                BundleWriter writer = BundleWriter.open(out, manifest(), Compression.ZSTD, Journal.silent())) {
            // The key's columns stand in another order than the row's.
            write(writer, LINES, Content.IDS, "two,1\n", "\"\",2\n");
            write(writer, LINES, Content.KEYS, "two,1\n");
            write(
                    writer,
                    LINES,
                    Content.ROWS,
                    "1,\"a \"\"b\"\"\n, c\",two\n",
                    "2,,\"\"\n",
                    "3,\"\\.\",\"é\33[2J\u202e\"\n");
            write(writer, NOTES, Content.ROWS, "\n", "\"\"\n", "x\n");
            write(writer, BARE, Content.ROWS, "\n", "\n");
            writer.finish();
        }
        file = bundle.toString();
    }

    private static Manifest manifest() {
        Table lines = new Table(
                LINES,
                List.of(
                        Column.of("id", "integer", true),
                        Column.of("the \"text\", cut", "text", false),
                        Column.of("code", "text", true)),
                new Key(List.of(new Identifier("code"), new Identifier("id"))));
        Point before = new Point(new Position(1), Snapshot.parse("5:5:"));
        return new Manifest(
                "rowferry 0.1.0",
                new Origin("shop", "1", "18.6"),
                new Incarnation(new UUID(1, 2), List.of()),
                new StreamName("reporting"),
                new Point(new Position(2), Snapshot.parse("9:9:")),
                Instant.parse("2026-03-01T02:00:00Z"),
                List.of(
                        TableContent.changes(lines, before, FINGERPRINT).withAllKeys(),
                        full(new Table(NOTES, List.of(Column.of("body", "text", false)), Key.NONE)),
                        full(new Table(BARE, List.of(), Key.NONE))));
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

    @Test
    void csv_isWhatTheBundleHolds_withKeysInTheColumnsOfRows_andNullApartFromAnEmptyString() {
        assertThat(csv("shop.\"Order-Lines\"")).isEqualTo("""
                "content","id","the ""text"", cut","code"
                "ids","1",,"two"
                "ids","2",,""
                "keys","1",,"two"
                "rows","1","a ""b""
                , c","two"
                "rows","2",,""
                "rows","3","\\.","é\33[2J\u202e"
                """);
        assertThat(csv("shop.notes")).isEqualTo("""
                "content","body"
                "rows",
                "rows",""
                "rows","x"
                """);
        assertThat(csv("shop.bare")).isEqualTo("\"content\"\n\"rows\"\n\"rows\"\n");
    }

    private String csv(String table) {
        return Ran.of("inspect", file, "--rows", table, "--csv").assertOk().out();
    }

    @Test
    void tables_areShownOneBelowTheOther_withNothingThatATerminalObeys() {
        assertThat(Ran.of("inspect", file, "--rows").assertOk().out()).isEqualTo("""
                shop."Order-Lines"
                  content  id  the "text", cut  code
                  -------  --  ---------------  ----------------
                  ids      1                    two
                  ids      2                    ""
                  keys     1                    two
                  rows     1   a "b"\\n, c       two
                  rows     2                    ""
                  rows     3   \\.               é\\u001b[2J\\u202e
                shop.notes
                  content  body
                  -------  ----
                  rows
                  rows     ""
                  rows     x
                shop.bare
                  content
                  -------
                  rows
                  rows
                """);
    }

    @Test
    void limit_isOfEachContent() {
        assertThat(Ran.of("inspect", file, "--rows", "shop.\"Order-Lines\"", "--limit", "1", "--csv")
                        .assertOk()
                        .out()
                        .lines())
                .hasSize(5);
        assertThat(Ran.of("inspect", file, "--limit", "0", "--rows", "shop.notes")
                        .assertOk()
                        .out()
                        .lines())
                .hasSize(3);
    }

    @Test
    void longValue_isCutForPeopleAndWholeForPrograms() throws IOException {
        Path bundle = folder.resolve("long");
        String value = "😀".repeat(100_000);
        try (OutputStream out = Files.newOutputStream(bundle);
                BundleWriter writer = BundleWriter.open(out, manifest(), Compression.GZIP, Journal.silent())) {
            write(writer, NOTES, Content.ROWS, value + "\n");
            write(writer, LINES, Content.IDS);
            write(writer, LINES, Content.KEYS);
            write(writer, LINES, Content.ROWS);
            write(writer, BARE, Content.ROWS);
            writer.finish();
        }
        file = bundle.toString();
        assertThat(csv("shop.notes")).contains("\"rows\",\"" + value + "\"");
        assertThat(Ran.of("inspect", file, "--rows", "shop.notes").assertOk().out())
                .endsWith("  rows     " + "😀".repeat(40) + "…\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rows shop.other|the bundle holds no table shop.other|shop.notes, shop.bare",
                "--rows --csv|CSV is of one table|--rows TABLE --csv",
                "--rows shop.notes shop.bare --csv|CSV is of one table|--rows TABLE --csv",
                "--csv|--csv is of keys and rows|--rows TABLE",
                "--limit 3|--limit is of keys and rows|--rows TABLE",
                "--rows --limit -1|--limit is -1|--rows",
                "--rows --json|--json tells of a bundle|--rows TABLE --csv"
            })
    void optionsThatDoNotFit_areRefused(String options, String message, String hint) {
        String[] typed = ("inspect FILE " + options).split(" ");
        typed[1] = file;
        Ran.of(typed).assertRefused(ExitCode.USAGE, message).assertSays(hint);
        assertThat(Ran.of(typed).out()).isEmpty();
    }

    @Test
    void damagedBundle_isRefusedBeforeARowIsShown() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(file));
        Files.write(Path.of(file), Arrays.copyOf(bytes, bytes.length - 5));
        Ran ran = Ran.of("inspect", file, "--rows");
        assertThat(ran.code()).isEqualTo(ExitCode.BUNDLE.number());
        assertThat(ran.out()).isEmpty();
    }
}
