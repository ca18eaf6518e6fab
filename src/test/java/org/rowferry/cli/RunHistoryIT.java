package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The tracking of either side has the history of the runs, also of those that failed or were killed. */
class RunHistoryIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private static List<JsonNode> history(String config, String... options) {
        List<String> command = new ArrayList<>(List.of("status", "--config", config, "--history", "--json"));
        command.addAll(List.of(options));
        try {
            JsonNode runs = new ObjectMapper()
                    .readTree(Ran.of(command.toArray(String[]::new)).assertOk().out());
            return StreamSupport.stream(runs.spliterator(), false).toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private List<JsonNode> ofSource(String... options) {
        return history(ferry.exporterYaml(), options);
    }

    private List<JsonNode> ofTarget(String... options) {
        return history(ferry.importerYaml(), options);
    }

    /** Returns the way in which each run ended, the newest first. */
    private static List<String> ends(List<JsonNode> runs) {
        return runs.stream()
                .map(run -> run.get("verb").textValue() + " " + run.get("name").textValue() + " "
                        + run.get("state").textValue() + " " + run.get("exitCode")
                        + (run.get("dryRun").booleanValue() ? " dry" : ""))
                .toList();
    }

    @Test
    void runsOfBothSides_areRecordedHoweverTheyEnd() throws Exception {
        Instant before = Instant.now();
        ferry.export().assertOk();
        ferry.export().assertOk();
        ferry.ship();
        ferry.importAll("--dry-run").assertOk();
        ferry.target().execute("alter table shop.notes rename to old");
        ferry.importAll().assertRefused(ExitCode.TARGET, "the target has no table shop.notes");
        ferry.target().execute("alter table shop.old rename to notes");
        ferry.importAll().assertOk();
        ferry.importAll().assertOk();

        List<JsonNode> exports = ofSource();
        assertThat(ends(exports)).containsExactly("export reporting ended 0", "export reporting ended 0");
        JsonNode nothing = exports.get(0);
        assertThat(nothing.get("bundle").isNull()).isTrue();
        assertThat(nothing.get("rows").longValue()).isZero();
        JsonNode first = exports.get(1);
        assertThat(first.get("bundle").longValue()).isEqualTo(1);
        assertThat(first.get("rows").longValue()).isEqualTo(60 + 90 + 80);
        assertThat(first.get("bytes").longValue()).isEqualTo(Files.size(Bundles.newest(ferry.outbox())));
        assertThat(first.get("version").textValue()).isEqualTo(Version.number());
        assertThat(first.get("host").textValue()).isNotEmpty();
        assertThat(first.get("failure").isNull()).isTrue();
        assertThat(first.get("run").textValue()).isNotEqualTo(nothing.get("run").textValue());
        Instant began = Instant.parse(first.get("began").textValue());
        assertThat(began).isBetween(before.minusSeconds(1), Instant.now());
        assertThat(Duration.between(began, Instant.parse(first.get("ended").textValue())))
                .isBetween(Duration.ofMillis(1), Duration.ofMinutes(1));

        List<JsonNode> imports = ofTarget();
        assertThat(ends(imports))
                .containsExactly(
                        "import shop ended 0", "import shop ended 0", "import shop ended 5", "import shop ended 0 dry");
        assertThat(imports.get(0).get("bundle").isNull()).isTrue();
        assertThat(imports.get(1).get("rows").longValue()).isEqualTo(60 + 90 + 80);
        assertThat(imports.get(2).get("failure").textValue()).contains("the target has no table shop.notes");
        assertThat(ends(ofTarget("--limit", "1"))).hasSize(1);

        String shown = Ran.of("status", "--config", ferry.importerYaml(), "--history", "--limit", "3")
                .assertOk()
                .out();
        assertThat(shown.lines()).hasSize(4);
        assertThat(shown.lines().skip(3))
                .singleElement()
                .asString()
                .matches("\\d{4}-\\S+Z +[0-9.]+ s  import shop  exit 5 .* the target has no table shop\\.notes.*");
        Ran.of("status", "--config", ferry.importerYaml(), "--limit", "3")
                .assertRefused(ExitCode.USAGE, "--limit is for --history alone");

        assertThat(report(ferry.exporterYaml()))
                .contains("export of target reporting", "shop.&quot;Order-Lines&quot;", "Growth of the log")
                .containsOnlyOnce("<figcaption>size of all shadow tables</figcaption>");
        assertThat(report(ferry.importerYaml()))
                .contains("import of inbox shop", "the target has no table shop.notes", ", bundle 1: 230")
                .doesNotContain("Growth of the log");
        for (TestDatabase side : List.of(ferry.source(), ferry.target())) {
            assertThat(side.value(
                            "select string_agg(t, ' ' order by t) from rowferry.run_history, unnest(slow_tables) as t"
                                    + " where bundle = 1 and not dry_run"))
                    .isEqualTo("shop.\"Order-Lines\" shop.customers shop.notes");
            side.execute("update rowferry.run_history set slow_tables = array['shop.notes', 'shop.\"Order-Lines\"'],"
                    + " slow_milliseconds = '{1500,500}' where bundle = 1");
        }
        assertThat(report(ferry.exporterYaml())).containsSubsequence("Slowest tables", "shop.notes", "1.5 s");
        assertThat(report(ferry.importerYaml())).containsSubsequence("Slowest tables", "shop.notes", "1.5 s");
        // Before there was a history, the tracking has the bundles.
        ferry.source().execute("delete from rowferry.run_history");
        ferry.target().execute("delete from rowferry.run_history");
        assertThat(report(ferry.exporterYaml())).contains(", bundle 1: 230");
        assertThat(report(ferry.importerYaml())).contains(", bundle 1: 230");
    }

    private String report(String config) throws IOException {
        Path page = folder.resolve("report.html");
        Ran.of("report", "--config", config, "--output", page.toString()).assertOk();
        return Files.readString(page);
    }

    @Test
    void runThatIsKilled_isInterruptedThereafter_andOneThatRunsIsRunning() {
        assertThat(ChildProcess.isKilledAt("renamed#1", ferry.exporting())).isTrue();
        assertThat(ends(ofSource())).containsExactly("export reporting interrupted null");
        List<String> meanwhile = new ArrayList<>();
        Ran.beside(
                        step -> {
                            if (step.equals("renamed")) {
                                meanwhile.addAll(ends(ofSource()));
                                ferry.export().assertRefused(ExitCode.BUSY, "another export of target reporting");
                            }
                        },
                        System.getenv(),
                        ferry.exporting("--allow-empty"))
                .assertOk();
        assertThat(meanwhile).containsExactly("export reporting running null", "export reporting interrupted null");
        assertThat(ends(ofSource()))
                .containsExactly(
                        "export reporting ended 8", "export reporting ended 0", "export reporting interrupted null");
    }

    @Test
    void historyThatCannotBeWritten_isAWarning_andItsHintMendsIt() {
        ferry.source().execute("drop table rowferry.run_history");
        Ran ran = ferry.export().assertOk();
        assertThat(ran.out()).contains("reporting: wrote reporting-0000000001.tar.zst");
        ran.assertSays("the history of runs was not written, and all else of the run is done: the tracking in schema"
                + " rowferry was made by an older Rowferry");
        ran.assertSays("HINT: Run this version's as the owner: rowferry generate tracking ");
        Ran.of("status", "--config", ferry.exporterYaml(), "--history")
                .assertRefused(ExitCode.SOURCE, "the history of runs cannot be read: ", "rowferry generate tracking");
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--apply")
                .assertOk();
        assertThat(ferry.export().assertOk().err()).doesNotContain("history");
        assertThat(ends(ofSource())).first().isEqualTo("export reporting ended 0");

        ferry.source().execute("alter table rowferry.run_history drop column log_bytes");
        ferry.export().assertOk().assertSays("the tracking in schema rowferry was made by an older Rowferry");
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--apply")
                .assertOk();
        assertThat(ferry.export().assertOk().err()).doesNotContain("history");
        assertThat(ferry.source().value("select log_bytes > 0 from rowferry.run_history order by began desc limit 1"))
                .isEqualTo("t");

        ferry.ship();
        TestDatabase importer = ferry.target().as("history_importer");
        ferry.target()
                .execute("grant usage on schema shop, rowferry to history_importer;"
                        + " grant select, insert, update, delete on all tables in schema shop, rowferry to history_importer;"
                        + " revoke all on rowferry.run_history from history_importer");
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace(ferry.target().url(), importer.url()));
        Ran unrecorded = ferry.importAll().assertOk();
        unrecorded.assertSays("the history of runs was not written, and all else of the run is done: ");
        unrecorded.assertSays("grant select, insert, delete on rowferry.run_history to history_importer;");
        assertThat(Ran.of("check", "--config", ferry.importerYaml()).assertOk().out())
                .contains("WARN  rights")
                .contains("permission denied for table run_history");
        ferry.assertEqual();
    }

