package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.check.Report;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Surroundings;

/** The JSON of a check keeps its form, and docs/check.md shows it. */
class CheckReportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/rowferry/cli/check.json");

    @Test
    void json_keepsTheFormThatThePageShows() throws IOException {
        Findings findings = new Findings();
        findings.ok("server", "rowferry_exporter@db1:5432/shop", "PostgreSQL 18.1");
        String outbox = "/var/lib/rowferry/outbox/reporting";
        findings.fail(
                "folder",
                outbox,
                new Failure(Family.DEPOT, "folder " + outbox + " does not exist")
                        .hint("Create it with: install -d " + outbox));
        String golden = Files.readString(GOLDEN);
        assertThat(Json.of(Report.of(findings, ExitCode.DEPOT.number(), Surroundings.UNKNOWN)) + "\n")
                .isEqualTo(golden);
        assertThat(Files.readString(Path.of("docs/check.md"))).contains("```json\n" + golden + "```");
    }

    @Test
    void offline_looksAtConfigurationAndHost_andMissingFolderIsAWarning(@TempDir Path folder) throws IOException {
        Path outbox = folder.resolve("outbox");
        Path config = folder.resolve("exporter.yaml");
        Files.writeString(
                config,
                "source: postgresql://rowferry_exporter@localhost:1/shop\ntargets:\n  reporting:\n    outbox: " + outbox
                        + "\n    tables: [public.orders]\n");
        assertThat(Ran.of("check", "--config", config.toString(), "--offline")
                        .assertOk()
                        .out())
                .contains("OK    configuration  " + config + ": 1 targets\n")
                .contains("WARN  folder         folder " + outbox + " does not exist\n      HINT: ");
        Files.createDirectory(outbox);
        assertThat(Ran.of("check", "--config", config.toString(), "--offline")
                        .assertOk()
                        .out())
                .contains("OK    folder         " + outbox + ": r");
    }

    @Test
    void against_needsOneFileOfEachSide_withAnInbox(@TempDir Path folder) throws IOException {
        Path exporter = folder.resolve("exporter.yaml");
        Path links = folder.resolve("importer.yaml");
        Files.writeString(exporter, """
                source: postgresql://rowferry_exporter@localhost:1/shop
                targets: { reporting: { outbox: /out, tables: [public.orders] } }
                """);
        Files.writeString(links, """
                target: postgresql://rowferry_importer@localhost:1/shop
                links: { lab: { tables: [{ table: public.samples }] } }
                """);
        assertThat(against(exporter, exporter).out())
                .contains("are both the configuration of a source")
                .contains("HINT: Name one of each: rowferry check --config /etc/rowferry/exporter.yaml --against");
        assertThat(against(exporter, links).out())
                .contains("FAIL  configuration  " + links + " has no inbox")
                .contains("rowferry check --config " + links);
        Ran.of("check", "--config", exporter.toString(), "--against", links.toString(), "--offline")
                .assertRefused(ExitCode.USAGE, "--offline asks none");
    }

    private static Ran against(Path one, Path other) {
        return Ran.of("check", "--config", one.toString(), "--against", other.toString());
    }

    @Test
    void offline_namesMistakesOfTheConfiguration(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("importer.yaml");
        Files.writeString(config, "target: postgresql://rowferry_importer@localhost:1/shop\ninboxs: {}\n");
        Ran ran = Ran.of("check", "--config", config.toString(), "--offline");
        assertThat(ran.code()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(ran.out())
                .contains("FAIL  configuration  ")
                .contains("inboxs")
                .contains("inboxes");
    }

    @Test
    void serverThatCannotBeReached_leavesNoCheckUnmentioned(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("importer.yaml");
        Files.writeString(
                config,
                "target: postgresql://rowferry_importer@localhost:1/shop\ninboxes:\n  shop:\n    from: "
                        + Files.createDirectory(folder.resolve("inbox")) + "\n    tables: [public.orders]\n");
        Ran ran = Ran.of("check", "--config", config.toString());
        assertThat(ran.code()).isEqualTo(ExitCode.TARGET.number());
        assertThat(ran.out())
                .contains("FAIL  connection     cannot connect to rowferry_importer@localhost:1/shop")
                .contains("WARN  tracking       rowferry was not looked at, since a check before it failed")
                .contains("WARN  rights         rowferry was not looked at")
                .contains("WARN  table          shop was not looked at")
                .contains("OK    folder         " + folder.resolve("inbox"));
    }

    @Test
    void exitCode_isThatOfTheFirstCheckThatFails_andAWarningHasNone() {
        Findings findings = new Findings();
        findings.warn("clock", "db1", new Failure(Family.SOURCE, "apart").hint("Run: date -u"));
        assertThat(findings.family()).isEmpty();
        findings.fail("folder", "/out", new Failure(Family.DEPOT, "full").hint("Run: df -h"));
        findings.fail("table", "public.t", new Failure(Family.SOURCE, "gone").hint("Run: \\d"));
        assertThat(findings.family()).contains(Family.DEPOT);
    }
}
