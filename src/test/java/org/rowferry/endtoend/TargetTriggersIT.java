package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.AppliedTable;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.apply.Written;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;

/** Triggers that a target's table came with, as a schema dump brings them along. */
@TakesTurns
@ParameterizedClass
@CsvSource({"true, films, on_change", "false, My Films, Set 'last' \"update\""})
class TargetTriggersIT {
    private static final String TARGET = """
            create function shop.touch() returns trigger language plpgsql as
                'begin new.updated := ''2000-01-01''; return new; end';
            create table shop.heard (what text);
            create function shop.hear() returns trigger language plpgsql security definer as
                'begin insert into shop.heard values (tg_name || '' '' || tg_op); return null; end';
            create trigger <trigger> before insert or update on <table> for each row execute function shop.touch();
            create trigger always after insert or update or delete on <table> for each row execute function shop.hear();
            create constraint trigger late after insert or update on <table> deferrable initially deferred
                for each row execute function shop.hear();
            create trigger never after insert on <table> execute function shop.hear();
            create trigger replica after delete on <table> execute function shop.hear();
            alter table <table> enable always trigger always;
            alter table <table> disable trigger never;
            alter table <table> enable replica trigger replica
            """;

    private final TableName table;
    private final Identifier trigger;
    private final Pipeline ferry;

    TargetTriggersIT(boolean newest, String table, String trigger) {
        this.table = TableName.of("shop", table);
        this.trigger = new Identifier(trigger);
        ShippedSchema cargo = new ShippedSchema(
                List.of(this.table),
                in("create table <table> (id integer primary key, title text, updated date)"),
                in(TARGET));
        this.ferry = newest
                ? Pipeline.between(Servers.oldest(), Servers.newest(), cargo)
                : Pipeline.between(Servers.newest(), Servers.oldest(), cargo);
    }

