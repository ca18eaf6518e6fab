package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.watch.Exposition;
import org.rowferry.watch.Promtool;

/** The jobs of both sides write their metrics to one file, however they end. */
class MetricsIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;
    private Path file;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        file = folder.resolve("rowferry.prom");
        String setting = "metrics: " + file + "\n";
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s") + setting);
        ShopPipeline.write(ferry.importerYaml(), ferry.importer() + setting);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private Map<String, Double> values() throws IOException {
        return Exposition.read(Files.readString(file));
    }

    private String ofExport(String metric, String labels) {
        return "rowferry_" + metric + "{config=" + ferry.exporterYaml() + ", command=export" + labels + "}";
    }

    private String ofImport(String metric, String labels) {
        return "rowferry_" + metric + "{config=" + ferry.importerYaml() + ", command=import" + labels + "}";
    }

    @Test
    void jobsOfBothSides_tellWhatTheyMoved_andKeepTheLastSuccessWhenTheyFail() throws IOException {
        ferry.exportAndImport();
        Map<String, Double> first = values();
        assertThat(first)
                .containsEntry(ofExport("bundle_position", ", name=reporting"), 1.0)
                .containsEntry(ofImport("bundle_position", ", name=shop"), 1.0)
                .containsEntry(ofExport("table_rows", ", name=reporting, table=shop.\"Order-Lines\""), 90.0)
                .containsEntry(ofImport("table_inserted_rows", ", name=shop, table=shop.\"Order-Lines\""), 90.0)
                .containsEntry(ofImport("bundles_waiting", ", name=shop"), 0.0)
                .containsEntry(ofImport("run_exit_code", ""), 0.0);
        assertThat(first.get(ofExport("bundle_bytes", ", name=reporting")))
                .isEqualTo((double) Files.size(Bundles.newest(ferry.outbox())));
        assertThat(first.get(ofExport("table_bytes", ", name=reporting, table=shop.notes")))
                .isPositive();
        // Everything that was committed before the export began is in the bundle.
        assertThat(first.get(ofImport("data_timestamp_seconds", ", name=shop")))
                .isBetween(
                        first.get(ofExport("data_timestamp_seconds", ", name=reporting")),
                        first.get(ofExport("run_end_timestamp_seconds", "")));

        ferry.source().execute("insert into shop.notes values (1000, 'new'), (1001, 'new')");
        ferry.export().assertOk();
        ferry.ship();
        ferry.target().execute("alter table shop.notes rename to old");
        ferry.importAll().assertRefused(ExitCode.TARGET, "the target has no table shop.notes");
        assertThat(values())
                .containsEntry(ofExport("table_rows", ", name=reporting, table=shop.notes"), 2.0)
                .containsEntry(ofImport("exit_code", ", name=shop"), 5.0)
                .containsEntry(ofImport("run_exit_code", ""), 5.0)
                .containsEntry(ofImport("bundles_waiting", ", name=shop"), 1.0)
                .containsEntry(ofImport("bundle_position", ", name=shop"), 1.0)
                .containsEntry(
                        ofImport("success_timestamp_seconds", ", name=shop"),
                        first.get(ofImport("success_timestamp_seconds", ", name=shop")));
        Ran.of("status", "--config", ferry.importerYaml()).assertOk();
        assertThat(values())
                .containsEntry(ofImport("table_trouble", ", name=shop, table=shop.customers"), 0.0)
                .containsEntry(ofImport("table_differs", ", name=shop, table=shop.customers"), 0.0)
                .containsEntry(
                        ofImport("table_data_timestamp_seconds", ", name=shop, table=shop.notes"),
                        first.get(ofImport("data_timestamp_seconds", ", name=shop")));
        Ran.of("status", "--config", ferry.exporterYaml()).assertOk();
        assertThat(values())
                .containsEntry(ofExport("table_waiting_changes", ", name=reporting, table=shop.notes"), 0.0);
        Promtool.assertAccepts(Files.readString(file), "check", "metrics");
    }

    @Test
    void exportThatIsKilled_hasAStartAndNoEnd_andTheNextHasBoth() throws IOException {
        assertThat(ChildProcess.isKilledAt("renamed#1", ferry.exporting())).isTrue();
        assertThat(values()).containsOnlyKeys(ofExport("run_start_timestamp_seconds", ""));
        ferry.export().assertOk();
        Map<String, Double> values = values();
        assertThat(values.get(ofExport("run_end_timestamp_seconds", "")))
                .isGreaterThan(values.get(ofExport("run_start_timestamp_seconds", "")));
    }

    @Test
    void runWithoutAServer_orWithoutAConfiguration_isToldToo() throws IOException {
        ShopPipeline.write(
                ferry.exporterYaml(),
                Files.readString(Path.of(ferry.exporterYaml())).replaceAll("5432|:\\d+/", ":1/"));
        ferry.export().assertRefused(ExitCode.SOURCE, "cannot connect to");
        assertThat(values())
                .containsEntry(ofExport("run_exit_code", ""), 4.0)
                .containsEntry(ofExport("exit_code", ", name=reporting"), 4.0);
        ShopPipeline.write(ferry.exporterYaml(), "targets: none");
        ferry.export("--metrics", file.toString()).assertRefused(ExitCode.CONFIGURATION, "has ");
        assertThat(values()).containsEntry(ofExport("run_exit_code", ""), 3.0);
    }

    @Test
    void folderThatIsMissing_isToldBeforeTheExport_andByCheck() {
        ferry.export("--metrics", folder + "/none/rowferry.prom")
                .assertRefused(ExitCode.CONFIGURATION, "none of the metrics does not exist");
        ferry.export("--metrics", folder + "/rowferry.txt").assertRefused(ExitCode.USAGE, "does not end with .prom");
        assertThat(Bundles.in(ferry.outbox())).isEmpty();
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s") + "metrics: " + folder + "/none/rowferry.prom\n");
        Ran check = Ran.of("check", "--offline", "--config", ferry.exporterYaml());
        assertThat(check.out()).contains("FAIL  metrics").contains("HINT: ");
        assertThat(check.code()).isEqualTo(ExitCode.CONFIGURATION.number());
    }

    @Test
    void dryRun_isNotTold() {
        ferry.importAll("--dry-run").assertOk();
        assertThat(file).doesNotExist();
    }
}
