package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** Several sessions read at once what one would read one after the other: the same snapshot, or nothing. */
final class ParallelExportIT {
    @TempDir
    private Path folder = Path.of(".");

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void fullsAndChanges_areEqual() {
        ferry.exportAndImport("--jobs", "3");
        ferry.assertEqual();
        new Changes(ferry.source(), new Random(7)).everywhere();
        ferry.exportAndImport("--jobs", "2");
        ferry.assertEqual();
    }

    @Test
    void tablesThatChangeTogether_arriveTogether() throws SQLException {
        ferry.exportAndImport();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(done));
        try {
            for (int i = 0; i < 8; i++) {
                ferry.exportAndImport(
                        i % 2 == 0 ? new String[] {"--jobs", "3"} : new String[] {"--jobs", "3", "--full"});
                assertThat(
                                ferry.target()
                                        .value(
                                                "select (select sum(price) from shop.\"Order-Lines\") - (select sum(length(body)) from shop.notes)"))
                        .as("what every transaction leaves as it was")
                        .isEqualTo(balance());
            }
        } finally {
            done.set(true);
            writer.join();
        }
        ferry.exportAndImport("--jobs", "3");
        ferry.assertEqual();
    }

    private String balance() {
        return ferry.source()
                .value(
                        "select (select sum(price) from shop.\"Order-Lines\") - (select sum(length(body)) from shop.notes)");
    }

    /** Each transaction adds as much to one table as to another. */
    private void write(AtomicBoolean done) {
        try (Connection connection = ferry.source().connect();
                Statement statement = connection.createStatement()) {
            for (int i = 1; !done.get(); i++) {
                statement.execute("begin; update shop.\"Order-Lines\" set price = price + 1 where \"group\" = " + i % 17
                        + " and line = (select min(line) from shop.\"Order-Lines\" where \"group\" = " + i % 17
                        + "); update shop.notes set body = body || 'x' where id = " + (1 + i % 80) + "; commit");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneReaderThatFails_leavesNoBundleAndNoSession() {
        ferry.exportAndImport();
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s")
                        .replace("'shop.notes'", "{table: shop.notes, transform: {body: \"(1 / (id - id))::text\"}}"));
        ferry.export("--jobs", "3").assertRefused(ExitCode.SOURCE, "division by zero");
        assertThat(Bundles.in(ferry.outbox())).hasSize(1);
        // A session's process ends a moment after its connection.
        await().untilAsserted(() -> assertThat(
                        ferry.source()
                                .value(
                                        "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'rowferry export%'"))
                .isEqualTo("0"));
    }

    @Test
    void jobsThatCannotBe_areRefused() {
        ferry.export("--jobs", "0").assertRefused(ExitCode.USAGE, "--jobs is 0, not 1 to 64");
    }
}