    @BeforeEach
    void ship() {
        write("insert into <table> select i, 'film ' || i from generate_series(1, 5) i");
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void triggerThatMayChangeWhatArrives_refusesTheTableUntilItsEntrySaysWhatBecomesOfIt() {
        refused(
                table + " has the trigger " + trigger,
                "triggers: disable",
                "triggers: fire",
                "alter table " + table + " disable trigger " + trigger + ";");
    }

    @Test
    void triggersThatFire_doWhatTheyDo() {
        ferry.setEntries(Entries.triggers(FeedEntry.of(table), TriggerFiring.FIRE));
        applied();
        assertThat(value("select count(*) from <table> where updated = '2000-01-01'"))
                .isEqualTo("5");
        assertThat(value("select string_agg(distinct what, ', ' order by what) from shop.heard"))
                .isEqualTo("always INSERT, late INSERT");

        write("update <table> set title = 'other' where id = 1; delete from <table> where id = 2");
        execute("truncate shop.heard");
        assertThat(applied().written()).as("triggers have the rows merged").isEqualTo(new Written(1, 1, 0));
        assertThat(value("select string_agg(what, ', ' order by what) from shop.heard"))
                .isEqualTo("always DELETE, always UPDATE, late UPDATE");
    }

    /** No statement counts what a trigger writes beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from <table> where id = 3",
                "insert into <table> values (77)",
                "delete from <table> where id > 3"
            })
    void rowsThatATriggerWritesBesideWhatArrives_areNoticed(String sql) {
        ferry.setEntries(Entries.triggers(FeedEntry.of(table), TriggerFiring.FIRE));
        applied();
        execute("create function shop.beside() returns trigger language plpgsql security definer as 'begin " + sql
                + "; return null; end'; create trigger beside after update of title on <table> for each statement execute"
                + " function shop.beside()");
        write("update <table> set title = 'other' where id = 1");
        refusedToWrite(" rows are in " + table + ", but 5 by what was there and was written", "\\d " + table);
        execute("drop trigger beside on <table>");
        assertThat(applied().written()).isEqualTo(new Written(0, 1, 0));
    }

    @Test
    void triggersThatAreDisabled_doNothingAndAreAsBeforeAfterwards() {
        disable();
        List<List<String>> before = states();
        assertThat(before).hasSize(5);
        arrives();
        write("update <table> set title = title; delete from <table> where id = 2; insert into <table> values (9)");
        assertThat(arrives().written()).as("nothing has the rows merged").isEqualTo(new Written(5, 0, 5));
        write("truncate <table>; insert into <table> values (1, 'alone', '1999-12-31')");
        arrives();
        assertThat(value("select count(*) from shop.heard")).isEqualTo("0");
        assertThat(states()).isEqualTo(before);
        execute("insert into <table> values (77)");
        assertThat(value("select count(*) from shop.heard")).isEqualTo("2");
    }

    @Test
    void dryRun_leavesTriggersAsTheyAre() {
        disable();
        List<List<String>> before = states();
        assertThat(ferry.rehearse()).singleElement().isInstanceOf(Result.Applied.class);
        assertThat(states()).isEqualTo(before);
        assertThat(value("select count(*) from <table>")).isEqualTo("0");
    }

    @Test
    void bundleThatFails_leavesTriggersAsTheyAre() {
        disable();
        List<List<String>> before = states();
        execute("alter table <table> add constraint few check (id < 5)");
        refused("few", "\\d " + table);
        assertThat(states()).isEqualTo(before);
        execute("alter table <table> drop constraint few");
        arrives();
    }

    @Test
    void deferredForeignKeyThatIsCheckedAtTheEnd_doesNotKeepTriggersFromComingBack() {
        disable();
        List<List<String>> before = states();
        execute("create table shop.titles (title text primary key); insert into shop.titles"
                + " select 'film ' || i from generate_series(1, 5) i;"
                + " alter table <table> add foreign key (title) references shop.titles deferrable initially deferred");
        arrives();
        assertThat(states()).containsAll(before);
    }

    @Test
    void readers_goOnWhileTriggersAreDisabled() {
        disable();
        arrives();
        write("insert into <table> values (6, 'new')");
        List<String> read = new ArrayList<>();
        ferry.setImportJournal(new Steps(step -> {
            if (step.equals("rows written") || step.equals("tracked")) {
                read.add(rowsOfAReader());
            }
        }));
        arrives();
        assertThat(read).containsExactly("5", "5");
    }

    private String rowsOfAReader() {
        try (Connection reader = ferry.target().owner().connect();
                Statement statement = reader.createStatement()) {
            statement.execute("set lock_timeout = '1s'");
            try (ResultSet result = statement.executeQuery(in("select count(*) from <table>"))) {
                return result.next() ? result.getString(1) : "";
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void roleThatHasNotTheOwnersRight_isToldWhatToGrant() {
        ferry.setEntries(Entries.triggers(FeedEntry.of(table), TriggerFiring.DISABLE));
        refused(
                "the triggers of " + table
                        + " cannot be disabled by ferry_importer: the table's owner is ferry_target_owner",
                "grant ferry_target_owner to ferry_importer;",
                "alter table " + table + " owner to ferry_importer;");
    }

    /** It notes what changes here for targets further on, which would never hear of it. */
    @Test
    void triggerOfRowferrysOwn_firesWhateverBecomesOfTheOthers() {
        disable();
        execute("create trigger rowferry_insert after insert on <table> execute function shop.hear()");
        arrives();
        assertThat(value("select string_agg(what, ', ') from shop.heard")).isEqualTo("rowferry_insert INSERT");
    }

    @Test
    void triggersOfPartitions_areAsBeforeAfterwards() {
        disable();
        execute("""
                drop table <table>;
                create table <table> (id integer primary key, title text, updated date) partition by range (id);
                create table shop.low partition of <table> for values from (0) to (3) partition by range (id);
                create table shop.lowest partition of shop.low for values from (0) to (3);
                create table shop.high partition of <table> for values from (3) to (100);
                create trigger <trigger> after insert or update or delete on <table>
                    for each row execute function shop.hear();
                create trigger own before insert or update on shop.lowest for each row execute function shop.touch();
                create trigger off after insert on <table> for each row execute function shop.hear();
                alter table <table> disable trigger off;
                alter table shop.high enable always trigger off;
                alter table shop.lowest disable trigger <trigger>;
                grant select, insert, update, delete on <table> to ferry_importer
                """);
        List<List<String>> before = states();
        assertThat(before).hasSize(9);
        arrives();
        write("update <table> set title = 'other'; delete from <table> where id = 4");
        arrives();
        assertThat(value("select count(*) from shop.heard")).isEqualTo("0");
        assertThat(states()).isEqualTo(before);
    }

    @Test
    void triggerOfAPartitionThatMayChangeWhatArrives_refusesTheTable() {
        execute("""
                drop table <table>;
                create table <table> (id integer primary key, title text, updated date) partition by range (id);
                create table shop.all_of_them partition of <table> default;
                create trigger <trigger> before insert on shop.all_of_them for each row execute function shop.touch();
                grant select, insert, update, delete on <table> to ferry_importer
                """);
        refused("shop.all_of_them has the trigger " + trigger, "triggers: disable", "triggers: fire");
    }

    /** Gives the importer the owner's right, and has it disable the triggers. */
    private void disable() {
        ferry.target().superuser().execute("grant ferry_target_owner to ferry_importer");
        ferry.setEntries(Entries.triggers(FeedEntry.of(table), TriggerFiring.DISABLE));
    }

    private void write(String sql) {
        ferry.source().writer().execute(in(sql));
        ferry.ship(((Outcome.Exported) ferry.export()).file());
    }

    private AppliedTable arrives() {
        AppliedTable line = applied();
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
        return line;
    }

    private AppliedTable applied() {
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Applied.class);
        return ((Result.Applied) results.get(0)).tables().get(0);
    }

    private void refused(String... words) {
        refusedToWrite(words);
        assertThat(ferry.targetRows()).isEmpty();
    }

    private void refusedToWrite(String... words) {
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        Failure failure = ((Result.Refused) results.get(0)).failure();
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        assertThat(failure.getMessage() + failure.hints()).contains(words);
    }

    private List<List<String>> states() {
        return ferry.target()
                .superuser()
                .query("select tgrelid::regclass, tgname, tgenabled from pg_trigger"
                        + " where not tgisinternal or (tgparentid <> 0 and tgconstraint = 0) order by 1, 2");
    }

    private void execute(String sql) {
        ferry.target().owner().execute(in(sql));
    }

    private String value(String sql) {
        return ferry.target().superuser().value(in(sql));
    }

    private String in(String sql) {
        return sql.replace("<table>", table.toString()).replace("<trigger>", trigger.toString());
    }
}
