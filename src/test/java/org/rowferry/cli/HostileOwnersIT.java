package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Attacks by the owner of one shipped relation, whose code the exporter runs as it reads, on the table of another. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileOwnersIT {
    /** The functions that tracking and purge call; each would write as the exporter, once it may. */
    private static final String WRITING = """
            create table mall.loot (found_by text);
            grant insert on mall.loot to public;
            create function mall.write() returns void language plpgsql as $$
            begin
                insert into mall.loot values (current_user);
            exception when others then null; end $$;
            create function mall.now() returns timestamptz language sql as
                'select mall.write(); select pg_catalog.now()';
            create function mall.pg_current_xact_id() returns xid8 language sql as
                'select mall.write(); select pg_catalog.pg_current_xact_id()';
            create function mall.make_interval(secs double precision) returns interval language sql as
                'select mall.write(); select pg_catalog.make_interval(secs => secs)';
            create function mall.pg_backend_pid() returns integer language sql as
                'select mall.write(); select pg_catalog.pg_backend_pid()';
            """;

    private final Server server;
    private TestDatabase database;
    private TestDatabase owner;
    private TestDatabase mallory;
    private TestDatabase exporter;

    @TempDir
    private Path folder;

    /** Where the rules of transactions differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    HostileOwnersIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    @BeforeEach
    void open() {
        database = server.newDatabase("owners");
        owner = database.as("ho_owner");
        mallory = database.as("ho_mallory");
        exporter = database.as("ho_exporter");
        for (TestDatabase role : List.of(owner, mallory, exporter)) {
            role.execute("select 1");
        }
        database.execute("grant create on database " + database.name() + " to ho_owner, ho_mallory");
        owner.execute("""
                create schema shop;
                create table shop.orders (
                    id int primary key, took interval, share float8, image bytea, at timestamptz, price money, parts xml);
                insert into shop.orders values
                    (1, '-1 day 02:03:04', 0.1::float8 + 0.2::float8, '\\xdeadbeef', '2026-03-29 01:30+00', 12.5, 'a<b/>'),
                    (2, '3 mons -4 days', 1e-300, '\\x00', 'infinity', -3, null)""");
        mallory.execute("create schema mall; grant usage on schema mall to public;" + WRITING);
        generate("tracking --exporter-role ho_exporter");
        generate("exporter shop.orders --exporter-role ho_exporter");
    }

    @AfterEach
    void forget() {
        database.close();
    }

    @Test
    void pathThatAnOwnersViewSets_hasNothingWrittenAsTheExporter() throws IOException {
        shipView("set_config('search_path', 'mall, pg_catalog', false)");

        assertOk(export());
        owner.execute("update shop.orders set price = 1");
        assertOk(export());
        assertOk(export());

        assertThat(database.query("select found_by from mall.loot")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set transaction read write; insert into mall.loot values (current_user)",
                "set default_transaction_read_only = off; insert into mall.loot values (current_user)",
                "delete from rowferry.export_tracking; insert into mall.loot values (current_user)",
                "set rowferry.purging = on; delete from rowferry.\"shop.orders\"; insert into mall.loot values (current_user)",
                "create temporary table pg_class (oid oid); insert into mall.loot values (current_user)",
            })
    void codeOfAnOwner_thatWrites_isRefused(String attack) throws IOException {
        shipView("mall.attack()");
        attackWith(attack);
        assertOk(export());
        owner.execute("delete from shop.orders where id = 1");
        assertOk(export());
        assertThat(database.query("select found_by from mall.loot")).isEmpty();
        assertThat(owner.value("select count(*) from rowferry.\"shop.orders\"")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IntervalStyle = sql_standard",
                "extra_float_digits = '-12'",
                "bytea_output = escape",
                "TimeZone = 'Asia/Tokyo'",
                "DateStyle = 'ISO, DMY'",
                "search_path = mall, pg_catalog",
                "row_security = on",
                "transform_null_equals = on",
                "quote_all_identifiers = on",
                "standard_conforming_strings = off",
                "plan_cache_mode = force_custom_plan",
                "rowferry.process = '1'",
                "role = ho_mallory",
            })
    void settingOfAnOwnersView_leavesTheNextOwnersTableAsItIs(String setting) throws IOException {
        database.execute("grant ho_mallory to ho_exporter");
        shipView("'x'");
        assertOk(export());
        List<String> before = orders();

        attackWith("set " + setting);
        shipView("mall.attack()");
        assertOk(export("--full"));
        assertThat(orders()).isEqualTo(before).hasSize(2);
        assertOk(export("--full", "--jobs", "2"));
        assertThat(orders()).isEqualTo(before);
        assertOk(status());
    }

    /** The driver names what it prepares S_1, S_2 and so on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "deallocate all",
                "deallocate all; for i in 1..200 loop execute format('prepare \"S_%s\" as select 1', i); end loop",
                "listen orders",
                "open held for select 1",
            })
    void whatAnOwnersViewLeavesInTheSession_isGoneBeforeTheNextTableIsRead(String left) throws IOException {
        shipView("'x'");
        assertOk(export());
        List<String> before = orders();

        attackWith(left);
        shipView("mall.attack()");
        assertOk(export("--full"));
        assertThat(orders()).isEqualTo(before).hasSize(2);
        assertOk(export());
        assertOk(status());
    }

    @Test
    void codeOfAnOwner_cannotGiveBackTheRunsLock() throws IOException {
        attackWith("perform pg_advisory_unlock_all()");
        shipView("mall.attack() || (select count(*) from pg_locks where locktype = 'advisory')");

        assertOk(export());

        assertThat(member("mall.notes/rows.csv")).containsExactly("1,x1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void export_hasOneSessionMoreThanItHasReaders(int jobs) throws IOException {
        shipView("(select count(*)::text from pg_stat_activity where application_name like 'rowferry %')");

        assertOk(export("--jobs", String.valueOf(jobs)));

        assertThat(member("mall.notes/rows.csv")).containsExactly("1," + (jobs + 1));
    }

    /** A NOTIFY out of a read is what an owner can do; docs/trust.md says so. It tells here how the table was read. */
    @ParameterizedTest
    @ValueSource(strings = {"mall.bags", "mall.notes"})
    void viewsAreReadOnlyWhereOneIsShipped_andANotifyIsWhatAnOwnerCanDo(String shipped) throws Exception {
        mallory.execute("""
                create table mall.bags (id int primary key);
                grant select on mall.bags to public;
                create function mall.least() returns int language plpgsql immutable as $$
                begin
                    perform pg_notify('mall', coalesce(nullif(current_setting('restrict_nonsystem_relation_kind', true), ''), '-'));
                    return 0;
                end $$;
                create index on mall.bags (id) where id > mall.least()""");
        shipView("'x'");
        configure(shipped, "mall.bags");
        try (Connection listening = mallory.connect()) {
            listening.createStatement().execute("listen mall");
            assertOk(export());
            boolean known = !database.query("select from pg_settings where name = 'restrict_nonsystem_relation_kind'")
                    .isEmpty();
            assertThat(heard(listening))
                    .isNotEmpty()
                    .containsOnly(known && shipped.equals("mall.bags") ? "view, foreign-table" : "-");
        }
    }

    private static Stream<String> heard(Connection listening) throws SQLException {
        return Arrays.stream(listening.unwrap(PGConnection.class).getNotifications(5_000))
                .map(PGNotification::getParameter);
    }

    private void attackWith(String statements) {
        mallory.execute(
                "create or replace function mall.attack() returns text language plpgsql as $$ declare held refcursor"
                        + " := 'rowferry_large'; begin begin " + statements
                        + "; exception when others then null; end; return 'x'; end $$");
    }

    private void shipView(String value) throws IOException {
        mallory.execute("create or replace function mall.attack() returns text language sql as 'select ''x''';"
                        .repeat(value.contains("attack") && !known("mall.attack()") ? 1 : 0)
                + "drop view if exists mall.notes; create view mall.notes as select 1 as id, " + value
                + " as note; grant select on mall.notes to public");
        configure("mall.notes");
    }

    private boolean known(String function) {
        return !database.query("select 1 where to_regprocedure('" + function + "') is not null")
                .isEmpty();
    }

    private void configure(String... watched) throws IOException {
        StringBuilder tables = new StringBuilder();
        for (String table : new TreeSet<>(List.of(watched))) {
            tables.append("      - {table: ").append(table).append(", capture: snapshot}\n");
        }
        ShopPipeline.write(
                folder.resolve("exporter.yaml").toString(),
                "source: " + exporter.url() + "\nretain: 1 day\ntargets:\n  hall:\n    outbox: "
                        + folder.resolve("outbox") + "\n    tables:\n" + tables + "      - shop.orders\n");
        Files.createDirectories(folder.resolve("outbox"));
    }

    /** Returns the rows of the table that is not Mallory's, as the last bundle has them. */
    private List<String> orders() throws IOException {
        return member("shop.orders/rows.csv");
    }

    private List<String> member(String name) throws IOException {
        Process tar = new ProcessBuilder(
                        "bash", "-c", "zstd -dc '" + Bundles.newest(folder.resolve("outbox")) + "' | tar -xO " + name)
                .redirectErrorStream(true)
                .start();
        return new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private Operator.Answer export(String... more) {
        return types(Stream.concat(
                        Stream.of(
                                "export",
                                "--config",
                                folder.resolve("exporter.yaml").toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Operator.Answer status() {
        return types("status", "--config", folder.resolve("exporter.yaml").toString());
    }

    private void generate(String words) {
        assertOk(types(Stream.concat(
                        Stream.of("generate"),
                        Stream.concat(Arrays.stream(words.split(" ")), Stream.of("--source", owner.url(), "--apply")))
                .toArray(String[]::new)));
    }

    private static Operator.Answer types(String... words) {
        return new Operator(Map.of()).types(words);
    }

    private static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }
}
