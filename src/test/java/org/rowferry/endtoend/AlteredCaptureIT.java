package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.exporter.Outcome;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What captured changes hang on is altered between two exports and put back as it was: no change gets lost by it. */
class AlteredCaptureIT {
    private static final TableName LINES = TableName.of("odd", "The \"Li'nes\"");
    private static final TableName PARTS = TableName.of("odd", "parts");
    private static final String ALTERED = "its shadow table or a function behind it was altered by hand";

    private static final Map<Server, Pipeline> FERRIES =
            Map.of(Servers.oldest(), between(Servers.oldest()), Servers.newest(), between(Servers.newest()));

    /** Each leaves the capture as it was; what was written meanwhile is noted nowhere, or was noted and is gone. */
    private static final List<String> ACCIDENTS = List.of(
            """
            do $$ declare was text := pg_get_functiondef('SHADOW()'::regprocedure); begin
                execute regexp_replace(was, 'AS \\$[a-z_]*\\$.*', 'AS ''begin return null; end''');
                update TABLE set v = 'unseen'; execute was;
            end $$""",
            """
            do $$ declare was text := pg_get_functiondef('SHADOW()'::regprocedure); begin
                execute regexp_replace(was, 'AS \\$[a-z_]*\\$.*', 'AS ''begin return null; end''');
                insert into TABLE values (8, 'unseen'); delete from TABLE where "i d" = 2; execute was;
            end $$""",
            """
            update TABLE set v = 'lost';
            do $$ declare was text := pg_get_functiondef('rowferry.guard_shadow()'::regprocedure); begin
                execute regexp_replace(was, 'AS \\$[a-z_]*\\$.*', 'AS ''begin return coalesce(new, old); end''');
                delete from SHADOW; execute was;
            end $$""",
            """
            alter table SHADOW rename to away; create table SHADOW (like rowferry.away);
            grant insert on SHADOW to ferry_capture;
            update TABLE set v = 'elsewhere'; drop table SHADOW; alter table rowferry.away rename to SHORT""",
            """
            create schema if not exists aside; alter table SHADOW set schema aside; create table SHADOW (like aside.SHORT);
            grant insert on SHADOW to ferry_capture;
            update TABLE set v = 'elsewhere'; drop table SHADOW; alter table aside.SHORT set schema rowferry""",
            """
            update TABLE set v = 'lost'; alter table SHADOW drop k1; alter table SHADOW add k1 integer default 1;
            create index on SHADOW (xid) where k1 is null""",
            "update TABLE set v = 'lost'; alter table SHADOW alter k1 type integer using 1",
            "update TABLE set v = 'lost'; alter table SHADOW alter xid type xid8 using '3'");

    private static Pipeline between(Server server) {
        return Pipeline.between(server, Servers.newest(), ShippedSchema.of("""
                create table odd."The ""Li'nes\""" ("i d" integer primary key, v text);
                create table odd.parts ("i d" integer primary key, v text) partition by range ("i d");
                create table odd.parts_1 partition of odd.parts for values from (0) to (1000)""", LINES.toString(), PARTS.toString()));
    }

    @AfterAll
    static void closeFerries() {
        FERRIES.values().forEach(Pipeline::close);
    }

    /** Each would turn aside what is noted, all of it or one key. */
    private static final Map<String, String> TURNINGS = Map.of(
            "create rule aside as on insert to SHADOW do instead nothing",
            "drop rule aside on SHADOW",
            "create rule aside as on insert to SHADOW where new.k1 = 2 do instead nothing",
            "drop rule aside on SHADOW",
            "create table odd.elsewhere (like SHADOW); grant insert on odd.elsewhere to ferry_capture;"
                    + " create rule aside as on insert to SHADOW do instead insert into odd.elsewhere values (new.*)",
            "drop rule aside on SHADOW; drop table odd.elsewhere",
            "create function odd.gone() returns trigger language plpgsql as 'begin return null; end';"
                    + " create trigger aaa before insert on SHADOW for each row execute function odd.gone()",
            "drop function odd.gone() cascade",
            "create function odd.gone() returns trigger language plpgsql as 'begin return null; end'; create trigger zzz"
                    + " before insert on SHADOW for each row when (new.k1 = 2) execute function odd.gone()",
            "drop function odd.gone() cascade");

    private static final List<String> UPKEEP = List.of(
            "vacuum full SHADOW",
            "vacuum freeze SHADOW",
            "analyze SHADOW",
            "reindex table SHADOW",
            "cluster SHADOW using KEY",
            "grant select on SHADOW to public",
            "alter table SHADOW set (autovacuum_vacuum_threshold = 7)",
            "vacuum full pg_catalog.pg_proc",
            "vacuum full pg_catalog.pg_type",
            "vacuum freeze pg_catalog.pg_proc");

