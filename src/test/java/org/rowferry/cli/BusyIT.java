package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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

    private static ShopPipeline ferry;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
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
        ChildProcess first;
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; lock table shop.notes in access exclusive mode");
            ShopPipeline.write(
                    folder + "/patient.yaml", ferry.exporter("0s").replace("lock-timeout: 2s", "lock-timeout: 60s"));
            first = ChildProcess.start("export", "--config", folder + "/patient.yaml");
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
        ChildProcess first;
        try (Connection other = ferry.target().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; insert into shop.notes values (-1, 'open')");
            ShopPipeline.write(
                    folder + "/patient.yaml", ferry.importer().replace("lock-timeout: 2s", "lock-timeout: 60s"));
            first = ChildProcess.start("import", "--config", folder + "/patient.yaml");
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
            Ran.of(ShopPipeline.command("generate reset", "--config", ferry.exporterYaml(), "--apply"))
                    .assertRefused(ExitCode.BUSY, "lock timeout", "pg_locks");
            assertThat(Footprint.of(ferry)).isEqualTo(before);
            lock.execute("rollback");
        }
    }

    @Test
    void strangerWhoLocksAllThatHeMay_keepsNobodyFromRunning() throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'goes on' from shop.notes");
        try (Locks atSource = Locks.ofAStranger(ferry.source());
                Locks atTarget = Locks.ofAStranger(ferry.target())) {
            ferry.export().assertOk();
            atSource.takeAgain();
            ferry.export().assertOk();
            ferry.ship();
            ferry.importAll().assertOk();
            atTarget.takeAgain();
            ferry.importAll().assertOk();
        }
        ferry.assertEqual();
    }

    @Test
    void lockOfARunThatEnded_isFree_thoughItsProcessNumberIsInUse() {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'goes on' from shop.notes");
        ferry.source()
                .execute("insert into rowferry.run_lock select 'export of target reporting', min(pid), 7, now()"
                        + " from pg_stat_activity on conflict (job) do update set pid = excluded.pid");
        ferry.export().assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    /** All advisory locks that a role without any right can think of: those of names, and those that others held. */
    private static final class Locks implements AutoCloseable {
        private static final List<String> JOBS =
                List.of("export of target reporting", "import of inbox shop", "sync of link shop");

        private final TestDatabase database;
        private final Connection connection;

        private Locks(TestDatabase database, Connection connection) {
            this.database = database;
            this.connection = connection;
        }

        static Locks ofAStranger(TestDatabase database) throws SQLException {
            Connection connection = database.as("busy_stranger").connect();
            try (PreparedStatement lock = connection.prepareStatement("select pg_advisory_lock(1380931398,"
                    + " ('x' || substr(encode(sha256(convert_to(?, 'UTF8')), 'hex'), 1, 8))::bit(32)::integer)")) {
                for (String job : JOBS) {
                    lock.setString(1, job);
                    lock.execute();
                }
            }
            return new Locks(database, connection);
        }

        /** Takes the keys that runs before had, which pg_locks showed to everybody. */
        void takeAgain() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                for (String key : database.query("select key::text from rowferry.run_lock").stream()
                        .flatMap(List::stream)
                        .toList()) {
                    statement.execute("select pg_advisory_lock(" + key + ")");
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
