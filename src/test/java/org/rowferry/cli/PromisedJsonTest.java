package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.TableStatus;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.exporter.ExportStatus;
import org.rowferry.importer.ImportStatus;
import org.rowferry.link.LinkStatus;
import org.rowferry.report.Journal;
import org.rowferry.runs.RecordedRun;
import org.rowferry.schema.Column;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Key;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;
import org.rowferry.watch.Job;
import org.rowferry.watch.Run;
import org.rowferry.watch.TableCount;

/** No field that docs/json.md promises disappears, or becomes another type. */
class PromisedJsonTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T01:30:00Z");
    private static final String PAGE = read("docs/json.md");

    private static String read(String page) {
        return String.join("\n", MarkdownPage.read(page).lines());
    }

    /** A command that gets the option has to have a section. */
    @Test
    void page_describesEachCommandThatPrintsJson() {
        Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false);
        Wiring wiring = new Wiring(console, new Interruption(), console, Map.of());
        List<String> commands = Rowferry.commands(new CommandFactory(wiring), "").getSubcommands().entrySet().stream()
                .filter(verb -> verb.getValue().getCommandSpec().findOption("--json") != null)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(commands).contains("export", "import", "sync", "status", "check", "inspect");
        assertThat(commands).allSatisfy(verb -> assertThat(PAGE).containsPattern("\n## .*`" + verb + "`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export",
                "import",
                "failed",
                "status-source",
                "status-inbox",
                "status-link",
                "history",
                "inspect"
            })
    void page_showsTheGoldenFiles(String golden) {
        assertThat(PAGE).contains("```json\n" + PromisedJson.text(golden) + "```");
    }

    @Test
    void export_hasTheFieldsOfItsGoldenFile() {
        Run.Problem problem = new Run.Problem(
                "left out public.orders, which comes in full when it is whole again: public.orders has no key",
                List.of("Give it a primary key."));
        Run.Bundle bundle = new Run.Bundle(
                "reporting-0000000042.tar.zst",
                42,
                Run.BundleOutcome.WRITTEN,
                Optional.of(1_843L),
                List.of(new Run.LeftOut("public.orders", "public.orders has no key")));
        Run.Moved moved = new Run.Moved(
                Optional.of(42L),
                Optional.empty(),
                Optional.empty(),
                List.of(bundle),
                List.of(new TableCount(
                        "public.customers", true, 0, 60, Optional.of(1_612L), Duration.ofMillis(35), Optional.empty())),
                List.of());
        Run.Part part = new Run.Part(
                "reporting",
                NIGHT,
                NIGHT.plusSeconds(30),
                4,
                new Run.Told(List.of(problem), List.of(), List.of("target reporting: a note")),
                moved);
        Run.Told told = new Run.Told(
                List.of(),
                List.of(new Run.Problem(
                        "on-failure: mail ended with exit code 1", List.of("Try the command by hand."))),
                List.of());
        Job job = new Job("export", Path.of("/etc/rowferry/exporter.yaml"), false);
        PromisedJson.assertIs("export", new Run(job, NIGHT, NIGHT.plusSeconds(30), 4, told, List.of(part)).json());
    }

    @Test
    void jobThatFailsBeforeItsParts_tellsWhy() {
        Run.Problem problem = new Run.Problem(
                "/etc/rowferry/exporter.yaml: line 2: tragets: is not a key here; did you mean 'targets'?",
                List.of("See exporter/exporter.yaml in the distribution for all keys."));
        Job job = new Job("export", Path.of("/etc/rowferry/exporter.yaml"), false);
        Run.Told told = new Run.Told(List.of(problem), List.of(), List.of());
        PromisedJson.assertIs("failed", new Run(job, NIGHT, NIGHT.plusSeconds(1), 3, told, List.of()).json());
    }

    @Test
    void sync_hasTheViewsThatItRefreshed() {
        Run.Moved moved = new Run.Moved(
                Optional.empty(),
                Optional.of(NIGHT),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(new Run.View("public.totals", true, 17, Duration.ofMillis(1_250))));
        Run.Part part = new Run.Part("north", NIGHT, NIGHT.plusSeconds(2), 0, Run.Told.NOTHING, moved);
        Job job = new Job("sync", Path.of("/etc/rowferry/importer.yaml"), true);
        PromisedJson.assertIs(
                "sync", new Run(job, NIGHT, NIGHT.plusSeconds(2), 0, Run.Told.NOTHING, List.of(part)).json());
    }

    @Test
    void status_hasTheFieldsOfItsGoldenFiles() {
        PromisedJson.assertIs(
                "status-source",
                Json.of(List.of(new ExportStatus.TargetStatus(
                        "reporting",
                        "",
                        Optional.of(new ExportStatus.LastBundle(42, NIGHT, "reporting-0000000042.tar.zst", true)),
                        List.of(43L),
                        List.of(new ExportStatus.ExportedTable(
                                "public.orders",
                                "trigger",
                                Optional.of(42L),
                                Optional.of(NIGHT),
                                "changes",
                                7,
                                6,
                                612,
                                Optional.of(3L),
                                "",
                                "",
                                Optional.of(Duration.ofHours(3)),
                                ""))))));
        TableStatus table = new TableStatus(
                "public.orders",
                "public.orders",
                Optional.of(42L),
                Optional.of(NIGHT),
                Optional.of(NIGHT.plusSeconds(10_800)),
                "changes",
                7,
                6,
                List.of("comment"),
                "",
                Optional.of(NIGHT),
                false);
        PromisedJson.assertIs(
                "status-inbox",
                Json.of(List.of(new ImportStatus.InboxStatus(
                        "shop",
                        "",
                        Optional.of(NIGHT),
                        Optional.of(NIGHT.plusSeconds(93_600)),
                        Optional.of(Duration.ofMinutes(5)),
                        List.of(table),
                        List.of(new ImportStatus.FileStatus(
                                "reporting-0000000043.tar.zst", 1_843, "to be applied"))))));
        PromisedJson.assertIs(
                "status-link",
                Json.of(List.of(new LinkStatus.OfLink(
                        "north",
                        List.of(new LinkStatus.OfTable(table, "trigger")),
                        List.of(new LinkStatus.OfView(
                                "public.totals", Optional.of(NIGHT), 17, Optional.of(Duration.ofSeconds(2))))))));
    }

    @Test
    void history_hasTheFieldsOfItsGoldenFile() {
        PromisedJson.assertIs(
                "history",
                Json.of(List.of(new RecordedRun(
                        Optional.of(UUID.fromString("6f1c0e52-9f0b-4c39-9a3c-2f6b1d1f7a10")),
                        "export",
                        "reporting",
                        RecordedRun.State.ENDED,
                        NIGHT,
                        Optional.of(NIGHT.plusSeconds(30)),
                        Optional.of(0),
                        Optional.empty(),
                        false,
                        Optional.of(42L),
                        7,
                        6,
                        Optional.of(1_843L),
                        "db1",
                        "0.1.0"))));
    }

    @Test
    void inspect_hasTheFieldsOfItsGoldenFile(@TempDir Path folder) throws IOException {
        Path bundle = folder.resolve("bundle");
        Table orders = new Table(TableName.of("public", "orders"), List.of(Column.of("id", "integer", true)), Key.NONE);
        Point to = new Point(new Position(1), Snapshot.parse("9:9:"));
        Manifest manifest = new Manifest(
                "rowferry 0.1.0",
                new Manifest.Origin("shop", "1", "18.6"),
                new Incarnation(new UUID(1, 2), List.of()),
                new StreamName("reporting"),
                to,
                NIGHT,
                List.of(TableContent.full(orders, "it was not shipped to this target before", "5e".repeat(32))));
        try (OutputStream out = Files.newOutputStream(bundle);
                BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent())) {
            writer.finish();
        }
        PromisedJson.assertKept(
                "inspect",
                Ran.of("inspect", bundle.toString(), "--json").assertOk().out());
    }

    @Test
    void commandThatFails_printsItsDocumentAllTheSame(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("importer.yaml"), "target: postgresql://u@localhost:1/shop\ninboxs: {}\n");
        for (String verb : List.of("export", "import", "sync")) {
            Ran ran = Ran.of(verb, "--config", config.toString(), "--json", "--quiet");
            assertThat(ran.code()).isEqualTo(ExitCode.CONFIGURATION.number());
            PromisedJson.assertKept("failed", ran.out());
            assertThat(ran.out())
                    .contains("\"command\" : \"" + verb + "\"")
                    .contains("\"exitCode\" : 3")
                    .contains("\"hints\" : [ \"");
            assertThat(ran.err()).startsWith("rowferry: ");
        }
    }

    @Test
    void fieldThatDisappears_orChangesItsType_isFound() {
        String kept = PromisedJson.text("export");
        PromisedJson.assertKept("export", kept);
        for (String[] change : new String[][] {
            {"\"exitCode\" : 4", "\"exitCode\" : \"4\""},
            {"\"outcome\"", "\"fate\""},
            {"\"seconds\" : 0.035", "\"took\" : 1"}
        }) {
            assertThat(kept).contains(change[0]);
            assertThatThrownBy(() -> PromisedJson.assertKept("export", kept.replace(change[0], change[1])))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
