package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A table that differs from its source is told, shown, and mended by the commands that are told with it. */
class DifferenceIT {
    @TempDir
    private Path folder;

    @Test
    void difference_endsImportAndVerify_andIsMendedByTheCommandOfTheHint() throws IOException {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder)) {
            ferry.export("--digests").assertOk();
            ferry.ship();
            assertThat(ferry.importAll().assertOk().out()).contains("  proven equal to the source: 3 tables\n");
            assertThat(verify(ferry).assertOk().out())
                    .contains("shop.\"Order-Lines\": equal to the source, as of position 1, ");
            ferry.target().execute("update shop.\"Order-Lines\" set price = 0.01 where price = 1.5");
            String repair = "'shop.\"Order-Lines\":1/0'";
            Ran shown = verify(ferry, "shop.\"Order-Lines\"", "--show", "2", "--output", folder + "/repair.txt")
                    .assertRefused(
                            ExitCode.DIFFERENCE,
                            "shop.\"Order-Lines\" differs from its source in 1 of 1 buckets",
                            "which have 90 rows there, as of bundle 1",
                            "1 row in these buckets was written here since position 1, and not by Rowferry.",
                            " --target reporting --repair " + repair);
            assertThat(shown.out()).contains("shop.\"Order-Lines\": DIFFERS from the source, as of position 1\n  key ");
            assertThat(Files.readAllLines(folder.resolve("repair.txt"))).containsExactly("shop.\"Order-Lines\":1/0");
            ferry.export("--digests", "shop.\"Order-Lines\"").assertOk();
            ferry.ship();
            assertThat(verify(ferry, "shop.customers").assertOk().out())
                    .contains("shop: 1 bundle waits in the inbox; import first to compare with the newest digests\n");
            Ran refused = ferry.importAll().assertRefused(ExitCode.DIFFERENCE, "as of bundle 2", "--repair " + repair);
            assertThat(refused.out()).contains(", DIFFERS in 1 of 1 buckets\n");
            assertThat(status(ferry)).contains(", DIFFERS from the source\n");
            ferry.export("--repair", folder + "/repair.txt").assertOk();
            ferry.ship();
            assertThat(ferry.importAll().assertOk().out())
                    .contains("  shop.\"Order-Lines\": repair of 1 of 1 buckets with ")
                    .contains("repaired: 0 deleted, 1 updated, 0 inserted, equal to the source\n");
            assertThat(status(ferry)).contains(", proven equal as of ").doesNotContain("DIFFERS");
        }
    }

    private static Ran verify(ShopPipeline ferry, String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "verify";
        all[1] = "--config";
        all[2] = ferry.importerYaml();
        System.arraycopy(more, 0, all, 3, more.length);
        return Ran.of(all);
    }

    private static String status(ShopPipeline ferry) {
        return Ran.of("status", "--config", ferry.importerYaml()).assertOk().out();
    }
}
