package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Others work while a script runs: they lose nothing by it, and it takes nothing of theirs. */
class ScriptRacesIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestDatabase database = Servers.oldest().newDatabase("script_races");

    @AfterEach
    void close() {
        database.close();
    }

    /** An older version's shadow tables lack a trigger; a transaction that writes both tables has the second one first. */
    @Test
    void upgradeOfShadowTables_neverEndsATransactionOfTheApplication() throws SQLException {
        database.execute("create table public.a (id int primary key); create table public.b (id int primary key)");
        assertOk(generate("tracking"));
        assertOk(generate("exporter public.a public.b"));
        database.execute("drop trigger rowferry_no_child on rowferry.\"public.a\";"
                + " drop trigger rowferry_no_child on rowferry.\"public.b\"");

        CompletableFuture<Operator.Answer> upgrade;
        try (Connection application = database.connect();
                Statement statement = application.createStatement()) {
            statement.execute("set deadlock_timeout = '100ms'; begin; insert into public.b values (1)");
            upgrade = CompletableFuture.supplyAsync(() -> generate("tracking"));
            await().atMost(SOON)
                    .until(() -> !database.value("select count(*) from pg_stat_activity where datname ="
                                    + " current_database() and application_name like 'rowferry%' and wait_event in"
                                    + " ('relation', 'PgSleep')")
                            .equals("0"));
            statement.execute("insert into public.a values (1); commit");
        }
        assertOk(upgrade.join());
        assertThat(database.value("select count(*) from pg_trigger where tgname = 'rowferry_no_child'"))
                .isEqualTo("2");
    }

    @Test
    void tableThatAnotherMakesWhileTheScriptRuns_isNotTaken() throws SQLException {
        database.execute("create schema shop; create table shop.orders (id int primary key)");
        String words = "importer shop.orders --target ";
        try (TestDatabase target = Servers.newest().newDatabase("script_races_target")) {
            assertOk(generate(words + target.url()));
            target.as("races_mallory").execute("select 1");
            target.execute("drop table shop.orders; grant usage, create on schema shop to races_mallory");
            CompletableFuture<Operator.Answer> script;
            try (Connection other = target.connect();
                    Statement lock = other.createStatement()) {
                lock.execute("begin; lock table rowferry.import_tracking in share mode");
                script = CompletableFuture.supplyAsync(() -> generate(words + target.url()));
                await().atMost(SOON)
                        .until(() -> !target.value("select count(*) from pg_stat_activity where datname ="
                                        + " current_database() and application_name like 'rowferry%' and wait_event ="
                                        + " 'relation'")
                                .equals("0"));
                target.as("races_mallory").execute("create table shop.orders (id int primary key)");
                lock.execute("rollback");
            }
            Operator.Answer answer = script.join();
            assertThat(answer.code()).as(answer.text()).isNotZero();
            assertThat(answer.text()).contains("the table shop.orders is there, and belongs to races_mallory");
        }
    }

    private Operator.Answer generate(String words) {
        List<String> typed = new ArrayList<>(List.of("generate"));
        typed.addAll(Arrays.asList(words.split(" ")));
        typed.addAll(List.of("--source", database.url(), "--apply"));
        return new Operator(Map.of()).types(typed.toArray(String[]::new));
    }

    private static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }
}