    /** Each table and each server, and each table on each server with all cases. */
    static Stream<Arguments> tables() {
        return FERRIES.keySet().stream()
                .flatMap(server -> Stream.of(LINES, PARTS)
                        .filter(table -> Cases.coversPairs(server.equals(Servers.newest()), table.equals(PARTS)))
                        .map(table -> Arguments.of(server, table)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void captureAlteredForAWhile_makesAFullOfItsTable_andSaysWhy(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        for (String sql : ACCIDENTS) {
            on(ferry, table, sql);
            Outcome outcome = ferry.export();
            assertThat(why(outcome, table)).as(sql).isEqualTo(ALTERED);
            assertThat(why(outcome, other(table))).as(sql).isEqualTo(sql.contains("guard_shadow()") ? ALTERED : "");
            ferry.importAllOf(outcome);
            assertEqual(ferry);
            assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void captureAlteredForAWhile_isNotForgottenByGeneratingItAgain(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        for (String sql : ACCIDENTS) {
            on(ferry, table, sql);
            ferry.source().generateTracking(IncarnationChange.NONE);
            ferry.source().generateExporter();
            Outcome outcome = ferry.export();
            assertThat(why(outcome, table)).as(sql).isEqualTo("its capture was installed anew");
            ferry.importAllOf(outcome);
            assertEqual(ferry);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void changeThatARuleOrATriggerTurnsAside_failsWhereItIsWritten(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        TURNINGS.forEach((made, dropped) -> {
            on(ferry, table, made);
            assertThatThrownBy(() -> ferry.source().writer().execute("update " + table + " set v = 'unseen'"))
                    .as(made)
                    .hasStackTraceContaining("cannot be noted: a rule or a trigger turns it aside");
            on(ferry, table, dropped);
            ferry.source().writer().execute("update " + table + " set v = v || '+'");
            ferry.importAllOf(ferry.export());
            assertEqual(ferry);
        });
    }

    @ParameterizedTest
    @MethodSource("tables")
    void shadowTable_cannotBecomeAChildThatIsEmptiedThroughItsParent(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        ferry.source().writer().execute("update " + table + " set v = 'kept'");
        for (String made : List.of(
                "create table odd.parent (); alter table SHADOW inherit odd.parent",
                "create table odd.parent (xid xid8 not null); alter table SHADOW inherit odd.parent",
                "create table odd.parent (like SHADOW) partition by list (k1);"
                        + " alter table odd.parent attach partition SHADOW default")) {
            assertThatThrownBy(() -> on(ferry, table, made))
                    .hasStackTraceContaining("trigger \"rowferry_no_child\" prevents table");
        }
        ferry.importAllOf(ferry.export());
        assertEqual(ferry);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void shadowTableThatHidesItsRows_isRefused(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        on(ferry, table, "alter table SHADOW enable row level security");
        assertThatThrownBy(ferry::export).hasMessageContaining("has row security");
        on(ferry, table, "alter table SHADOW disable row level security");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void upkeepAndScriptsRunAgain_makeNoFull(Server server, TableName table) {
        Pipeline ferry = shipped(server);
        for (String sql : UPKEEP) {
            on(ferry, table, sql);
            assertChanges(ferry, table, sql);
        }
        ferry.source().generateTracking(IncarnationChange.NONE);
        ferry.source().generateExporter();
        ferry.source().generateExporter();
        assertChanges(ferry, table, "generate");
        assertEqual(ferry);
    }

    private static void assertChanges(Pipeline ferry, TableName table, String sql) {
        ferry.source().writer().execute("update " + table + " set v = v || '.'");
        Outcome outcome = ferry.export();
        assertThat(why(outcome, table)).as(sql).isEmpty();
        ferry.importAllOf(outcome);
    }

    /** Whatever a test before has left, all is shipped and equal now. */
    private static Pipeline shipped(Server server) {
        Pipeline ferry = Objects.requireNonNull(FERRIES.get(server));
        for (TableName table : List.of(LINES, PARTS)) {
            ferry.source()
                    .writer()
                    .execute("delete from " + table + "; insert into " + table
                            + " select i, 'x' from generate_series(1, 5) as i");
        }
        ferry.source().generateExporter();
        ferry.importAllOf(ferry.export());
        return ferry;
    }

    private static void on(Pipeline ferry, TableName table, String sql) {
        TestDatabase superuser = ferry.source().superuser();
        String name = superuser.value("select shadow_name from rowferry.capture where table_oid = '"
                + table.toString().replace("'", "''") + "'::regclass");
        String key = superuser.value("select indexrelid::regclass from pg_index where indrelid = 'rowferry."
                + quoted(name).replace("'", "''") + "'::regclass and indpred is null");
        superuser.execute(sql.replace("'SHADOW()'", "'rowferry." + quoted(name).replace("'", "''") + "()'")
                .replace("SHADOW", "rowferry." + quoted(name))
                .replace("SHORT", quoted(name))
                .replace("KEY", key.replace("rowferry.", ""))
                .replace("TABLE", table.toString()));
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static TableName other(TableName table) {
        return table.equals(LINES) ? PARTS : LINES;
    }

    private static String why(Outcome outcome, TableName table) {
        return ((Outcome.Exported) outcome)
                .tables().stream()
                        .filter(line -> line.table().equals(table))
                        .findFirst()
                        .orElseThrow()
                        .full();
    }

    private static void assertEqual(Pipeline ferry) {
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
    }
}
