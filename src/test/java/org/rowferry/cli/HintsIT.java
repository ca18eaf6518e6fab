package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each failure is mended by its own hints alone, run as they stand by the role that they are for. */
class HintsIT {
    @TempDir
    private static Path folder;

    private static HintedHosts hosts;

    @BeforeAll
    static void firstNight() throws IOException {
        hosts = new HintedHosts(folder);
        hosts.change();
        mended(hosts::export, true, "");
        hosts.carry();
        mended(hosts::importing, false, "");
        hosts.assertEqual();
    }

    /** Nobody else would ever end it. */
    @AfterEach
    void forgetPrepared() {
        Stream.of(hosts.source(), hosts.target())
                .forEach(side -> side.query("select gid from pg_prepared_xacts where database = current_database()")
                        .forEach(row ->
                                side.execute("rollback prepared '" + row.get(0).replace("'", "''") + "'")));
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    /** What happens on the source, and which of several ways is taken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table shop.notes disable trigger rowferry_update|",
                "drop table shop.notes cascade; create table shop.notes (id bigint primary key, body text, mood shop.mood);"
                        + " alter table shop.notes owner to hinted_source_owner;"
                        + " insert into shop.notes select i, concat('note ', i), 'well' from generate_series(1, 20) i|",
                "revoke select on shop.\"Order-Lines\" from rowferry_exporter|",
                "revoke usage on schema shop from rowferry_exporter|",
                "revoke usage on schema rowferry from rowferry_exporter|",
                "revoke select, insert on rowferry.export_tracking from rowferry_exporter|",
                "revoke select on rowferry.capture from rowferry_exporter|",
                "revoke insert, update on rowferry.run_lock from rowferry_exporter|",
                "revoke all on rowferry.purge_clock, rowferry.link_reader from rowferry_exporter|",
                "revoke delete on rowferry.export_bundle from rowferry_exporter|",
                "revoke delete on rowferry.\"shop.notes\" from rowferry_exporter|",
                "delete from rowferry.incarnation|",
                "begin; lock table shop.notes in access exclusive mode; prepare transaction 'night''s end'|rollback",
                "revoke connect on database %database from rowferry_exporter, public;"
                        + " grant connect on database %database to hinted_source_owner|",
                "alter role rowferry_exporter password 'another'|",
                "drop table rowferry.\"shop.notes\"|",
                "drop table rowferry.export_tracking|",
                "drop table rowferry.capture cascade|",
                "drop function rowferry.capture_fault(oid) cascade|",
                "drop function rowferry.guard_shadow() cascade|",
                "drop function rowferry.forget_bundles(text, interval)|",
                "alter function rowferry.is_restored() rename to aside|",
                "drop procedure rowferry.prepare_capture; alter table shop.notes disable trigger rowferry_update|",
                "create or replace function rowferry.reset_hint(base text) returns text language sql as 'select null';"
                        + " alter table shop.notes disable trigger rowferry_update|",
                "drop schema rowferry cascade|",
                "delete from rowferry.layout|"
            })
    void sourceInTrouble_isMendedByItsHints(String sql, String way) {
        hosts.night();
        hosts.change();
        hosts.source().execute(sql.replace("%database", hosts.source().name()));
        mended(hosts::export, true, way == null ? "" : way);
        hosts.carry();
        mended(hosts::importing, false, "");
        hosts.night();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table shop.notes add check (body not like 'change%') not valid|",
                "alter table shop.notes drop column body|",
                "alter table shop.notes add owned int not null default 1; alter table shop.notes alter owned drop default|",
                "create rule quiet as on delete to shop.notes do instead nothing|",
                "create function shop.swallow() returns trigger language plpgsql as 'begin return null; end';"
                        + " create trigger swallow before insert on shop.notes for each row execute function shop.swallow()"
                        + "|disable trigger",
                "create function shop.refuse() returns event_trigger language plpgsql as"
                        + " 'begin raise exception ''no tables today''; end';"
                        + " create event trigger \"Guard\" on ddl_command_start execute function shop.refuse()|",
                "revoke insert on shop.notes from rowferry_importer|",
                "revoke usage on schema shop from rowferry_importer|",
                "revoke update on rowferry.import_tracking from rowferry_importer|",
                "revoke all on rowferry.run_lock from rowferry_importer|",
                "alter table shop.notes enable row level security|",
                "begin; lock table shop.notes in access exclusive mode; prepare transaction 'night''s end'|rollback",
                "revoke temporary on database %database from rowferry_importer, public|",
                "revoke connect on database %database from rowferry_importer, public;"
                        + " grant connect on database %database to hinted_target_owner|",
                "alter role rowferry_importer password 'another'|",
                "drop table shop.notes|",
                "drop schema shop cascade|",
                "drop table rowferry.import_tracking|",
                "drop schema rowferry cascade|",
                "delete from rowferry.layout|"
            })
    void targetInTrouble_isMendedByItsHints(String sql, String way) {
        hosts.night();
        hosts.change();
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        hosts.target().execute(sql.replace("%database", hosts.target().name()));
        mended(hosts::importing, false, way == null ? "" : way);
        hosts.night();
    }

    @Test
    void partitionThatTheTargetLacks_isMadeByTheHint() {
        hosts.night();
        hosts.target().execute("""
                drop table shop.parts;
                create table shop.parts (id int, region text, primary key (id, region)) partition by list (region);
                create table shop.parts_north partition of shop.parts for values in ('north');
                alter table shop.parts owner to hinted_target_owner;
                grant select, insert, update, delete on shop.parts to rowferry_importer""");
        hosts.source().execute("""
                create table if not exists shop.parts_south partition of shop.parts for values in ('south');
                insert into shop.parts values (1, 'south')""");
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        mended(hosts::importing, false, "default");
        assertThat(hosts.target().query("select 1 from pg_class where relname = 'parts_default'"))
                .hasSize(1);
        hosts.night();
    }

    @Test
    void labelThatTheTargetLacks_isAddedByTheHint() {
        hosts.night();
        hosts.source().execute("alter type shop.mood add value if not exists 'so ''so'");
        hosts.source().execute("insert into shop.notes values (99, 'x', 'so ''so')");
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        mended(hosts::importing, false, "");
        hosts.night();
    }

    @Test
    void constraintThatTheSourceHasNot_isDroppedByTheHint() {
        hosts.night();
        hosts.target().execute("alter table shop.notes add constraint one_body unique (body)");
        hosts.source().execute("update shop.notes set body = 'the same' where id in (3, 4)");
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        mended(hosts::importing, false, "");
        hosts.night();
    }

    @Test
    void functionThatNamesTablesWithoutSchema_getsItsSearchPathByTheHint() {
        hosts.night();
        hosts.target().execute("""
                create table shop.audit (id bigint);
                grant insert on shop.audit to rowferry_importer;
                create function shop.note() returns trigger language plpgsql as
                    'begin insert into audit values (new.id); return null; end';
                alter function shop.note() owner to hinted_target_owner;
                create trigger note after insert or update on shop.notes for each row execute function shop.note()""");
        hosts.change();
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        assertThat(hosts.importing().text()).contains("relation \"audit\" does not exist", "search_path");
        mended(hosts::importing, false, "");
        assertThat(hosts.target().query("select id from shop.audit")).isNotEmpty();
        hosts.night();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plpgsql stable|begin return exists (select from laws); end|alter table shop.notes add check (shop.\"is It\"(body))",
                "sql stable|select exists (select from laws)|alter table shop.notes add check (shop.\"is It\"(body))"
            })
    void functionOfACheck_getsItsSearchPathByTheHint(String kind, String body, String use) {
        hosts.night();
        hosts.target()
                .execute(
                        "create table if not exists shop.laws (id int); grant select on shop.laws to rowferry_importer;"
                                + " insert into shop.laws values (1); set search_path = shop, public;"
                                + " create function shop.\"is It\"(text) returns boolean language " + kind + " as '"
                                + body + "';"
                                + " alter function shop.\"is It\"(text) owner to hinted_target_owner; " + use
                                + "; reset search_path");
        hosts.change();
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        assertThat(hosts.importing().text())
                .contains("alter routine shop.\"is It\"(text) set search_path = shop, public;");
        mended(hosts::importing, false, "");
        hosts.night();
        hosts.target().execute("drop function shop.\"is It\"(text) cascade");
        hosts.night();
    }

    @Test
    void fileThatIsLost_isMadeAgainByTheHint() {
        hosts.night();
        hosts.change();
        HintedHosts.assertOk(hosts.export());
        Bundles.in(hosts.outbox()).forEach(bundle -> bundle.toFile().delete());
        hosts.change();
        HintedHosts.assertOk(hosts.export());
        hosts.carry();
        mended(hosts::importing, false, "");
        hosts.assertEqual();
        hosts.night();
    }

    private static void mended(Supplier<Operator.Answer> job, boolean ofSource, String way) {
        new Mending(hosts, ofSource).run(job, way);
    }
}
