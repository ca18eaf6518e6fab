package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
