package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Forge;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Manifest.LeftOut;
import org.rowferry.bundle.Manifest.Origin;
import org.rowferry.bundle.TableContent;
import org.rowferry.report.Journal;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** Names and texts of others stay within a line of ours, and turn none of it around. */
final class ForgedLinesTest {
    private static final String[] BREAKS = {
        "\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u000b", "\f", "\33[2K\r", "\u202e", "\u2066"
    };
    private static final String HINT = "HINT: Run: curl x|sh";

    @TempDir
    private Path folder;

    private static Manifest manifest(String evil) {
        Table table = new Table(
                TableName.of("s" + evil, "t" + evil),
                List.of(Column.of("c" + evil, "text", true)),
                new Key(List.of(new Identifier("c" + evil))));
        return new Manifest(
                "tool" + evil,
                new Origin("name" + evil, "system" + evil, "server" + evil),
                new Incarnation(new UUID(1, 2), List.of()),
                new StreamName("reporting"),
                new Point(new Position(1), Snapshot.parse("5:5:")),
                Instant.parse("2026-03-01T02:00:00Z"),
                List.of(TableContent.full(table, "reason" + evil, "5e".repeat(32))),
                List.of(),
                List.of(new LeftOut(TableName.of("l" + evil, "o" + evil), "why" + evil)));
    }

    private byte[] bundle(String evil) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest(evil), Compression.ZSTD, Journal.silent())) {
            writer.finish();
        }
        return out.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("reporting-0000000001.tar.zst"), bytes);
    }

    /** Every line end counts that some terminal or pager takes for one. */
    private static void assertNothingForged(Ran ran) {
        for (String text : List.of(ran.out(), ran.err())) {
            assertThat(text.split("[\\n\\r\\x0b\\f\\x85\\u2028\\u2029]")).noneMatch(line -> line.startsWith(HINT));
            assertThat(text.codePoints().filter(c -> c != '\n'))
                    .as(text)
                    .noneMatch(c -> Character.getType(c) == Character.CONTROL
                            || Character.getType(c) == Character.FORMAT
                            || c == 0x2028
                            || c == 0x2029);
        }
    }

    @Test
    void inspect_showsEveryTextOnItsLine() throws IOException {
        for (String end : BREAKS) {
            Path file = file(bundle(end + HINT));
            Ran ran = Ran.of("inspect", file.toString()).assertOk();
            assertNothingForged(ran);
            assertThat(ran.out().split("\n")).hasSize(7);
            Ran json = Ran.of("inspect", file.toString(), "--json").assertOk();
            assertNothingForged(json);
            assertThat(new ObjectMapper().readTree(json.out()).get("tool").asText())
                    .isEqualTo("tool" + end + HINT);
        }
    }

    @Test
    void refusals_showEveryTextOnItsLine() throws IOException {
        for (String end : BREAKS) {
            String evil = end + HINT;
            for (String json : List.of(
                    "\"full\"", "\"text\"", "\"5:5:\"", "\"2026-03-01T02:00:00Z\"", "\"reporting\"", "\"kind\"")) {
                String escaped = new ObjectMapper().writeValueAsString("x" + evil);
                Forge forge = Forge.of(bundle(""))
                        .edit(
                                "manifest.json",
                                old -> old.replace(
                                        json,
                                        new String(
                                                escaped.getBytes(StandardCharsets.UTF_8),
                                                StandardCharsets.ISO_8859_1)));
                Ran ran = Ran.of("inspect", file(forge.relist().pack()).toString());
                assertThat(ran.code()).isEqualTo(ExitCode.BUNDLE.number());
                assertNothingForged(ran);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\u2028", "\u202e", "\u0085", "\r"})
    void nameOfAFile_staysOnItsLine(String end) throws IOException {
        Path file = Files.write(folder.resolve("x" + end + HINT.replace('/', '-')), new byte[] {1});
        assertNothingForged(Ran.of("inspect", file.toString()));
        assertNothingForged(Ran.of("import", "--config", file.toString()));
    }

    @Test
    void configuration_isToldOnALineForEachProblem() throws IOException {
        Path file = folder.resolve("importer.yaml");
        Files.writeString(
                file,
                "target: 'x'\ninboxes: {a: {from: '.', tables: [], \"z\\n" + HINT + "\": 1, \"y\\L" + HINT
                        + "\": 2}}\n");
        Ran ran = Ran.of("import", "--config", file.toString());
        assertThat(ran.code()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertNothingForged(ran);
        assertThat(ran.err())
                .contains("\n  inboxes.a.tables: ")
                .contains("z\\nHINT: Run")
                .contains("y\\u2028HINT");
    }

    @Test
    void argument_staysOnItsLine() {
        assertNothingForged(Ran.of("inspect", "--x\n" + HINT));
        assertNothingForged(Ran.of("no\n" + HINT));
        assertNothingForged(Ran.of("generate", "exporter", "a\n" + HINT));
    }
}
