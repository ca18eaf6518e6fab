package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Attacks by the owner of one imported table, whose code runs while it is written, on the table of another and on tracking. */
@TakesTurns
@ParameterizedClass
@EnumSource
class HostileTargetOwnersIT {
    /** What stands in the loot has got there with the rights of another than Mallory. */
    private static final String TRAPS = """
            create schema mall;
            grant usage on schema mall to public;
            create function mall.steal() returns void language plpgsql as $$
            begin
                insert into hall.loot values (current_user);
            exception when others then null; end $$;
            create function mall.attack(hint text) returns text language plpgsql immutable as $$
            begin
                perform mall.steal();
                begin
                    execute 'reset role';
                    perform mall.steal();
                exception when others then null; end;
                begin
                    execute 'set role ht_importer';
                    perform mall.steal();
                exception when others then null; end;
                begin
                    execute 'set local session authorization ht_importer';
                    perform mall.steal();
                exception when others then null; end;
                begin
                    perform set_config('role', 'none', false);
                    perform mall.steal();
                exception when others then null; end;
                begin
                    delete from rowferry.import_tracking;
                    insert into hall.loot values ('tracking');
                exception when others then null; end;
                return hint;
            end $$;
            -- The planner runs an immutable function itself, at once; this one waits until its statement is run.
            create function mall.strike() returns text language plpgsql as $$
            begin
                return mall.attack('x');
            end $$;
            create function mall.spring() returns trigger language plpgsql as $$
            begin
                perform mall.attack('x');
                return new;
            end $$;
            create function mall.pass(value text) returns boolean language plpgsql immutable as $$
            begin
                return mall.attack(value) is not distinct from value;
            end $$;
            create domain mall.note as text check (mall.pass(value));
            create type mall.pair as (a mall.note, b int);
            create type mall.span as range (subtype = mall.note);
            """;

    private static final Map<Server, Sides> TEMPLATES = new HashMap<>();

    private final Server server;
    private TestDatabase source;
    private TestDatabase target;
    private TestDatabase mallory;
    private TestDatabase importer;

    @TempDir
    private Path folder;

    /** Where the rules about roles differ, and what runs at a commit. */
    enum On {
        OLDEST,
        NEWEST
    }

    /** The places of a table, or of its types, that hold an owner's code. */
    enum Place {
        CHECK("alter table mall.notes add check (mall.pass(note))"),
        DOMAIN("alter table mall.notes alter note type mall.note"),
        KEY("alter table mall.notes alter code type mall.note"),
        ARRAY("alter table mall.notes alter many type mall.note[]"),
        COMPOSITE("alter table mall.notes alter two type mall.pair using null"),
        RANGE("alter table mall.notes alter span type mall.span using null"),
        INDEX("create index on mall.notes (mall.attack(note))"),
        PREDICATE("create index on mall.notes (id) where mall.attack('x') = 'x'"),
        DEFAULT("alter table mall.notes add own text default mall.attack('x')"),
        GENERATED("alter table mall.notes add own text generated always as (mall.attack(note)) stored"),
        STATEMENT("""
                create trigger spring after insert or update or delete on mall.notes execute function mall.spring()"""),
        ROW("""
                create trigger spring after insert or update or delete on mall.notes
                for each row execute function mall.spring()"""),
        PUT_OFF("""
                create constraint trigger spring after insert or update or delete on mall.notes
                deferrable initially deferred for each row execute function mall.spring()""");

        private final String sql;

        Place(String sql) {
            this.sql = sql;
        }
    }

    HostileTargetOwnersIT(On on) {
        server = on == On.OLDEST ? Servers.oldest() : Servers.newest();
    }

    @BeforeEach
    void open() {
        Sides template = TEMPLATES.computeIfAbsent(server, HostileTargetOwnersIT::template);
        source = Templates.copyOfSource(template.source, "ht_source");
        take(template.target.copy("ht_target"));
        target.execute("grant ht_mallory, ht_victim to ht_importer");
        ShopPipeline.write(
                path("exporter.yaml"),
                "source: " + source.url() + "\ntargets:\n  hall:\n    outbox: " + made("outbox")
                        + "\n    tables: [hall.orders, mall.notes]\n");
        configure("");
    }

