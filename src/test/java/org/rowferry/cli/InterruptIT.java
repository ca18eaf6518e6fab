package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Ctrl-C and SIGTERM end a run soon, on the server too, with a code of their own and nothing half done. */
final class InterruptIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String OURS =
            "from pg_stat_activity where datname = current_database() and application_name like 'rowferry%'";

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

    /** Each signal is sent to an export and to an import, while it waits and while it works. */
    static List<String> interrupt() {
        return Cases.hardest(List.of("TERM", "INT"));
    }

    static List<String> termination() {
        return Cases.hardest(List.of("INT", "TERM"));
    }

    @ParameterizedTest
    @MethodSource("interrupt")
    void exportThatWaitsForALock_endsAtASignal(String signal) throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; lock table shop.notes in access exclusive mode");
            assertInterrupted(ferry.source(), "wait_event_type = 'Lock'", signal, ferry.exporting("--allow-empty"));
        }
        assertNothingHalfDone();
    }

    @ParameterizedTest
    @MethodSource("termination")
    void exportInTheMiddleOfATable_endsAtASignal(String signal) {
        ferry.source()
                .execute(
                        "insert into shop.notes select i, repeat('slow ' || i, 100) from generate_series(1000, 100000) i"
                                + " on conflict do nothing");
        assertInterrupted(ferry.source(), "state = 'active' and query like 'copy%'", signal, ferry.exporting("--full"));
        ferry.source().execute("delete from shop.notes where id >= 1000");
        assertNothingHalfDone();
    }

    @ParameterizedTest
    @MethodSource("termination")
    void importThatWaitsForALock_endsAtASignal(String signal) throws SQLException {
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
        ferry.export().assertOk();
        ferry.ship();
        Footprint before = Footprint.of(ferry);
        try (Connection other = ferry.target().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; lock table shop.notes in access exclusive mode");
            ChildProcess child =
                    assertInterrupted(ferry.target(), "wait_event_type = 'Lock'", signal, ferry.importing());
            assertThat(child.out()).doesNotContain("refused");
        }
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        assertNothingHalfDone();
    }

    @ParameterizedTest
    @MethodSource("interrupt")
    void importInTheMiddleOfAStatement_endsAtASignal(String signal) {
        ferry.target().execute("""
                create function shop.slow() returns trigger language plpgsql as $$
                    begin perform pg_sleep(0.5); return null; end $$;
                create trigger slow after insert or update or delete on shop.customers
                    for each row execute function shop.slow();
                """);
        ferry.source().execute("update shop.customers set name = name || '.'");
        ferry.export().assertOk();
        ferry.ship();
        Footprint before = Footprint.of(ferry);
        assertInterrupted(ferry.target(), "wait_event = 'PgSleep'", signal, ferry.importing());
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        ferry.target().execute("drop function shop.slow() cascade");
        assertNothingHalfDone();
    }

    private static ChildProcess assertInterrupted(
            TestDatabase database, String when, String signal, String... command) {
        ChildProcess child = ChildProcess.start(command);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> count(database, when) > 0);
        child.signal(signal);
        long sent = System.nanoTime();
        assertThat(child.await()).as("%s", child.err()).isEqualTo(ExitCode.INTERRUPTED.number());
        await().atMost(SOON).until(() -> count(database, "true") == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(SOON);
        assertThat(child.err()).contains("interrupted").doesNotContain("\tat org.rowferry");
        return child;
    }

    private static long count(TestDatabase database, String when) {
        return Long.parseLong(database.value("select count(*) " + OURS + " and " + when));
    }

    private static void assertNothingHalfDone() {
        Bundles.assertWhole(ferry.outbox());
        assertThat(Bundles.list(ferry.outbox())
                        .filter(file -> file.getFileName().toString().startsWith(".")))
                .isEmpty();
        ferry.exportAndImport("--allow-empty");
        ferry.assertEqual();
    }
}
