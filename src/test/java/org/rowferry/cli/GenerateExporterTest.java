package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a table, the command takes those of the configuration; no database is asked where there are none. */
class GenerateExporterTest {
    private static final String SOURCE = "postgresql://shop_owner@localhost:1/shop";

    @Test
    void noTableAndNoConfiguration_isRefused() {
        Ran.of("generate", "exporter", "--source", SOURCE, "--apply")
                .assertRefused(ExitCode.USAGE, "no table is named", "--config");
    }

    @Test
    void configurationOfWhichTriggersCaptureNoTable_isRefused(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("exporter.yaml");
        Files.writeString(
                config,
                "source: " + SOURCE + "\ntargets:\n  reporting:\n    outbox: " + folder
                        + "\n    tables: [{ table: public.prices, key: [sku], capture: snapshot }]\n");
        Ran.of("generate", "exporter", "--config", config.toString())
                .assertRefused(ExitCode.CONFIGURATION, "triggers capture no table", config.toString());
    }
}