    /** Both sides as the scripts and their owners leave them; the roles live as long as these. */
    private record Sides(TestDatabase source, TestDatabase target) {}

    private void take(TestDatabase database) {
        target = database;
        target.as("ht_victim");
        mallory = target.as("ht_mallory");
        importer = target.as("ht_importer");
        target.execute("grant create on database " + target.name() + " to ht_victim, ht_mallory");
    }

    private static Sides template(Server server) {
        TestDatabase source = server.newDatabase("ht_source");
        TestDatabase target = server.newDatabase("ht_target");
        TestDatabase victim = target.as("ht_victim");
        TestDatabase mallory = target.as("ht_mallory");
        target.as("ht_importer");
        source.execute("""
                create schema hall;
                create table hall.orders (id int primary key, note text);
                create schema mall;
                create type mall.pair as (a text, b int);
                create type mall.span as range (subtype = text);
                create table mall.notes (
                    id int, code text, note text, many text[], two mall.pair, span mall.span, primary key (id, code));
                insert into hall.orders select i, 'order ' || i from generate_series(1, 20) as i;
                insert into mall.notes select i, 'c' || i, 'note ' || i, array['a', null, 'b'], row('x', i)::mall.pair,
                    mall.span('a', 'b') from generate_series(1, 20) as i""");
        target.execute("grant create on database " + target.name() + " to ht_victim, ht_mallory");
        victim.execute(
                "create schema hall; grant usage on schema hall to public; create table hall.loot (as_role text, during text default current_query());"
                        + " grant insert on hall.loot to ht_importer; create table hall.orders (id int primary key, note text)");
        mallory.execute(TRAPS + """
                create table mall.notes (
                    id int, code text, note text, many text[], two text, span text, primary key (id, code));
                grant select, insert, update, delete on mall.notes to ht_importer""");
        ran("generate", "tracking", "--source", source.url(), "--apply");
        ran("generate", "exporter", "hall.orders", "mall.notes", "--source", source.url(), "--apply");
        ran(
                "generate",
                "importer",
                "hall.orders",
                "--importer-role",
                "ht_importer",
                "--source",
                source.url(),
                "--target",
                victim.url(),
                "--apply");
        return new Sides(source, target);
    }

