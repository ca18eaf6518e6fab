package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A script that --apply runs is done whole or not at all, whenever it is killed, and may be run again. */
final class GenerateCrashIT {
    private static final long SEED = Long.getLong("rowferry.seed", 13);
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What scripts make, by name: identities that are drawn anew in every run are left out. */
    private static final String OBJECTS = """
            select string_agg(object, '; ' order by object) from (
                select concat(c.relkind, ' ', n.nspname, '.', c.relname) as object
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('rowferry', 'shop')
                union all select concat('trigger ', tgname, tgrelid::regclass, tgenabled)
                from pg_trigger where not tgisinternal
                union all select concat('function ', p.proname, ' ', md5(p.prosrc), p.proacl, p.proowner::regrole)
                from pg_proc p where pronamespace = to_regnamespace('rowferry')) o
            """;

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.exportAndImport();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private String[] onSource(String verb, String... options) {
        return ShopPipeline.command("generate " + verb, concat(options, "--config", ferry.exporterYaml(), "--apply"));
    }

    private String[] onTarget() {
        return onSource("importer", "--config", ferry.importerYaml());
    }

    private static String[] concat(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    private static String objects(TestDatabase database) {
        return String.valueOf(database.query(OBJECTS).get(0).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exporter", "reset"})
    void scriptThatIsKilledWhileItWaits_leavesNothing(String verb) throws SQLException {
        if (verb.equals("exporter")) {
            Ran.of(onSource("reset")).assertOk();
        }
        String before = objects(ferry.source());
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute(
                    "begin; lock table shop.notes in access share mode; lock table shop.notes in row exclusive mode");
            ChildProcess child = ChildProcess.start(onSource(verb));
            await().atMost(SOON).until(() -> sessions("wait_event_type = 'Lock'") > 0);
            child.kill();
        }
        await().atMost(SOON).until(() -> sessions("true") == 0);
        assertThat(objects(ferry.source())).isEqualTo(before);
        Ran.of(onSource(verb)).assertOk();
        assertThat(objects(ferry.source())).isNotEqualTo(before);
        assertCaptureWorksAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void scriptThatIsInterruptedWhileItWaits_leavesNothing(String signal) throws SQLException {
        String before = objects(ferry.source());
        try (Connection other = ferry.source().connect();
                Statement lock = other.createStatement()) {
            lock.execute("begin; lock table shop.notes in row exclusive mode");
            ChildProcess child = ChildProcess.start(onSource("reset"));
            await().atMost(SOON).until(() -> sessions("wait_event_type = 'Lock'") > 0);
            child.signal(signal);
            assertThat(child.await()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(sessions("wait_event_type = 'Lock'")).isZero();
        }
        assertThat(objects(ferry.source())).isEqualTo(before);
    }

    private long sessions(String when) {
        return Long.parseLong(ferry.source()
                .value("select count(*) from pg_stat_activity where application_name like"
                        + " 'rowferry%' and datname = current_database() and " + when));
    }

    /** Kills at random moments; each finds all that the script makes, or nothing of it. */
    @Test
    void scripts_killedAtRandomMoments_areDoneWholeOrNotAtAll() {
        Random random = new Random(SEED);
        Set<String> seen = new HashSet<>();
        int kills = Cases.all() ? 8 : 5;
        for (int i = 0; i < kills; i++) {
            Ran.of(onSource("reset")).assertOk();
            ferry.target().execute("drop schema shop cascade; drop schema rowferry cascade");
            seen.add(objects(ferry.source()) + " | " + objects(ferry.target()));
            killAfter(random, onSource("exporter"));
            killAfter(random, onTarget());
            await().atMost(SOON).until(() -> sessions("true") == 0);
            seen.add(objects(ferry.source()) + " | " + objects(ferry.target()));
            Ran.of(onSource("exporter")).assertOk();
            Ran.of(onTarget()).assertOk();
            seen.add(objects(ferry.source()) + " | " + objects(ferry.target()));
        }
        assertThat(seen).as("states: none, source alone, target alone, both").hasSizeLessThanOrEqualTo(4);
        assertCaptureWorksAgain();
    }

    private static void killAfter(Random random, String... command) {
        ChildProcess child = ChildProcess.start(command);
        try {
            Thread.sleep(random.nextInt(300, 1200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        child.kill();
        child.await();
    }

    private void assertCaptureWorksAgain() {
        Ran.of(onSource("exporter")).assertOk();
        ferry.source().execute("update shop.customers set name = 'again' where id = 1");
        ferry.exportAndImport();
        ferry.assertEqual();
    }
}
