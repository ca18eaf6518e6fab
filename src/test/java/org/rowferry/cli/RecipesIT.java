package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Recipes of the runbook whose outcome is more than that their commands end well. */
final class RecipesIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void firstNight() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.exportAndImport();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    /** Returns the files of a folder and below, with their bytes and times. */
    private static Map<Path, String> files(Path folder) {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                files.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
            return files;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCloneWithTheConfigurationOfItsOrigin_leavesTheOutboxOfProductionAlone() throws IOException {
        try (TestDatabase clone = ferry.source().copy("ferry_clone")) {
            String yaml = folder.resolve("clone.yaml").toString();
            ShopPipeline.write(yaml, ferry.exporter("0s").replace(ferry.source().name(), clone.name()));
            clone.execute("update shop.notes set body = 'of the clone'");
            Map<Path, String> before = files(ferry.outbox());

            Ran.of("export", "--config", yaml).assertRefused(ExitCode.SOURCE, "not the one that exported before");
            Ran.of("export", "--config", yaml, "--full")
                    .assertRefused(ExitCode.SOURCE, "not the one that exported before");
            Ran.of("status", "--config", yaml);
            clone.execute("drop schema rowferry cascade");
            clone.execute("update shop.notes set body = 'written without capture'");
            Ran.of("export", "--config", yaml).assertRefused(ExitCode.SOURCE, "schema rowferry");
            assertThat(files(ferry.outbox())).isEqualTo(before);

            ShopPipeline.write(
                    yaml,
                    ferry.exporter("0s")
                            .replace(ferry.source().name(), clone.name())
                            .replace(
                                    ferry.outbox().toString(),
                                    Files.createDirectory(folder.resolve("of the clone"))
                                            .toString()));
            Ran.of("generate", "tracking", "--config", yaml, "--apply").assertOk();
            Ran.of(ShopPipeline.command("generate exporter", "--config", yaml, "--apply"))
                    .assertOk();
            Ran.of("export", "--config", yaml).assertOk();
            assertThat(files(ferry.outbox())).isEqualTo(before);
        }
        ferry.source().execute("delete from shop.notes where id < 9");
        ferry.exportAndImport();
        ferry.assertEqual();
    }

    @Test
    void aTableThatIsRenamedWhileFilesWait_isEqualByOneBundleThatReachesOverThem() throws IOException {
        ferry.source().execute("update shop.notes set body = 'waits' where id = 7");
        ferry.export().assertOk();
        ferry.source().execute("alter table shop.notes rename to \"No'tes\"; delete from shop.\"No'tes\" where id = 9");
        ferry.target().execute("alter table shop.notes rename to \"No'tes\"");
        for (String file : new String[] {ferry.exporterYaml(), ferry.importerYaml()}) {
            ShopPipeline.write(file, Files.readString(Path.of(file)).replace("'shop.notes'", "'shop.\"No''tes\"'"));
        }
        ferry.export("--since", "1").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();

        assertThat(ferry.target().query("table shop.\"No'tes\" order by id"))
                .isEqualTo(ferry.source().query("table shop.\"No'tes\" order by id"));
        assertThat(Ran.of("status", "--config", ferry.importerYaml()).assertOk().out())
                .doesNotContain("waiting:", "TROUBLE");
        ferry.source().execute("insert into shop.\"No'tes\" values (1000, 'after')");
        ferry.exportAndImport();
        assertThat(ferry.target().value("select count(*) from shop.\"No'tes\" where id = 1000"))
                .isEqualTo("1");
    }
}
