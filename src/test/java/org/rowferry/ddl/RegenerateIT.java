package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/** Running the scripts again, on capture that is whole, damaged, or half gone. */
class RegenerateIT {
    private static final TableName ORDERS = TableName.of("app", "orders");
    private static final String MAKE_ORDERS =
            "create table if not exists app.orders (id bigint primary key, note text)";

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    /** What may happen to capture, and what is said of it. */
    static Stream<Arguments> damages() {
        return onAServer(
                arguments(
                        "alter table app.orders disable trigger rowferry_delete",
                        "the trigger rowferry_delete is disabled"),
                arguments(
                        "alter table app.orders enable always trigger rowferry_update",
                        "the trigger rowferry_update is enabled always, not enabled"),
                arguments(
                        "alter table app.orders enable trigger rowferry_replica",
                        "the trigger rowferry_replica is enabled, not enabled replica"),
                arguments("drop trigger rowferry_replica on app.orders", "the trigger rowferry_replica is missing"),
                arguments(
                        "alter table rowferry.\"app.orders\" disable trigger rowferry_guard",
                        "the trigger rowferry_guard is disabled, not enabled always"),
                arguments(
                        "drop trigger rowferry_guard on rowferry.\"app.orders\"",
                        "the trigger rowferry_guard is missing"),
                arguments(
                        "create rule nothing as on insert to rowferry.\"app.orders\" do instead nothing",
                        "the shadow table \"app.orders\" has a rule"),
                arguments(
                        "create trigger mine before insert on rowferry.\"app.orders\" for each row"
                                + " execute function suppress_redundant_updates_trigger()",
                        "the shadow table \"app.orders\" has the trigger mine, which is none of Rowferry's"),
                arguments(
                        "alter table rowferry.\"app.orders\" set unlogged",
                        "the shadow table \"app.orders\" is not a permanent table"),
                arguments(
                        "create or replace function rowferry.\"app.orders\"() returns trigger language plpgsql as"
                                + " 'begin return null; end'",
                        "the function \"app.orders\"() is another one"),
                arguments("alter table app.orders disable trigger user", "the trigger rowferry_insert is disabled"),
                arguments(
                        "drop trigger rowferry_key_change on app.orders", "the trigger rowferry_key_change is missing"),
                arguments("drop function rowferry.\"app.orders\"() cascade", "the trigger rowferry_insert is missing"),
                arguments(
                        "drop trigger rowferry_truncate on app.orders; create trigger rowferry_truncate before truncate"
                                + " on app.orders for each statement execute function rowferry.\"app.orders\"();"
                                + " alter table app.orders enable always trigger rowferry_truncate",
                        "the trigger rowferry_truncate is another one"),
                arguments("drop table rowferry.\"app.orders\"", "the shadow table \"app.orders\" is missing"),
                arguments("alter table rowferry.\"app.orders\" add k2 integer", "does not go with the key (id)"),
                arguments("alter table rowferry.\"app.orders\" alter k1 type text", "does not go with the key (id)"),
                arguments("delete from rowferry.capture", "it is not captured"),
                arguments("drop table app.orders; " + MAKE_ORDERS, "it is not captured"));
    }

    /** What may be left of capture when it is to be taken off. */
    static Stream<Arguments> remains() {
        return onAServer(
                arguments("select"),
                arguments("drop trigger rowferry_insert on app.orders"),
                arguments("drop table rowferry.\"app.orders\""),
                arguments("drop function rowferry.\"app.orders\"() cascade"),
                arguments("delete from rowferry.capture"),
                arguments("drop table app.orders"),
                arguments("drop table app.orders; delete from rowferry.capture"),
                arguments("alter table app.orders rename to moved"),
                arguments("alter table app.orders rename to moved; delete from rowferry.capture"),
                arguments("alter table app.orders rename to moved; create table app.orders (id integer primary key)"));
    }

