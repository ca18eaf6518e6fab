package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
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

/** Attacks by roles that share a database with an owner: each ends with the rights that its role had before. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileNeighboursIT {
    /** Takes whatever right the session has that fires it, and hides that it tried. */
    private static final String GRAB = """
            create function %s.grab() returns trigger language plpgsql as $$
            begin
                begin
                    execute 'reset role';
                exception when others then null; end;
                begin
                    execute 'alter role nb_mallory superuser';
                exception when others then null; end;
                return coalesce(new, old);
            end $$;
            """;

    private final TestDatabase database;
    private final TestDatabase owner;
    private final TestDatabase mallory;

    /** Where the rules about roles differ. */
    enum On {
        OLDEST,
        NEWEST
    }

    HostileNeighboursIT(On on) {
        database = (on == On.OLDEST ? Servers.oldest() : Servers.newest()).newDatabase("neighbours");
        owner = database.as("nb_owner");
        mallory = database.as("nb_mallory");
        owner.execute("select 1");
        mallory.execute("select 1");
        database.execute("grant create on database " + database.name() + " to nb_owner, nb_mallory");
        owner.execute("create schema shop; create table shop.orders (id int primary key, note text)");
    }

    @AfterEach
    void forget() {
        database.execute("alter role nb_mallory nosuperuser; alter role nb_owner nosuperuser");
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tracking",
                "exporter shop.orders",
                "reset shop.orders",
                "fdw source shop.orders --role nb_reader"
            })
    void schemaThatAnotherMadeFirst_isRefusedToTheOwner(String script) {
        squat();

        Operator.Answer answer = generate(owner, script);

        assertThat(answer.code()).as(answer.text()).isNotZero();
        assertThat(answer.text()).contains("the schema rowferry belongs to nb_mallory", "nb_owner");
        assertNobodyRose();
        assertThat(database.value("select has_table_privilege('nb_mallory', 'shop.orders', 'select')"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tracking",
                "exporter shop.orders",
                "reset shop.orders",
                "fdw source shop.orders --role nb_reader"
            })
    void schemaThatAnotherMadeFirst_givesHimNothingOfASuperuser(String script) {
        squat();

        generate(database, script);

        assertNobodyRose();
        assertThat(database.value("select has_table_privilege('nb_mallory', 'shop.orders', 'select')"))
                .isEqualTo("f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create trigger grab before insert or update or delete on rowferry.%s for each statement execute function shop.grab()",
                "create trigger grab after insert or update or delete on rowferry.%s for each statement execute function shop.grab()",
                "create constraint trigger grab after insert or update or delete on rowferry.%s deferrable initially deferred"
                        + " for each row execute function shop.grab()",
            })
    void triggerOfTheOwner_hasTheOwnersRightsWhoeverRunsTheScript(String trigger) {
        install(owner);
        owner.execute(String.format(Locale.ROOT, GRAB, "shop").replace("nb_mallory", "nb_owner"));
        for (String table : List.of("incarnation", "export_tracking", "capture", "layout", "capture_witness")) {
            owner.execute(String.format(Locale.ROOT, trigger, table));
        }

        generate(database, "tracking --renew-incarnation");
        generate(database, "exporter shop.orders");
        generate(database, "reset shop.orders");

        assertNobodyRose();
    }

    @Test
    void registryThatIsAView_runsNothingAsWhoGenerates() {
        install(owner);
        owner.execute(String.format(Locale.ROOT, """
                create function shop.seen() returns text language plpgsql as $$
                begin
                    begin
                        execute 'alter role nb_owner superuser';
                    exception when others then null; end;
                    return 'x';
                end $$;
                alter table rowferry.capture rename to real_capture;
                create view rowferry.capture as
                    select table_oid, schema_name, table_name, shop.seen() as shadow_name from rowferry.real_capture"""));

        generate(database, "exporter shop.orders");
        generate(database, "reset shop.orders");
        generate(database, "fdw source shop.orders --role nb_reader");

        assertNobodyRose();
    }

    @Test
    void scriptsOfASuperuser_leaveAllWithTheOwner() {
        install(owner);
        assertOk(generate(database, "tracking"));
        assertOk(generate(database, "exporter shop.orders"));
        assertOk(generate(database, "fdw source shop.orders --role nb_reader"));

        assertThat(database.query("""
                select p.oid::regprocedure, pg_get_userbyid(p.proowner) from pg_proc as p
                where p.pronamespace = 'rowferry'::regnamespace and (pg_get_userbyid(p.proowner) <> 'nb_owner'
                    or (p.prosecdef and (p.proconfig is null or has_function_privilege('public', p.oid, 'execute'))))""")).isEmpty();
        assertThat(database.query("""
                select c.oid::regclass from pg_class as c
                where c.relnamespace = 'rowferry'::regnamespace and pg_get_userbyid(c.relowner) <> 'nb_owner'""")).isEmpty();
    }

    @Test
    void ownerWithoutTheRightToTemporaryTables_installsAllTheSame() {
        database.execute("revoke temporary on database " + database.name() + " from public");
        install(owner);
        assertOk(generate(owner, "reset shop.orders"));
        assertOk(generate(owner, "importer shop.orders --source " + owner.url() + " --target " + owner.url()));
        assertThat(database.query("select proname from pg_proc where proname in ('as_owner', 'must_be_own')"))
                .isEmpty();
    }

    @Test
    void memberOfTheOwner_needsNoRightToTemporaryTablesEither() {
        database.execute("revoke temporary on database " + database.name() + " from public");
        install(owner);
        TestDatabase admin = database.as("nb_admin");
        admin.execute("select 1");
        database.execute("grant nb_owner to nb_admin");
        assertOk(generate(admin, "exporter shop.orders"));
        assertOk(generate(admin, "reset shop.orders"));
        assertThat(database.query("select proname from pg_proc where proname = 'captured_tables'"))
                .isEmpty();
    }

    @Test
    void whatAnotherMadeInTheSchema_isNamedAndTheHintMendsIt() {
        install(owner);
        database.execute("alter table rowferry.export_bundle owner to postgres");

        Operator.Answer answer = generate(owner, "tracking");

        assertThat(answer.code()).as(answer.text()).isNotZero();
        assertThat(answer.text())
                .contains("the schema rowferry belongs to nb_owner", "table rowferry.export_bundle of postgres");
        database.execute(
                answer.text().replaceAll("(?s).*(alter table rowferry.export_bundle owner to nb_owner;).*", "$1"));
        assertOk(generate(owner, "tracking"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table warehouse.orders (id int primary key, mood shop.mood, note text)",
                "create view warehouse.orders as select 1 as id",
                "create type warehouse.mood as enum ('calm')",
                "create domain warehouse.mood as text",
            })
    void whatAnotherMadeOnTheTarget_isRefusedToEverybody(String squatted) {
        owner.execute("""
                create schema warehouse;
                create type warehouse.mood as enum ('calm');
                create table warehouse.orders (id int primary key, mood warehouse.mood, note text)""");
        for (boolean superuser : new boolean[] {false, true}) {
            try (TestDatabase target = database.server().newDatabase("neighbours_target")) {
                TestDatabase installer = target.as("nb_owner");
                target.execute("grant create on database " + target.name() + " to nb_owner, nb_mallory;"
                        + " create schema warehouse; grant usage, create on schema warehouse to nb_owner, nb_mallory;"
                        + " create schema shop; create domain shop.mood as text; grant usage on schema shop to public");
                target.as("nb_mallory").execute(squatted);

                Operator.Answer answer = generate(
                        superuser ? target : installer,
                        "importer warehouse.orders --source " + owner.url() + " --target "
                                + (superuser ? target : installer).url());

                assertThat(answer.code()).as(answer.text()).isNotZero();
                assertThat(answer.text())
                        .contains("belongs to nb_mallory, not to " + (superuser ? "postgres" : "nb_owner"));
            }
        }
    }

    private void squat() {
        mallory.execute("""
                create schema rowferry;
                grant usage, create on schema rowferry to public;
                create table rowferry.layout (version int primary key);
                create function rowferry.seen() returns text language plpgsql as $$
                begin
                    begin
                        execute 'reset role; alter role nb_mallory superuser';
                    exception when others then null; end;
                    begin
                        execute 'grant select on shop.orders to nb_mallory';
                    exception when others then null; end;
                    return 'x';
                end $$;
                create view rowferry.capture as
                    select t.oid as table_oid, 'shop'::text as schema_name, 'orders'::text as table_name,
                        rowferry.seen() as shadow_name
                    from pg_class as t;
                grant all on rowferry.layout, rowferry.capture to public;
                """
                + String.format(Locale.ROOT, GRAB, "rowferry")
                + "create trigger grab before insert on rowferry.layout for each row execute function rowferry.grab()");
    }

    private void assertNobodyRose() {
        assertThat(database.query(
                        "select rolname from pg_roles where rolsuper and rolname in ('nb_owner', 'nb_mallory')"))
                .isEmpty();
    }

    private static void install(TestDatabase as) {
        assertOk(generate(as, "tracking"));
        assertOk(generate(as, "exporter shop.orders"));
    }

    private static void assertOk(Operator.Answer answer) {
        assertThat(answer.code()).as(answer.text()).isZero();
    }

    private static Operator.Answer generate(TestDatabase as, String words) {
        List<String> typed = new ArrayList<>(List.of("generate"));
        typed.addAll(Arrays.asList(words.split(" ")));
        if (!words.contains("--source")) {
            typed.addAll(List.of("--source", as.url()));
        }
        typed.add("--apply");
        return new Operator(Map.of()).types(typed.toArray(String[]::new));
    }
}