    @AfterAll
    static void closeTemplates() {
        TEMPLATES.values().forEach(sides -> {
            sides.source.close();
            sides.target.close();
        });
        TEMPLATES.clear();
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @TakesTurns.WithBoth
    @ParameterizedTest
    @EnumSource
    void codeOfAnOwner_whereverItStands_hasHisRightsAlone(Place place) {
        place(place);

        for (int round = 0; round < (Cases.all() ? 3 : 2); round++) {
            ship();
            Ran dry = importing("--dry-run");
            Ran status = Ran.of("status", "--config", path("importer.yaml"));
            Ran ran = importing();
            assertThat(loot()).as("%s %s %s", dry, status, ran).isEmpty();
            if (place == Place.PUT_OFF && server.major() < 18) {
                ran.assertRefused(ExitCode.TARGET, "deferrable trigger spring of mall.notes", "as-owner: false");
                return;
            }
            ran.assertOk();
            assertEqual();
            change(round);
        }
    }

    @ParameterizedTest
    @EnumSource
    void codeOfAnOwner_whoIsTrusted_hasTheRightsOfTheImporter(Place place) {
        configure("as-owner: false");
        target.execute("revoke ht_mallory, ht_victim from ht_importer");
        place(place);

        ship();
        importing();
        change(0);
        ship();
        importing();

        assertThat(loot()).extracting(row -> row.get(0)).contains("ht_importer");
    }

    @ParameterizedTest
    @EnumSource
    void superuserWhoImports_lendsNobodyHisRights(Place place) {
        place(place);
        configure("", target.url());

        ship();
        importing();
        change(0);
        ship();
        importing();

        assertThat(loot()).isEmpty();
    }

    /** What would be found instead of ours: functions first in a path, tables and types first in pg_temp. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "set search_path = mall, pg_catalog",
                "set local search_path = mall, pg_catalog",
                "create temporary view pg_class as select * from pg_catalog.pg_class where mall.strike() = 'x'",
                "create temporary view pg_attribute as select * from pg_catalog.pg_attribute where mall.strike() = 'x'",
                "create temporary view pg_trigger as select * from pg_catalog.pg_trigger where mall.strike() = 'x'",
                "create domain pg_temp.text as pg_catalog.text check (mall.pass(value))",
                "create domain pg_temp.oid as pg_catalog.oid check (mall.pass('x'))",
                "deallocate all",
                "for i in 1..200 loop begin execute format('prepare \"S_%s\" as select mall.strike()', i);"
                        + " exception when others then null; end; end loop",
                "open held for select mall.strike() from generate_series(1, 9)",
                "execute 'declare c cursor with hold for select mall.strike()'",
                "perform pg_advisory_unlock_all()",
                "set row_security = on",
                "set constraints all deferred",
                "set DateStyle = 'ISO, DMY'",
                "set default_transaction_read_only = on",
                "set lock_timeout = 1",
                "set session_replication_role = replica",
                "set work_mem = '64kB'; set enable_hashjoin = off",
                "listen x",
                "alter table mall.notes owner to ht_victim",
                "for f in select p.oid::regprocedure::text as n from pg_proc p where p.proname like 'rowferry%' loop begin"
                        + " execute 'alter function ' || f.n || ' security invoker';"
                        + " exception when others then null; end; end loop",
                "for f in select p.oid::regprocedure::text as n from pg_proc p where p.proname like 'rowferry%' loop begin"
                        + " execute 'create or replace function ' || f.n || ' returns bigint language plpgsql as '"
                        + " || quote_literal('begin perform mall.attack(''x''); execute $1; return 1; end');"
                        + " exception when others then null; end; end loop",
            })
    void whatAnOwnersCodeLeavesInTheSession_isGoneBeforeTheNextStatement(String left) {
        mallory.execute("""
                create function mall.now() returns timestamptz language sql as
                    'select mall.attack(''x''); select pg_catalog.now()';
                create function mall.to_regclass(text) returns regclass language sql as
                    'select mall.attack(''x''); select pg_catalog.to_regclass($1)';
                create function mall.format(text, variadic text[]) returns text language sql as
                    'select mall.attack(''x''); select pg_catalog.format($1, variadic $2)';
                create or replace function mall.spring() returns trigger language plpgsql as $$
                declare
                    held refcursor := 'held'; f record;
                begin
                    begin
                        <left>;
                    exception when others then null; end;
                    return null;
                end $$;""".replace("<left>", left) + Place.STATEMENT.sql);

        for (int round = 0; round < 2; round++) {
            ship();
            importing().assertOk();
            assertThat(loot()).isEmpty();
            assertEqual();
            change(round);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set DateStyle = 'SQL, DMY'",
                "create temporary table rowferry_rows_1 (id int)",
                "for c in select oid from pg_class where relname in ('orders', 'notes') loop execute format("
                        + "'create temporary table if not exists rowferry_rows_%s (id int)', c.oid); end loop",
                "lock table mall.notes in access exclusive mode; raise exception 'no'",
                "insert into mall.notes values (99, 'x'); raise exception 'no'",
            })
    void ownersCodeThatStandsInTheWay_failsTheBundle_andNothingIsHalfDone(String obstacle) {
        ship();
        importing().assertOk();
        mallory.execute(
                "create or replace function mall.spring() returns trigger language plpgsql as $$ declare c record;"
                        + " begin " + obstacle + "; return null; end $$;" + Place.STATEMENT.sql);
        List<List<String>> before = rows(target);
        change(0);
        ship();

        Ran ran = importing();

        assertThat(loot()).isEmpty();
        if (ran.code() != 0) {
            assertThat(rows(target)).isEqualTo(before);
            assertThat(ran.err()).contains("mall.notes");
        }
    }

    @Test
    void ownersCodeThatCannotLetGoOfTheLock_leavesASecondImportRefused() {
        mallory.execute("create or replace function mall.spring() returns trigger language plpgsql as"
                + " $$ begin perform pg_advisory_unlock_all(); return null; end $$;" + Place.STATEMENT.sql);
        ship();
        List<Ran> second = new ArrayList<>();

        Ran.beside(
                        step -> {
                            if (step.equals("rows written")) {
                                second.add(importing());
                            }
                        },
                        System.getenv(),
                        "import",
                        "--config",
                        path("importer.yaml"))
                .assertOk();

        assertThat(second).hasSize(1);
        second.get(0).assertRefused(ExitCode.BUSY, "another import of inbox shop is running");
    }

    @Test
    void ownerWhomTheImporterMayNotActAs_isRefusedWithTheGrant() {
        configure("as-owner: true");
        target.execute("revoke ht_mallory from ht_importer");
        ship();

        Ran refused = importing();

        refused.assertRefused(ExitCode.TARGET, "mall.notes", "ht_importer may not act as ht_mallory");
        target.execute(hint(refused, "Run on the target, as a role that may grant it: "));
        importing().assertOk();
        assertEqual();
    }

    @Test
    void ownerWhoLacksARight_isNamedWithTheGrant() {
        target.execute("revoke temporary on database " + target.name() + " from public; grant temporary on database "
                + target.name() + " to ht_importer, ht_victim; alter schema mall owner to ht_victim;"
                + " revoke all on schema mall from ht_mallory, public; grant usage on schema mall to ht_importer");
        ship();

        Ran temporary = importing();
        temporary.assertRefused(ExitCode.TARGET, "mall.notes", "may not make temporary objects");
        target.execute(hint(temporary, "Run on the target, as the database's owner: "));
        Ran usage = importing();
        usage.assertRefused(ExitCode.TARGET, "mall.notes", "may not use its schema");
        target.execute(hint(usage, "Run on the target, as the schema's owner: "));
        importing().assertOk();
        assertEqual();
    }

    /** Of a hint, the statement behind its first words. */
    private static String hint(Ran ran, String words) {
        return ran.err()
                .lines()
                .filter(line -> line.contains(words))
                .map(line -> line.substring(line.indexOf(words) + words.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ran.toString()));
    }

    private void place(Place place) {
        mallory.execute(place.sql);
    }

    private void change(int round) {
        source.execute("update mall.notes set note = note || '!' where id % 3 = " + round
                + "; delete from mall.notes where id % 5 = " + round
                + "; insert into mall.notes (id, code, note) values ("
                + (100 + round) + ", 'new', null); update hall.orders set note = note || '!' where id % 2 = 0");
    }

    private void ship() {
        ran("export", "--config", path("exporter.yaml"));
        try (Stream<Path> files = Files.list(made("outbox"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.move(file, made("inbox").resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ran importing(String... options) {
        return Ran.of(Stream.concat(Stream.of("import", "--config", path("importer.yaml")), Stream.of(options))
                .toArray(String[]::new));
    }

    private List<List<String>> loot() {
        return target.query("select distinct as_role, left(during, 100) from hall.loot where as_role <> 'ht_mallory'");
    }

    private void assertEqual() {
        assertThat(rows(target)).isEqualTo(rows(source)).isNotEmpty();
        // The test's own reading fell into the traps.
        target.execute("truncate hall.loot");
    }

    private static List<List<String>> rows(TestDatabase database) {
        return database.query("""
                select 'orders', id::text, note, null, null, null, null from hall.orders
                union all
                select 'notes', id::text, code, note, many::text, two::text, span::text from mall.notes
                order by 1, 2, 3""");
    }

    private void configure(String asOwner) {
        configure(asOwner, importer.url());
    }

    private void configure(String asOwner, String url) {
        ShopPipeline.write(
                path("importer.yaml"),
                "target: " + url + "\nlock-timeout: 2s\n" + asOwner + "\ninboxes:\n  shop:\n    from: " + made("inbox")
                        + "\n    tables: [hall.orders, mall.notes]\n");
    }

    private Path made(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static void ran(String... command) {
        Ran.of(command).assertOk();
    }
}
