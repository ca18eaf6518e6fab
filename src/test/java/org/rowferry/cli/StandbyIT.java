package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.Standby;

/** A standby in place of its primary server, on either side. */
final class StandbyIT {
    @TempDir
    private Path folder;

    @Test
    void aStandby_isNamedAsOne_withTheServerThatItFollows() throws Exception {
        Server server = Servers.newest();
        try (ShopPipeline fromIt =
                        ShopPipeline.between(server, Servers.oldest(), Files.createDirectory(folder.resolve("from")));
                ShopPipeline toIt =
                        ShopPipeline.between(Servers.oldest(), server, Files.createDirectory(folder.resolve("to")))) {
            fromIt.exportAndImport();
            toIt.export().assertOk();
            toIt.ship();
            Optional<Standby> made = Standby.of(server, folder);
            assumeTrue(made.isPresent(), "the server's files are out of sight");
            try (Standby standby = made.orElseThrow()) {
                ShopPipeline.write(fromIt.exporterYaml(), named(fromIt.exporter("0s"), server, standby));
                ShopPipeline.write(toIt.importerYaml(), named(toIt.importer(), server, standby));

                assertStandby(
                        fromIt.export().assertRefused(ExitCode.SOURCE, " is a standby, which takes no writes"), server);
                assertStandby(
                        toIt.importAll().assertRefused(ExitCode.TARGET, " is a standby, which takes no writes"),
                        server);
                assertThat(Ran.of("status", "--config", fromIt.exporterYaml()).code())
                        .isNotEqualTo(1);
                assertThat(Ran.of("status", "--config", toIt.importerYaml()).code())
                        .isNotEqualTo(1);
                assertThat(Ran.of("generate", "tracking", "--config", fromIt.exporterYaml(), "--apply")
                                .err())
                        .contains("is a standby");
            }
            fromIt.configure("0s");
            toIt.configure("0s");
            toIt.importAll().assertOk();
            toIt.assertEqual();
            fromIt.exportAndImport();
            fromIt.assertEqual();
        }
    }

    private static String named(String yaml, Server primary, Standby standby) {
        return yaml.replace(":" + primary.port() + "/", ":" + standby.port() + "/");
    }

    private static void assertStandby(Ran ran, Server primary) {
        assertThat(ran.err())
                .contains("Name the primary server under ")
                .contains("it follows " + primary.host() + ":" + primary.port());
    }
}
