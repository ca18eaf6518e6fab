package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.watch.Exposition;

/** Commands of the operator are told how the jobs of both sides ended, and undo nothing. */
class NotificationsIT {
    @TempDir
    private Path folder;

    private JsonNode told(String file) throws IOException {
        JsonNode told = new ObjectMapper().readTree(folder.resolve(file).toFile());
        Files.delete(folder.resolve(file));
        return told;
    }

    private String yaml(String text) {
        return text.replace("DIR", folder.toString());
    }

    /** The rows are sent, so the metrics keep the success; but the job did not end as it should. */
    @Test
    void signalWhileACommandRuns_killsItWithItsChildren_andNoOtherOneStarts() throws IOException {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s") + yaml("""
                            metrics: DIR/rowferry.prom
                            on-success: ['sleep 300 & echo $$ $! > DIR/part && mv DIR/part DIR/pids; wait', touch DIR/second]
                            """));
            ChildProcess child = ChildProcess.start(ferry.exporting("--json"));
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("pids")));
            child.signal("TERM");
            long sent = System.nanoTime();
            assertThat(child.await()).as("%s", child.err()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(10));
            assertThat(child.err())
                    .contains("on-success: sleep was killed, since the job was interrupted")
                    .contains("interrupted when its work was done");
            for (String pid : Files.readString(folder.resolve("pids")).strip().split(" ", -1)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> ProcessHandle.of(Long.parseLong(pid))
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
            }
            assertThat(folder.resolve("second")).doesNotExist();

            JsonNode told = new ObjectMapper().readTree(child.out());
            assertThat(told.at("/exitCode").asInt()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(told.at("/parts/0/exitCode").asInt(-1)).isZero();
            String labels = "{config=" + ferry.exporterYaml() + ", command=export";
            assertThat(Exposition.read(Files.readString(folder.resolve("rowferry.prom"))))
                    .containsEntry("rowferry_run_exit_code" + labels + "}", 10.0)
                    .containsEntry("rowferry_exit_code" + labels + ", name=reporting}", 0.0)
                    .containsKey("rowferry_success_timestamp_seconds" + labels + ", name=reporting}");
            assertThat(Bundles.in(ferry.outbox())).hasSize(1);
        }
    }

    @Test
    void commandsOfBothSides_areToldHowTheJobsEnded_andUndoNothing() throws IOException {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            Path metrics = folder.resolve("rowferry.prom");
            ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s") + yaml("""
                            metrics: DIR/rowferry.prom
                            on-success: [{ run: 'cat > DIR/success; echo no mail >&2; exit 1', required: true }]
                            on-change: ['cat > DIR/change']
                            """));
            ShopPipeline.write(
                    ferry.importerYaml(),
                    ferry.importer()
                            + yaml("on-failure: ['cat > DIR/failure; exit 1']\non-change: ['cat > DIR/change']\n"));

            Ran export = ferry.export("--json");
            PromisedJson.assertKept("export", export.out());
            assertThat(new ObjectMapper().readTree(export.out()).at("/failure").asText())
                    .isEqualTo("on-success: cat ended with exit code 1: no mail");
            export.assertRefused(ExitCode.CONFIGURATION, "on-success: cat ended with exit code 1: no mail");
            assertThat(told("success").at("/exitCode").asInt(-1)).isZero();
            JsonNode customers = told("change").at("/parts/0/tables/0");
            assertThat(customers.at("/table").asText()).isEqualTo("shop.customers");
            assertThat(customers.at("/rows").asLong()).isEqualTo(60);
            assertThat(customers.at("/bytes").asLong()).isGreaterThan(60);
            assertThat(customers.at("/seconds").asDouble(-1)).isBetween(0.0, 60.0);
            assertThat(Exposition.read(Files.readString(metrics)))
                    .containsEntry("rowferry_run_exit_code{config=" + ferry.exporterYaml() + ", command=export}", 3.0);
            // The bundle is out, and the tracking knows it.
            assertThat(ferry.export().out()).contains("nothing changed, no bundle written");
            assertThat(folder.resolve("change")).doesNotExist();

            ferry.ship();
            Ran rehearsal = ferry.importAll("--dry-run", "--json").assertOk();
            PromisedJson.assertKept("import", rehearsal.out());
            assertThat(rehearsal.out()).contains("\"dryRun\" : true").contains("\"outcome\" : \"applied\"");
            assertThat(folder.resolve("change")).doesNotExist();
            ferry.importAll().assertOk();
            assertThat(told("change").at("/parts/0/tables")).hasSize(3);
            assertThat(folder.resolve("failure")).doesNotExist();

            ferry.source().execute("insert into shop.notes values (1000, 'new')");
            ferry.export();
            ferry.ship();
            ferry.target().execute("alter table shop.notes rename to old");
            ferry.importAll()
                    .assertRefused(ExitCode.TARGET, "on-failure: cat ended with exit code 1", "no table shop.notes");
            JsonNode failure = told("failure");
            assertThat(failure.at("/exitCode").asInt()).isEqualTo(5);
            assertThat(failure.at("/parts/0/name").asText()).isEqualTo("shop");
            assertThat(failure.at("/parts/0/refused").asInt()).isEqualTo(1);
            assertThat(failure.at("/parts/0/failure").asText()).contains("the target has no table shop.notes");
            PromisedJson.assertKept(
                    "status-source",
                    Ran.of("status", "--config", ferry.exporterYaml(), "--json").out());
            PromisedJson.assertKept(
                    "status-inbox",
                    Ran.of("status", "--config", ferry.importerYaml(), "--json").out());
            ferry.target().execute("alter table shop.old rename to notes");
            ferry.importAll().assertOk();
            ferry.assertEqual();
        }
    }
}