    /** Each case on one server; the scripts' words are the same for all. */
    private static Stream<Arguments> onAServer(Arguments... cases) {
        List<Server> servers = servers().toList();
        return IntStream.range(0, cases.length)
                .boxed()
                .flatMap(place -> IntStream.range(0, servers.size())
                        .filter(number -> Cases.isTurn(place, number))
                        .mapToObj(number ->
                                arguments(Stream.concat(Stream.of(servers.get(number)), Stream.of(cases[place].get()))
                                        .toArray())));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void secondRun_keepsTheIdAndLocksNothing(Server server) {
        try (Source source = orders(server)) {
            String id = source.captureId("app.orders");
            source.owner().execute("begin;\n" + capture(CaptureMode.STATEMENT).body());
            assertThat(source.owner().query("""
                            select distinct relation::regclass::text || ' ' || mode from pg_locks
                            where pid = pg_backend_pid() and mode <> 'AccessShareLock'
                                and relation in ('app.orders'::regclass, 'rowferry."app.orders"'::regclass)""")).isEmpty();
            source.owner().execute("commit");
            assertThat(source.captureId("app.orders")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damage_isToldAndMendedWithANewId(Server server, String damage, String told) {
        try (Source source = orders(server)) {
            String id = source.captureId("app.orders");
            source.owner().execute(damage);
            assertThat(source.fault("app.orders")).contains(told);

            source.run(capture(CaptureMode.STATEMENT));
            assertThat(source.captureId("app.orders")).isNotIn(id, "none");
            assertIsWhole(source);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void otherMode_renewsTheId(Server server) {
        try (Source source = orders(server)) {
            for (CaptureMode mode : List.of(CaptureMode.ROW, CaptureMode.STATEMENT)) {
                String id = source.captureId("app.orders");
                source.run(capture(mode));
                assertThat(source.captureId("app.orders")).isNotIn(id, "none");
                assertIsWhole(source);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void indexThatWasDropped_isMadeAgainWithTheSameId(Server server) {
        try (Source source = orders(server)) {
            String id = source.captureId("app.orders");
            source.owner().execute("drop index rowferry.\"app.orders_xid_idx\"");
            source.run(capture(CaptureMode.STATEMENT));
            assertThat(source.superuser().value("select count(*) from pg_indexes where tablename = 'app.orders'"))
                    .isEqualTo("2");
            assertThat(source.captureId("app.orders")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void renamedTable_keepsItsShadowAndItsId(Server server) {
        try (Source source = orders(server)) {
            String id = source.captureId("app.orders");
            source.owner().execute("alter table app.orders rename to moved");
            source.owner().execute("insert into app.moved values (1)");
            TableName moved = TableName.of("app", "moved");
            source.capture(new TableToCapture(moved, ShadowName.of(ORDERS), key(), CaptureMode.STATEMENT));
            assertThat(source.captureId("app.moved")).isEqualTo(id);
            assertThat(source.superuser().value("select table_name from rowferry.capture"))
                    .isEqualTo("moved");
            assertThat(source.notes("app.orders")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void renamedKeyColumn_failsWritersUntilCaptureIsGeneratedAnew(Server server) {
        try (Source source = orders(server)) {
            source.owner().execute("alter table app.orders rename id to nr");
            assertThat(source.fault("app.orders")).contains("does not go with the key (id)");
            assertThatThrownBy(() -> source.owner().execute("insert into app.orders values (1)"))
                    .hasStackTraceContaining("column n.id does not exist");
            ShadowColumn renamed = new ShadowColumn(new Identifier("nr"), "bigint", Optional.empty(), Samples.ARRAYS);
            source.capture(new TableToCapture(ORDERS, ShadowName.of(ORDERS), List.of(renamed), CaptureMode.STATEMENT));
            source.owner().execute("insert into app.orders values (1)");
            assertThat(source.notes("app.orders")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void newTableOfARenamedOnesName_isRefusedWithTheWayOut(Server server) {
        try (Source source = orders(server)) {
            source.owner().execute("alter table app.orders rename to moved; " + MAKE_ORDERS);
            assertThatThrownBy(() -> source.run(capture(CaptureMode.STATEMENT)))
                    .hasStackTraceContaining("the shadow table app.orders is in use by the table app.moved")
                    .hasStackTraceContaining("rowferry generate reset 'app.moved' --source 'host=");
        }
    }

    @ParameterizedTest
    @MethodSource("remains")
    void reset_leavesNothingAndMayRunTwice(Server server, String before) {
        try (Source source = orders(server)) {
            source.superuser().execute("""
                    insert into rowferry.export_target values ('reporting', 0);
                    insert into rowferry.export_tracking
                    select 'reporting', table_oid, schema_name, table_name, 1, 1, 'trigger', id, '{}', 'shape', '{}', 0,
                        '{}', 0, null, '', '', 'full', 0, 0, 0, now()
                    from rowferry.capture""");
            source.owner().execute(before);
            source.reset(ORDERS);
            source.reset(ORDERS);
            assertThat(source.superuser().query("""
                            select tgname from pg_trigger where starts_with(tgname, 'rowferry_')
                            union all
                            select proname from pg_proc where proname = 'app.orders'
                            union all
                            select relname from pg_class where relname = 'app.orders'
                            union all
                            select table_name from rowferry.capture
                            union all
                            select table_name from rowferry.export_tracking""")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void reset_leavesTheShadowOfAnotherTable(Server server) {
        try (Source source = orders(server)) {
            source.owner().execute("alter table app.orders rename to moved");
            source.capture(new TableToCapture(
                    TableName.of("app", "moved"), ShadowName.of(ORDERS), key(), CaptureMode.STATEMENT));
            source.reset(ORDERS);
            assertThat(source.fault("app.moved")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void reset_isHarmlessWhereTheSchemaIsGone(Server server) {
        try (Source source = orders(server)) {
            source.owner().execute("drop schema rowferry cascade");
            source.reset(ORDERS);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void capture_isRefusedWhereThereIsNoTracking(Server server) {
        try (Source source = orders(server)) {
            source.owner().execute("drop schema rowferry cascade");
            assertThatThrownBy(() -> source.run(capture(CaptureMode.STATEMENT)))
                    .hasStackTraceContaining("Run first: rowferry generate tracking ");
        }
    }

    /** What may have become of the functions that a table's script calls. */
    static Stream<Arguments> functionsOfAnother() {
        return onAServer(
                arguments("drop function rowferry.capture_fault(oid)"),
                arguments("drop procedure rowferry.prepare_capture"),
                arguments("drop function rowferry.guard_shadow() cascade"),
                arguments("alter procedure rowferry.trace_captures rename to trace"),
                arguments("create or replace function rowferry.capture_fault(base oid) returns text language sql as"
                        + " 'select null::text'"),
                arguments("create or replace function rowferry.guard_shadow() returns trigger language plpgsql as"
                        + " 'begin return coalesce(new, old); end'"),
                arguments("drop function rowferry.capture_traces(text); create function rowferry.capture_traces(text)"
                        + " returns text[] language sql as 'select array[$1]'"));
    }

    @ParameterizedTest
    @MethodSource("functionsOfAnother")
    void functionsOfAnotherVersion_areRefusedByATablesScript_untilTrackingMakesItsOwn(Server server, String damage) {
        try (Source source = orders(server)) {
            source.owner().execute(damage);
            assertThatThrownBy(() -> source.run(capture(CaptureMode.STATEMENT)))
                    .hasStackTraceContaining(
                            "the functions of the tracking in schema rowferry are not those of Rowferry 0.0.0")
                    .hasStackTraceContaining("Run first: rowferry generate tracking ");
            source.owner().execute("rollback");
            source.run(new Scripts(Templates.packaged(), "0.0.0").tracking(Source.OPTIONS, IncarnationChange.NONE));
            source.run(capture(CaptureMode.STATEMENT));
            assertIsWhole(source);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void functionsFromAScriptWithOtherLineEnds_areTheSame(Server server) {
        try (Source source = orders(server)) {
            Script tracking =
                    new Scripts(Templates.packaged(), "0.0.0").tracking(Source.OPTIONS, IncarnationChange.NONE);
            source.owner().execute("begin;\n" + tracking.body().replace("\n", "\r\n") + "commit;");
            source.run(capture(CaptureMode.STATEMENT));
            assertIsWhole(source);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void incarnation_beginsOnceAndIsRenewedOrKeptOnRequest(Server server) {
        try (Source source = orders(server)) {
            Scripts scripts = new Scripts(Templates.packaged(), "0.0.0");
            source.run(scripts.tracking(Source.OPTIONS, IncarnationChange.NONE));
            assertThat(reasons(source)).containsExactly(List.of("first"));
            source.run(scripts.tracking(Source.OPTIONS, IncarnationChange.RENEW));
            assertThat(reasons(source)).containsExactly(List.of("first"), List.of("renewed"));

            source.superuser().execute("update rowferry.incarnation set system_identifier = 'another'");
            source.run(scripts.tracking(Source.OPTIONS, IncarnationChange.KEEP));
            assertThat(source.superuser().value("""
                            select count(*) from rowferry.incarnation as i join rowferry.server_identity() as s
                                on i.system_identifier = s.system_identifier
                            where i.ordinal = 2 and s.database_oid = i.database_oid and s.timeline = i.timeline""")).isEqualTo("1");
            assertThat(reasons(source)).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void newerLayout_isRefused(Server server) {
        try (Source source = orders(server)) {
            source.superuser().execute("update rowferry.layout set version = 3");
            assertThatThrownBy(() -> source.run(new Scripts(Templates.packaged(), "0.0.0")
                            .tracking(Source.OPTIONS, IncarnationChange.NONE)))
                    .hasStackTraceContaining("the schema rowferry has layout 3, but Rowferry 0.0.0 knows none above 2");
        }
    }

    private static void assertIsWhole(Source source) {
        assertThat(source.fault("app.orders")).isEmpty();
        source.notes("app.orders");
        source.owner().execute("""
                insert into app.orders values (90), (91);
                update app.orders set id = 92 where id = 91;
                delete from app.orders where id in (90, 92)""");
        assertThat(source.notes("app.orders")).containsExactly("90", "91", "92");
    }

    private static List<List<String>> reasons(Source source) {
        return source.superuser().query("select reason from rowferry.incarnation order by ordinal");
    }

    private static Source orders(Server server) {
        Source source = Source.on(server);
        source.create(MAKE_ORDERS);
        source.run(capture(CaptureMode.STATEMENT));
        return source;
    }

    private static Script capture(CaptureMode mode) {
        return new Scripts(Templates.packaged(), "0.0.0")
                .exporter(Source.OPTIONS, List.of(new TableToCapture(ORDERS, ShadowName.of(ORDERS), key(), mode)));
    }

    private static List<ShadowColumn> key() {
        return List.of(new ShadowColumn(new Identifier("id"), "bigint", Optional.empty(), Samples.ARRAYS));
    }
}
