package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Two runs never work on one stream at once, and nobody waits for a lock for ever; the message says who holds it. */
final class BusyIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static Ferry ferry;

    @BeforeAll
    static void open() {
        ferry = Ferry.between(Servers.newest(), Servers.oldest(), folder);
        ferry.exportAndImport();
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    private static void awaitWaiting(TestDatabase database) {
        await().atMost(SOON)
                .until(() -> !database.value("select count(*) from pg_stat_activity where application_name like"
                                + " 'rowferry%' and wait_event_type = 'Lock' and datname = current_database()")
                        .equals("0"));
    }

    @Test
    void secondExportOfATarget_saysWhoHoldsIt() throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
        Child first;
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; lock table shop.notes in access exclusive mode");
            Ferry.write(
                    folder + "/patient.yaml", ferry.exporter("0s").replace("lock-timeout: 2s", "lock-timeout: 60s"));
            first = Child.start("export", "--config", folder + "/patient.yaml");
            awaitWaiting(ferry.source());
            Footprint before = Footprint.of(ferry);
            ferry.export()
                    .assertRefused(
                            ExitCode.BUSY,
                            "another export of target reporting is running: process ",
                            "rowferry export reporting",
                            "select pg_terminate_backend(");
            assertThat(Footprint.of(ferry)).isEqualTo(before);
        }
        assertThat(first.await()).isZero();
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @Test
    void secondImportOfAnInbox_saysWhoHoldsIt() throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
        ferry.export().assertOk();
        ferry.ship();
        Child first;
        try (Connection other = ferry.target().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; insert into shop.notes values (-1, 'open')");
            Ferry.write(folder + "/patient.yaml", ferry.importer().replace("lock-timeout: 2s", "lock-timeout: 60s"));
            first = Child.start("import", "--config", folder + "/patient.yaml");
            awaitWaiting(ferry.target());
            Footprint before = Footprint.of(ferry);
            ferry.importAll()
                    .assertRefused(
                            ExitCode.BUSY,
                            "another import of inbox shop is running: process ",
                            "rowferry import shop",
                            "select pg_terminate_backend(");
            assertThat(Footprint.of(ferry)).isEqualTo(before);
            lock.execute("rollback");
        }
        assertThat(first.await()).as(first.err()).isZero();
        ferry.assertEqual();
    }

    @Test
    void tableThatIsLocked_isNotWaitedForForEver() throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
        Footprint before = Footprint.of(ferry);
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("set application_name = 'night job'; begin; lock table shop.notes in access exclusive mode");
            ferry.export()
                    .assertRefused(
                            ExitCode.BUSY,
                            "target reporting: shop.notes is locked by process ",
                            "role postgres",
                            "night job, idle in transaction since",
                            "pg_terminate_backend(");
        }
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        ferry.export().assertOk();
        ferry.ship();
        before = Footprint.of(ferry);
        try (Connection other = ferry.target().connect();
                Statement lock = other.createStatement()) {
            lock.execute("set application_name = 'report'; begin; insert into shop.notes values (-1, 'open')");
            ferry.importAll()
                    .assertRefused(
                            ExitCode.BUSY, "shop.notes is locked by process ", "report, idle in transaction since");
            ferry.importAll("--dry-run").assertRefused(ExitCode.BUSY, "shop.notes is locked by process ");
            lock.execute("rollback");
        }
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @Test
    void scriptThatMeetsALock_saysHowToFindItsHolder() throws SQLException {
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; insert into shop.notes values (-1, 'open')");
            Footprint before = Footprint.of(ferry);
            Ran.of(Ferry.command("generate reset", "--config", ferry.exporterYaml(), "--apply"))
                    .assertRefused(ExitCode.BUSY, "lock timeout", "pg_locks");
            assertThat(Footprint.of(ferry)).isEqualTo(before);
            lock.execute("rollback");
        }
    }
}
