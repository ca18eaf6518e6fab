package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Somebody else makes an object under a name that a script makes, before it runs or while it does: it is not used. */
@TakesTurns
@ParameterizedClass
@EnumSource
class SquattedNamesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String WAITS = "pg_advisory_lock(4711); ";

    @TempDir
    private Path folder;

    private final Server server;

    /** Which server has the script run. */
    enum On {
        OLDEST,
        NEWEST
    }

    SquattedNamesIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    /** Between the look at a name's owner and the use of the name there is time for another role to take it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "target | drop server north cascade | (?<=must_be_own\\('server', 'north'\\);)"
                        + " | create server north foreign data wrapper postgres_fdw options (host 'evil') | server north",
                "target | drop foreign table north.link_columns | (?=if to_regclass\\(format\\('%I.link_columns')"
                        + " | create view north.link_columns as select 'x'::text as is_generated | table north.link_columns",
                "target | drop foreign table north.link_pg_namespace | (?=if to_regclass\\(called\\) is null)"
                        + " | create view north.link_pg_namespace as select 1 as oid | table north.link_pg_namespace",
                "mirror | drop materialized view public.totals"
                        + " | (?<=must_be_own\\('table', 'public.totals', 'sync_importer'\\);)"
                        + " | create materialized view public.totals as VIEW with no data | table public.totals",
            })
    void nameThatAnotherTakesWhileTheScriptRuns_isRefused(
            String script, String drop, String place, String squat, String named) throws SQLException {
        try (SyncStage stage = new SyncStage(server, folder)) {
            TestDatabase source = stage.captured(server, """
                    create table public.orders (id int primary key, note text);
                    create table public.totals (id int primary key, total int)""", "public.orders", "public.totals");
            stage.configure(
                    stage.link("north", source, "- public.orders\n", "- { table: public.totals, mirror: view }\n"));
            stage.makeForeignTables();
            stage.types("generate", "fdw", "mirror", "--config", stage.yaml(), "--apply")
                    .assertOk();
            TestDatabase mallory = stage.target().as("sq_mallory");
            stage.target()
                    .execute("grant usage on foreign data wrapper postgres_fdw to sq_mallory;"
                            + " grant usage, create on schema north, public to sq_mallory");
            String view = stage.target().value("select rtrim(pg_get_viewdef('public.totals'::regclass), ';')");
            String printed = stage.types("generate", "fdw", script, "--config", stage.yaml())
                    .assertOk()
                    .out();
            stage.target().execute(drop);

            Throwable refused =
                    whileItWaits(stage.target(), printed, place, () -> mallory.execute(squat.replace("VIEW", view)));

            assertThat(refused).hasMessageContaining("the " + named + " is there, and belongs to sq_mallory");
        }
    }

    /** Runs a printed script as a superuser, has something done at a place of it, and returns what the server said. */
    private static Throwable whileItWaits(TestDatabase database, String printed, String place, Runnable meanwhile)
            throws SQLException {
        String sql = printed.lines()
                .filter(line -> !line.startsWith("\\") && !line.endsWith("\\gset"))
                .collect(Collectors.joining("\n"));
        boolean inBlock = place.startsWith("(?=");
        String verb = inBlock ? " perform " : " select ";
        // A lock that is taken on a table not used so far has the session hear of what others did.
        String waiting = Pattern.compile(place)
                .matcher(sql)
                .replaceFirst(verb + WAITS + verb + "1 from pg_catalog.pg_conversion; ");
        assertThat(waiting).as("place in the script").isNotEqualTo(sql);
        try (Connection other = database.connect();
                Statement lock = other.createStatement()) {
            lock.execute("select " + WAITS);
            CompletableFuture<Throwable> script =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> run(database, waiting)));
            await().atMost(SOON)
                    .until(() -> script.isDone()
                            || !database.value("select count(*) from pg_stat_activity where datname ="
                                            + " current_database() and wait_event = 'advisory'")
                                    .equals("0"));
            meanwhile.run();
            lock.execute("select pg_advisory_unlock(4711)");
            return script.join();
        }
    }

    private static void run(TestDatabase database, String script) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(script);
        }
    }

    /** Each kind of object that a script for a target makes, or uses where it is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create type shop.pt as (x int, y text)",
                "create type shop.span as range (subtype = int)",
                "create collation shop.own (locale = 'C')",
                "create domain shop.small as int",
                "create type shop.mood as enum ('calm')",
                "create materialized view shop.orders as select 1 as id",
                "create sequence shop.orders",
                "create extension hstore schema public",
            })
    void whatAnotherMadeOnTheTarget_isRefusedToEverybody(String squatted) {
        try (TestDatabase source = server.newDatabase("squat_source")) {
            source.execute("""
                    create schema shop;
                    create extension hstore schema public;
                    create type shop.pt as (x int, y text);
                    create type shop.span as range (subtype = int);
                    create collation shop.own (locale = 'C');
                    create domain shop.small as int;
                    create type shop.mood as enum ('calm');
                    create table shop.orders (
                        id int primary key, p shop.pt, s shop.span, o text collate shop.own, n shop.small, m shop.mood,
                        h hstore)""");
            for (boolean superuser : new boolean[] {false, true}) {
                try (TestDatabase target = server.newDatabase("squat_target")) {
                    TestDatabase installer = target.as("sq_owner");
                    TestDatabase mallory = target.as("sq_mallory");
                    target.execute("grant create on database " + target.name() + " to sq_owner, sq_mallory;"
                            + " grant create on schema public to sq_mallory;"
                            + " create schema shop; grant usage, create on schema shop to sq_owner, sq_mallory");
                    mallory.execute(squatted);

                    Operator.Answer answer = types("generate importer shop.orders --source " + source.url()
                            + " --apply --target " + (superuser ? target : installer).url());

                    assertThat(answer.code()).as(answer.text()).isNotZero();
                    assertThat(answer.text())
                            .contains("belongs to sq_mallory, not to " + (superuser ? "postgres" : "sq_owner"));
                    assertThat(target.value("select to_regnamespace('rowferry') is null"))
                            .as("nothing is left behind")
                            .isEqualTo("t");
                }
            }
        }
    }

    /** Somebody was let into Rowferry's schema by mistake. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create sequence rowferry.layout_seq",
                "create function rowferry.purge(text) returns text language sql as 'select $1'",
                "create aggregate rowferry.purge(int) (sfunc = int4pl, stype = int)",
                "create procedure rowferry.as_owner(text) language sql as 'select 1'",
                "create type rowferry.pt as (x int)",
                "create type rowferry.span as range (subtype = int)",
                "create materialized view rowferry.seen as select 1 as x",
                "create foreign table rowferry.far (x int) server squat_server",
            })
    void whatAnotherMadeInRowferrysSchema_isNamedByEachScript(String squatted) {
        try (TestDatabase database = server.newDatabase("squat_schema")) {
            TestDatabase owner = database.as("sq_owner");
            TestDatabase mallory = database.as("sq_mallory");
            database.as("sq_reader").execute("select 1");
            database.execute(
                    "create extension postgres_fdw; create server squat_server foreign data wrapper postgres_fdw;"
                            + " grant usage on foreign server squat_server to sq_mallory;"
                            + " grant create on database " + database.name() + " to sq_owner");
            owner.execute("create schema shop; create table shop.orders (id int primary key)");
            String source = " --source " + owner.url() + " --apply";
            assertOk(types("generate tracking" + source));
            owner.execute("grant usage, create on schema rowferry to sq_mallory");
            mallory.execute(squatted);

            for (String script :
                    List.of("tracking", "exporter shop.orders", "fdw source shop.orders --role sq_reader")) {
                Operator.Answer answer = types("generate " + script + source);
                assertThat(answer.code()).as(answer.text()).isNotZero();
                assertThat(answer.text()).contains("sq_mallory", "rowferry");
            }
        }
    }

    /** Names that scripts and jobs call without their schema are PostgreSQL's own, whatever else there is. */
    @Test
    void functionsAndOperatorsOfAnother_areNotCalledForThoseOfTheServer() {
        try (TestDatabase source = server.newDatabase("squat_path");
                TestDatabase target = server.newDatabase("squat_path_target")) {
            for (TestDatabase database : List.of(source, target)) {
                TestDatabase mallory = database.as("sq_mallory");
                database.execute("grant usage, create on schema public to sq_mallory");
                mallory.execute("""
                        create function public.grab(what text) returns text language plpgsql as $$
                        begin
                            begin
                                execute 'alter role sq_mallory superuser';
                            exception when others then null; end;
                            return what;
                        end $$;
                        create function public.format(text, text) returns text language sql as 'select public.grab($1)';
                        create function public.format(text, text, text) returns text language sql as 'select public.grab($1)';
                        create function public.quote_ident(name) returns text language sql as 'select public.grab($1::text)';
                        create function public.coalesced(name, text) returns boolean language sql as
                            'select public.grab($2) is null';
                        create operator public.= (leftarg = name, rightarg = text, function = public.coalesced);
                        create operator public.<> (leftarg = name, rightarg = text, function = public.coalesced)""");
                database.execute("alter database " + database.name() + " set search_path = public, pg_catalog");
            }
            source.execute("create schema shop; create table shop.orders (id int primary key, note text);"
                    + " insert into shop.orders values (1, 'x')");
            String from = " --source " + source.url();
            assertOk(types("generate tracking --apply" + from));
            assertOk(types("generate exporter shop.orders --apply" + from));
            assertOk(types("generate importer shop.orders --apply" + from + " --target " + target.url()));
            assertOk(types("generate reset shop.orders --apply" + from));
            for (TestDatabase database : List.of(source, target)) {
                assertThat(database.query("select from pg_roles where rolname = 'sq_mallory' and rolsuper"))
                        .isEmpty();
            }
        }
    }

    private static Operator.Answer types(String words) {
        List<String> typed = new ArrayList<>(Arrays.asList(words.split(" ")));
        return new Operator(Map.of()).types(typed.toArray(String[]::new));
    }

    private static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }
}
