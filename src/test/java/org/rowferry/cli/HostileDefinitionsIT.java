package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Definitions of a source's catalog that would run code on the target: they stay behind, by name. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileDefinitionsIT {
    private static final String RUNS_SQL = "(query_to_xml('create table public.pwned ()', true, true, '') is not null)";

    private final TestDatabase source;
    private final TestDatabase target;

    /** Where expressions are stored otherwise. */
    enum On {
        OLDEST,
        NEWEST
    }

    HostileDefinitionsIT(On on) {
        source = (on == On.OLDEST ? Servers.oldest() : Servers.newest()).newDatabase("hostile_source");
        target = (on == On.OLDEST ? Servers.newest() : Servers.oldest()).newDatabase("hostile_target");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RUNS_SQL,
                "value <> (select_it(value))::text",
                "value operator(public.<~>) 'x'",
                "current_setting(value, true) is null",
                "value <> current_user",
                "value::regclass is not null",
                "value::date > '2000-01-01'",
                "pg_sleep(0) is not null and value <> ''",
                "case when value = '' then pg_notify('a', value) is null else true end",
                "xmlparse(document value) is not null",
                "coalesce(set_config('a.b', value, true), '') <> ''",
                "value = any (array[nextval('public.numbers')::text])",
            })
    void checkThatRunsMoreThanImmutableCodeOfTheServer_isLeftOutByName(String check) {
        source.execute("create sequence public.numbers; create function public.select_it(text) returns text immutable"
                + " language sql as 'select $1'; create function public.same(text, text) returns boolean immutable"
                + " language sql as 'select $1 <> $2';"
                + " create operator public.<~> (leftarg = text, rightarg = text, function = public.same)");
        source.execute(
                "set search_path = public; create domain public.\"It's\" as text constraint \"bad one\" check (" + check
                        + ") constraint good check (length(value) < 90 and value !~ '[;]' and value not in ('a', 'b'));"
                        + " create table public.t (id int primary key, v public.\"It's\")");

        Operator.Answer printed = generate();
        Operator.Answer applied = generate("--apply");

        assertThat(printed.code()).as(printed.text()).isZero();
        assertThat(printed.text())
                .containsPattern(
                        "--     the constraint \"bad one\" of the domain public\\.\"It's\", which (runs|needs)");
        assertThat(printed.text()).contains("left out: the constraint \"bad one\" of the domain");
        assertThat(applied.code()).as(applied.text()).isZero();
        assertThat(applied.text()).contains("left out: the constraint \"bad one\" of the domain");
        assertThat(constraints()).isEqualTo(List.of("good"));
    }

    @Test
    void checkOfImmutableCodeOfTheServer_isTakenOver() {
        source.execute("""
                create type public.mood as enum ('good', 'bad');
                create domain public.a as text check (value ~ '^[a-z]+$') check (upper(value) <> 'X' or value is null)
                    check (value in ('a', 'b', 'c')) check (coalesce(nullif(value, ''), 'q') <> 'r');
                create domain public.b as date check (value between '2000-01-01' and '2100-01-01');
                create domain public.c as integer[] check (array_length(value, 1) < 4) check (value[1] > 0)
                    check (1 < all (value)) check (case value[1] when 2 then true else value[1] is distinct from 3 end);
                create domain public.d as public.mood check (value <> 'bad');
                create domain public.e as numeric check (value::int::text like '1%') check (greatest(value, 3) > 2);
                create table public.t (id int primary key, a public.a, b public.b, c public.c, d public.d, e public.e)""");

        Operator.Answer applied = generate("--apply");

        assertThat(applied.code()).as(applied.text()).isZero();
        assertThat(applied.text()).doesNotContain("left out");
        assertThat(constraints()).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHECK (true); create table public.pwned ()",
                "CHECK (true) default query_to_xml('create table public.pwned ()', true, true, '')::text",
                "CHECK " + RUNS_SQL,
            })
    void sourceThatLiesAboutACheck_runsNothing(String lie) {
        lie("pg_get_constraintdef(oid)", lie);

        generate("--apply");

        target.execute(
                "create table if not exists public.t (id int, v public.d); insert into public.t values (1, 'x')");
        assertThat(target.value("select to_regclass('public.pwned')")).isNull();
        assertThat(constraints()).isEmpty();
    }

    @Test
    void sourceThatLiesAboutAType_isRefused() {
        lie("format_type(oid, integer)", "text; create table public.pwned (); --");

        Operator.Answer applied = generate("--apply");

        assertThat(applied.code()).as(applied.text()).isNotZero();
        assertThat(applied.text()).contains("as the name of a type, and it is none: text; create table public.pwned");
        assertThat(target.value("select to_regclass('public.pwned')")).isNull();
    }

    @Test
    void sourceThatLiesAboutAnIndex_hasItLeftOut() {
        lie("pg_get_indexdef(oid)", "CREATE INDEX more ON public.t USING btree (id); create table public.pwned ()");

        Operator.Answer applied = generate("--indexes", "--apply");

        assertThat(applied.code()).as(applied.text()).isZero();
        assertThat(applied.text()).contains("left out: the index more");
        assertThat(target.value("select to_regclass('public.pwned')")).isNull();
    }

    /** A superuser of the source has its server say so. */
    private void lie(String function, String said) {
        source.execute("create domain public.d as text check (value <> 'y');"
                + " create table public.t (id int primary key, v public.d); create index more on public.t (v)");
        source.execute(String.format(
                Locale.ROOT,
                "alter function pg_catalog.%1$s rename to honest; create function pg_catalog.%1$s returns text language sql"
                        + " stable as $lie$ select $told$%2$s$told$ $lie$",
                function,
                said));
    }

    private List<String> constraints() {
        return target
                .query(
                        "select conname from pg_constraint where contypid <> 0 and contype = 'c' and connamespace = 'public'::regnamespace order by 1")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private Operator.Answer generate(String... more) {
        List<String> words = new ArrayList<>(
                List.of("generate", "importer", "public.t", "--source", source.url(), "--target", target.url()));
        words.addAll(List.of(more));
        return new Operator(Map.of()).types(words.toArray(String[]::new));
    }
}
