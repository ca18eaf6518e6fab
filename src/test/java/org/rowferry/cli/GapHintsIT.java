package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A hint on a gap names all that is needed to be whole again, so that it need not be followed twice. */
class GapHintsIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void exportOnce() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.export().assertOk();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void lostFirstFile_isMadeGoodByTheOneCommandOfTheHint() {
        lose(1);
        change("one");
        ferry.ship();
        Ran ran = ferry.importAll().assertRefused(ExitCode.GAP, "nothing of it was applied here before");
        assertThat(ran.err())
                .contains("rowferry export ", " --target reporting --full ")
                .contains("'shop.customers'", "'shop.notes'", "'shop.\"Order-Lines\"'");
        ferry.export("--target", "reporting", "--full", "shop.customers", "shop.notes", "shop.\"Order-Lines\"")
                .assertOk();
        arrives();
    }

    @Test
    void tablesThatStandAtDifferentPositions_areMadeGoodFromTheOneThatIsFarthestBehind() {
        ferry.ship();
        ferry.importAll().assertOk();
        change("two");
        lose(2);
        ferry.target().execute("delete from rowferry.import_tracking where table_name = 'notes'");
        change("three");
        ferry.ship();
        assertThat(ferry.importAll()
                        .assertRefused(ExitCode.GAP, "nothing of it was applied here before")
                        .err())
                .contains("--target reporting --since 1 --full 'shop.notes'\n");
        ferry.export("--target", "reporting", "--since", "1", "--full", "shop.notes")
                .assertOk();
        arrives();
    }

    /** The bundle that is refused for one table would have brought the others on, so the next one begins before it. */
    @Test
    void tableWithoutATracking_isMadeGoodTogetherWithThoseThatItHeldBack() {
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.target().execute("delete from rowferry.import_tracking where table_name = 'notes'");
        change("two");
        ferry.ship();
        assertThat(ferry.importAll()
                        .assertRefused(ExitCode.GAP, "nothing of it was applied here before")
                        .err())
                .contains("--target reporting --since 1 --full 'shop.notes'\n");
        ferry.export("--target", "reporting", "--since", "1", "--full", "shop.notes")
                .assertOk();
        arrives();
    }

    @Test
    void changesOfANewIncarnation_areMadeGoodForAllTablesAtOnce() {
        ferry.ship();
        ferry.importAll().assertOk();
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--renew-incarnation", "--apply")
                .assertOk();
        change("two");
        lose(2);
        change("three");
        ferry.ship();
        String[] accepting = {"--accept-incarnation", ferry.incarnation()};
        assertThat(ferry.importAll(accepting)
                        .assertRefused(ExitCode.GAP, "begun a new incarnation since bundle 1", "of no use for")
                        .err())
                .contains("--target reporting --full ")
                .contains("'shop.customers'", "'shop.notes'", "'shop.\"Order-Lines\"'");
        ferry.export("--target", "reporting", "--full").assertOk();
        arrives(accepting);
    }

    private void lose(int number) {
        try {
            Files.delete(ferry.outbox().resolve("reporting-000000000" + number + ".tar.zst"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void arrives(String... options) {
        ferry.ship();
        ferry.importAll(options).assertOk();
        ferry.assertEqual();
    }

    private void change(String to) {
        ferry.source()
                .execute("update shop.notes set body = '" + to + "'; update shop.customers set name = '" + to + "';"
                        + " update shop.\"Order-Lines\" set price = price + 1");
        ferry.export().assertOk();
    }
}
