package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Types that have one name on both sides of a link and two definitions; from the oldest server to the newest, and back. */
class LinkTypesIT {
    private static final Pattern STEP = Pattern.compile("HINT: Run on the target: (.*;)");

    @TempDir
    private Path folder;

    /** A name, the type there, the same name's here, the column's type, a value that would be another one here, and words. */
    static Stream<Arguments> others() {
        return Stream.of(Servers.oldest(), Servers.newest())
                .flatMap(here -> Stream.of(
                                new String[] {
                                    "create domain D as numeric",
                                    "create domain D as numeric(10,1)",
                                    "D",
                                    "1.25",
                                    "the type D is a domain over numeric(10,1) here and a domain over numeric on the source"
                                },
                                new String[] {
                                    "create domain D as numeric",
                                    "create domain D as numeric(10,1)",
                                    "D[]",
                                    "{1.25,NULL}",
                                    "a domain over numeric(10,1) here"
                                },
                                new String[] {
                                    "create type D as (x integer, y integer)",
                                    "create type D as (y integer, x integer)",
                                    "D",
                                    "(1,2)",
                                    "the type D is (y integer, x integer) here and (x integer, y integer) on the source"
                                },
                                new String[] {
                                    "create domain E as numeric; create type D as (a E[], \"b c\" text)",
                                    "create domain E as numeric(10,1); create type D as (a E[], \"b c\" text)",
                                    "D[]",
                                    "{\"({1.25},z)\"}",
                                    "the type E is a domain over numeric(10,1) here"
                                },
                                new String[] {
                                    "create domain E as numeric; create type D as range (subtype = E)",
                                    "create domain E as numeric(10,1); create type D as range (subtype = E)",
                                    "D",
                                    "[1.25,2)",
                                    "the type E is a domain over numeric(10,1) here"
                                },
                                new String[] {
                                    "create type E as enum ('calm', 'it''s'); create type D as range (subtype = E)",
                                    "create type E as enum ('it''s', 'other', 'calm'); create type D as range (subtype = E)",
                                    "D",
                                    "[calm,calm]",
                                    "the type E is an enum of 'it''s', 'other', 'calm' here"
                                })
                        .map(given -> Arguments.of(here, given)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void typeOfTheSameNameThatIsAnotherHere_isRefusedUntilItIsTheSources(Server here, String[] given) {
        for (boolean captured : List.of(true, false)) {
            boolean odd = given[0].hashCode() % 2 != 0;
            if (!Cases.coversPairs(odd, captured, here == Servers.oldest())) {
                continue;
            }
            try (SyncStage stage = new SyncStage(here, folder)) {
                String column = named(given[2]);
                TestDatabase source = source(
                        stage,
                        here,
                        captured,
                        named(given[0]) + "; create table public.things (id integer primary key, v " + column
                                + "); insert into public.things values (1, '" + given[3] + "'), (2, null)");
                stage.importer()
                        .execute(named(given[1]) + "; create table public.things (id integer primary key, v " + column
                                + ")");
                stage.makeForeignTables();
                Ran refused = stage.sync().assertRefused(ExitCode.TARGET, named(given[4]));
                assertThat(stage.target().value("select count(*) from public.things"))
                        .isEqualTo("0");
                follow(stage, refused);
                stage.sync().assertOk();
                assertEqual(stage, source);
            }
        }
    }

    private TestDatabase source(SyncStage stage, Server here, boolean captured, String sql) {
        Server there = here == Servers.oldest() ? Servers.newest() : Servers.oldest();
        TestDatabase source =
                captured ? stage.captured(there, sql, "public.things") : stage.source(there, sql, "public.things");
        stage.configure(stage.link(
                "north", source, captured ? "- public.things\n" : "- { table: public.things, capture: snapshot }\n"));
        return source;
    }

    private static String named(String text) {
        return text.replaceAll("\\bD\\b", "public.\"It's \"\"D\"\"\"").replaceAll("\\bE\\b", "public.e");
    }

    private static void follow(SyncStage stage, Ran refused) {
        Matcher steps = STEP.matcher(refused.err());
        assertThat(steps.find()).isTrue();
        stage.importer().execute(steps.group(1));
    }

    private static void assertEqual(SyncStage stage, TestDatabase source) {
        String rows = "select id, v::text, pg_typeof(v) from public.things order by id";
        assertThat(stage.target().query(rows)).isEqualTo(source.query(rows)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "create domain D as numeric(10,2)|create domain D as numeric|D|1.25",
                "create type D as (n numeric(3,2))|create type D as (n numeric)|D|(1.25)",
                "create type D as enum ('a', 'b')|create type D as enum ('b', 'c', 'a')|D|a",
                "create extension isn|create extension isn|ean13|9780393040029",
                "create extension cube; create extension earthdistance|create extension cube; create extension earthdistance"
                        + "|earth|(6378168, 0, 0)"
            })
    void typeThatTakesEveryValueOfTheSources_takesThem(String there, String here, String type, String value) {
        for (Server target : List.of(Servers.oldest(), Servers.newest())) {
            try (SyncStage stage = new SyncStage(target, folder)) {
                TestDatabase source = source(
                        stage,
                        target,
                        true,
                        named(there) + "; create table public.things (id integer primary key, v " + named(type)
                                + "); insert into public.things values (1, '" + value + "'), (2, null)");
                stage.target().execute(named(here));
                stage.importer().execute("create table public.things (id integer primary key, v " + named(type) + ")");
                stage.makeForeignTables();
                stage.sync().assertOk();
                assertEqual(stage, source);
            }
        }
    }

    /** The names of such types show no length. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"numeric(10,1)[]|numeric(11,2)[]|{1.25}", "timestamp(0)[]|timestamp[]|{2026-01-01 00:00:00.7}"})
    void arrayWhoseElementsGotLonger_isRefusedUntilTheForeignTableIsAltered(String before, String now, String value) {
        try (SyncStage stage = new SyncStage(Servers.newest(), folder)) {
            TestDatabase source = source(
                    stage,
                    Servers.newest(),
                    true,
                    "create table public.things (id integer primary key, v " + before + ")");
            stage.importer().execute("create table public.things (id integer primary key, v " + now + ")");
            stage.makeForeignTables();
            stage.sync().assertOk();
            source.execute("alter table public.things alter v type " + now + "; insert into public.things values (1, '"
                    + value + "'), (2, null)");
            follow(stage, stage.sync().assertRefused(ExitCode.TARGET, "the column v is "));
            stage.sync().assertOk();
            assertEqual(stage, source);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void materializedViewOfTheSourceThatWasMadeAnewWithOtherTypes_isRefusedUntilItFits(boolean oldest) {
        try (SyncStage stage = new SyncStage(oldest ? Servers.newest() : Servers.oldest(), folder)) {
            TestDatabase source = stage.source(
                    oldest ? Servers.oldest() : Servers.newest(),
                    "create materialized view public.things as select 1 as id, 1.2::numeric(10,1) as v",
                    "public.things");
            stage.importer().execute("create table public.things (id integer primary key, v numeric)");
            stage.configure(stage.link("north", source, "- { table: public.things, capture: snapshot }\n"));
            stage.makeForeignTables();
            stage.sync().assertOk();
            source.execute("drop materialized view public.things; create materialized view public.things as"
                    + " select g as id, 1.25::numeric(10,2) as v from generate_series(1, 2) as g");
            stage.lend(source, "public.things", "--read-only");
            follow(stage, stage.sync().assertRefused(ExitCode.TARGET, "the column v is numeric(10,2) there"));
            stage.sync().assertOk();
            assertEqual(stage, source);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aLinkOfAnOlderRowferry_getsWhatItLacks(boolean oldest) {
        Server here = oldest ? Servers.oldest() : Servers.newest();
        try (SyncStage stage = new SyncStage(here, folder)) {
            String mood = "create type public.mood as enum ('calm')";
            source(stage, here, true, mood + "; create table public.things (id integer primary key, v public.mood)");
            stage.importer().execute(mood + "; create table public.things (id integer primary key, v public.mood)");
            stage.makeForeignTables();
            stage.importer().execute("drop foreign table north.link_pg_type, north.link_pg_range");
            stage.sync()
                    .assertRefused(ExitCode.TARGET, "the target has no foreign table north.link_pg_type")
                    .assertSays("rowferry generate fdw target --link north");
            stage.makeForeignTables();
            stage.sync().assertOk();
        }
    }
}