    /** A session costs the server more than all that is recorded. */
    @Test
    void run_isRecordedInTheSessionThatClaimedTheJob() {
        for (TestDatabase side : List.of(ferry.source(), ferry.target())) {
            side.execute("alter table rowferry.run_history add column process integer default pg_backend_pid()");
        }
        ferry.export().assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        for (TestDatabase side : List.of(ferry.source(), ferry.target())) {
            assertThat(side.value("select bool_and(h.process = r.pid) from rowferry.run_history as h"
                            + " join rowferry.run_lock as r on r.job = h.job"))
                    .isEqualTo("t");
        }
    }

    @Test
    void runsOfMoreThanAYearAgo_areForgotten() {
        ferry.source()
                .execute("insert into rowferry.run_history (job, began, run_id, ended, exit_code) select"
                        + " 'export of target reporting', now() - age, gen_random_uuid(), now() - age, 0"
                        + " from unnest(array[interval '367 days', interval '364 days']) as age");
        ferry.export().assertOk();
        assertThat(ofSource()).hasSize(2);
    }

    /** Whoever does not ask for them is told of none. */
    @Test
    void timings_showWhereTheTimeOfARunWent() {
        assertThat(Ran.of("export", "--config", ferry.exporterYaml(), "--timings")
                        .assertOk()
                        .out())
                .containsPattern("(?s)  timings: \\d+\\.\\d{3} s\n    \\d+\\.\\d{3} s until locked\n.*"
                        + " s until wrote a table\n.* s until published\n.* s until tracked\n.* s until ended");
        ferry.ship();
        assertThat(Ran.of("import", "--config", ferry.importerYaml(), "--timings", "--dry-run")
                        .assertOk()
                        .out())
                .containsPattern("(?s)  timings: .* s until verified\\n.* s until rows written\\n.* s until ended");
        assertThat(ferry.importAll().assertOk().out()).doesNotContain("timings");
    }
}
