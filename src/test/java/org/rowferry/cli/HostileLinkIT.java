package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Attacks by the owner of one relation that a link reads, whose code the reader's role runs, on the table of another. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileLinkIT {
    private final Server server;
    private SyncStage stage;
    private TestDatabase source;

    /** Where postgres_fdw differs. */
    enum On {
        OLDEST,
        NEWEST
    }

    HostileLinkIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        stage = new SyncStage(server, folder);
        source = stage.captured(server, """
                create table public.orders (id int primary key, took interval, share float8, at date);
                insert into public.orders values (1, '-1 day 02:03:04', 0.1::float8 + 0.2::float8, '2026-02-01');
                create table public.loot (found_by text);
                grant insert on public.loot to public;
                create function public.attack() returns text language sql as 'select ''x''';
                create view public.notes as select 1 as id, public.attack() as note""", "public.orders");
        stage.lend(source, "public.notes", "--read-only");
        stage.importer()
                .execute("create table public.orders (id int primary key, took interval, share float8, at date);"
                        + " create table public.notes (id int, note text)");
        stage.configure(
                stage.link("north", source, "- { table: public.notes, capture: snapshot }\n", "- public.orders\n"));
        stage.makeForeignTables();
        stage.sync().assertOk();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IntervalStyle = sql_standard",
                "extra_float_digits = '-12'",
                "DateStyle = 'SQL, DMY'",
                "search_path = public, pg_catalog",
            })
    void settingOfAnOwnersView_leavesTheNextOwnersTableAsItIs(String setting) {
        attackWith("set " + setting);
        source.execute("update public.orders set took = took * 2, share = share / 3, at = at + 1");

        stage.sync().assertOk();

        String rows = "select o::text from public.orders as o";
        assertThat(stage.target().query(rows)).isEqualTo(source.query(rows)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into public.loot values (current_user)",
                "set transaction read write; insert into public.loot values (current_user)",
            })
    void codeOfAnOwner_writesNothingAsTheReader(String attack) {
        attackWith(attack);
        source.execute("update public.orders set share = 1");

        stage.sync().assertOk();

        assertThat(source.query("select found_by from public.loot")).isEmpty();
        assertThat(stage.target().value("select share::text from public.orders"))
                .isEqualTo("1");
    }

    /** A prepared statement, a temporary table or a lock would be met by what is told afterwards, were it the same one. */
    @ParameterizedTest
    @ValueSource(strings = {"set role = 'none'; listen told"})
    void sessionThatTellsTheSource_isNotTheOneThatRead(String left) {
        attackWith(left);
        source.execute("create function public.teller() returns trigger language plpgsql as $$ begin"
                + " insert into public.loot select pg_listening_channels(); return null; end $$;"
                + " create trigger teller after insert on rowferry.export_bundle"
                + " for each statement execute function public.teller();"
                + " update public.orders set share = 1");

        stage.sync().assertOk();

        assertThat(source.value("select max(number)::text from rowferry.export_bundle"))
                .isEqualTo("2");
        assertThat(source.query("select found_by from public.loot")).isEmpty();
    }

    private void attackWith(String statements) {
        source.execute(String.format(Locale.ROOT, """
                create or replace function public.attack() returns text language plpgsql as $$
                begin
                    begin
                        %s;
                    exception when others then null; end;
                    return 'y';
                end $$""", statements));
    }
}
