package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/** What the generated triggers note, whatever way a row is written. */
class CaptureIT {
    private static final TableName ORDERS = TableName.of("app", "orders");
    private static final TableName ITEMS = TableName.of("app", "items");
    private static final String ROWS = "insert into app.orders select i from generate_series(1, 5) as i";

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    /** Statements on a table that holds 1 to 5, the keys that they must leave, and the major that knows them. */
    static Stream<Arguments> statements() {
        List<Arguments> cases = List.of(
                arguments(13, "insert into app.orders values (6), (7)", "6 7"),
                arguments(
                        13, "insert into app.orders values (5), (6) on conflict (id) do update set note = 'x'", "5 6"),
                arguments(13, "insert into app.orders values (5), (6) on conflict do nothing", "6"),
                arguments(13, "update app.orders set note = 'x' where id in (1, 2)", "1 2"),
                arguments(13, "update app.orders set note = 'x' where false", ""),
                arguments(13, "update app.orders set id = id + 10 where id in (1, 2)", "1 2 11 12"),
                arguments(
                        13,
                        "update app.orders set id = 0 where id = 2; update app.orders set id = 2 where id = 4;"
                                + " update app.orders set id = 4 where id = 0",
                        "0 2 4"),
                arguments(13, "delete from app.orders where id = 3", "3"),
                arguments(13, "truncate app.orders", "TRUNCATE"),
                arguments(13, "begin; delete from app.orders where id = 1; rollback", ""),
                arguments(
                        13,
                        "begin; insert into app.orders values (6); savepoint a; insert into app.orders values (7);"
                                + " rollback to a; insert into app.orders values (8); commit",
                        "6 8"),
                arguments(
                        13,
                        "with gone as (delete from app.orders where id = 1), new as (insert into app.orders values (6)),"
                                + " more as (insert into app.orders values (7))"
                                + " update app.orders set note = 'x' where id = 2",
                        "1 2 6 7"),
                arguments(
                        15,
                        "merge into app.orders as o using (values (1, 'x'), (2, 'gone'), (6, 'x')) as v (id, note)"
                                + " on o.id = v.id when matched and v.note = 'gone' then delete"
                                + " when matched then update set note = v.note"
                                + " when not matched then insert values (v.id, v.note)",
                        "1 2 6"),
                arguments(
                        17,
                        "merge into app.orders as o using (values (1)) as v (id) on o.id = v.id"
                                + " when matched then update set id = 11"
                                + " when not matched by source and o.id = 5 then delete",
                        "1 5 11"));
        return servers()
                .flatMap(server -> cases.stream()
                        .filter(each -> (int) each.get()[0] <= server.major())
                        .flatMap(each -> Stream.of(CaptureMode.values())
                                .filter(mode -> isTurn(server, mode, (int) each.get()[0], cases.indexOf(each)))
                                .map(mode -> arguments(server, mode, each.get()[1], each.get()[2]))));
    }

    /** Of each two statements one is played in that mode on the oldest; one that is new there has no such turn. */
    private static boolean isTurn(Server server, CaptureMode mode, int since, int statement) {
        boolean other = server.equals(Servers.oldest()) == (mode == CaptureMode.ROW);
        return since > Servers.oldest().major() || Cases.isTurn(statement, other ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void statement_leavesTheKeysOfItsRows(Server server, CaptureMode mode, String statement, String keys) {
        try (Source source = orders(server, mode)) {
            source.writer().execute(statement);
            assertThat(String.join(" ", source.notes("app.orders"))).isEqualTo(keys);
        }
    }

    /** Some at the edges: of keys by themselves, of arrays, and of what is gathered at once. */
    @ParameterizedTest
    @MethodSource("servers")
    void keysOfAStatement_areNotedOnceEach_howeverManyThereAre(Server server) {
        try (Source source = Source.on(server)) {
            source.create(
                    "create table app.orders (id bigint primary key, note text, noted text, rows text, place text,"
                            + " keys text, key text)");
            source.capture(table(ORDERS, CaptureMode.STATEMENT, key("id", "bigint")));
            for (int rows : List.of(1, 15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 200)) {
                List<String> all =
                        IntStream.rangeClosed(1, rows).mapToObj(String::valueOf).toList();
                for (String statement : List.of(
                        "insert into app.orders select i, 'x' from generate_series(1, " + rows + ") as i",
                        "update app.orders set note = 'y'",
                        "delete from app.orders")) {
                    source.writer().execute(statement);
                    assertThat(source.noted("app.orders"))
                            .as("%s of %s rows", statement, rows)
                            .isEqualTo(all);
                    assertThat(
                                    source.superuser()
                                            .value(
                                                    "select max(cardinality(k1s)) <= 3 is not false from rowferry.\"app.orders\""))
                            .isEqualTo("t");
                    source.notes("app.orders");
                }
            }
        }
    }

    /** Types of keys, each with an expression for its values over {@code i}. */
    private static final Map<String, String> TYPES_OF_KEYS = Map.ofEntries(
            Map.entry("smallint", "i"),
            Map.entry("text", "repeat('x', i * 500) || i"),
            Map.entry("character varying(9)", "'v' || i"),
            Map.entry("character(9)", "'c' || i"),
            Map.entry("numeric(10,2)", "i / 4.0"),
            Map.entry("uuid", "md5(i::text)::uuid"),
            Map.entry("\"char\"", "chr(32 + i)::\"char\""),
            Map.entry("name", "'n' || i"),
            Map.entry("bit(9)", "i::bit(9)"),
            Map.entry("bytea", "decode(lpad(i::text, 4, '0'), 'hex')"),
            Map.entry("timestamp(3) with time zone", "timestamptz '2026-01-01' + i * interval '1 day'"),
            Map.entry("interval day to second(3)", "i * interval '1 day'"),
            Map.entry("int8range", "int8range(i, i + 2)"),
            Map.entry("app.\"The Mood\"", "('m' || i)::app.\"The Mood\""),
            Map.entry("app.pair", "row(i, 'p' || i)::app.pair"));

    @ParameterizedTest
    @MethodSource("servers")
    void keyOfOneColumn_isNotedInArrays_whateverItsType(Server server) {
        try (Source source = Source.on(server)) {
            String labels =
                    IntStream.rangeClosed(1, 40).mapToObj(i -> "'m" + i + "'").collect(Collectors.joining(", "));
            source.create("create type app.\"The Mood\" as enum (" + labels
                    + "); create type app.pair as (a integer, b text)");
            TYPES_OF_KEYS.forEach((type, value) -> {
                source.create("create table app.orders (id " + type + " primary key)");
                source.capture(table(ORDERS, CaptureMode.STATEMENT, key("id", type)));
                source.writer().execute("insert into app.orders select " + value + " from generate_series(1, 40) as i");
                assertThat(source.noted("app.orders"))
                        .as(type)
                        .hasSize(40)
                        .isEqualTo(
                                source
                                        .superuser()
                                        .query("select o.id::text from app.orders as o order by o.id")
                                        .stream()
                                        .map(row -> row.get(0))
                                        .toList());
                assertThat(source.superuser().value("select count(k1s) from rowferry.\"app.orders\""))
                        .as(type)
                        .isEqualTo("8");
                assertThat(source.fault("app.orders")).as(type).isEmpty();
                source.reset(ORDERS);
                source.owner().execute("drop table app.orders");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void writeOfAReplicator_isNoted(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.superuser().execute("""
                    set session_replication_role = replica;
                    insert into app.orders values (6);
                    update app.orders set id = 7 where id = 6;
                    delete from app.orders where id = 1;
                    truncate app.orders;
                    reset session_replication_role""");
            assertThat(source.notes("app.orders")).containsExactly("1", "6", "7", "TRUNCATE");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void cascadeOfAForeignKey_isNoted(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.create("""
                    create table app.items (
                        id integer primary key,
                        owned_by bigint references app.orders on delete cascade on update cascade,
                        seen_by bigint references app.orders on delete set null
                    );
                    insert into app.items values (1, 1, 5), (2, 2, 4), (3, 3, 4)""");
            source.capture(table(ITEMS, CaptureMode.STATEMENT, key("id", "integer")));

            source.writer().execute("update app.orders set id = 10 where id = 1");
            assertThat(source.notes("app.items")).containsExactly("1");
            source.writer().execute("delete from app.orders where id = 10");
            assertThat(source.notes("app.items")).containsExactly("1");
            source.writer().execute("delete from app.orders where id = 4");
            assertThat(source.notes("app.items")).containsExactly("2", "3");
            source.owner().execute("truncate app.orders cascade");
            assertThat(source.notes("app.items")).containsExactly("TRUNCATE");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void writeThroughAViewOrARule_isNoted(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.create("""
                    create view app.seen as select * from app.orders;
                    create table app.entrance (id bigint);
                    create rule onwards as on insert to app.entrance
                        do instead insert into app.orders values (new.id)""");
            source.writer().execute("insert into app.seen values (6); insert into app.entrance values (7)");
            assertThat(source.notes("app.orders")).containsExactly("6", "7");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void noteOfASavepoint_bearsTheTopTransaction(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.writer().execute("""
                    begin;
                    insert into app.orders values (6);
                    savepoint a;
                    insert into app.orders values (7);
                    release a;
                    commit""");
            assertThat(source.superuser().value("select count(distinct xid) from rowferry.\"app.orders\""))
                    .isEqualTo("1");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void statementThatWritesNothing_takesNoTransactionId(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.writer().execute("begin; delete from app.orders where false");
            assertThat(source.writer().value("select coalesce(pg_current_xact_id_if_assigned()::text, 'none')"))
                    .isEqualTo("none");
            source.writer().execute("rollback");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void keyOfAnyTypeAndName_isNoted(Server server) {
        try (Source source = Source.on(server)) {
            source.create("""
                    create type app.mood as enum ('sad', 'it''s ok');
                    create domain app.filled as text not null check (value <> '');
                    create domain app.code as app.filled collate "C";
                    create table "My Schema"."Order-Lines" (
                        "group" uuid, "Qty ""x""\" app.mood, code app.code, n numeric(10, 2), at timestamptz, b bytea,
                        v varchar(20), primary key ("group", "Qty ""x""\", code, n, at, b, v)
                    )""");
            TableToCapture lines = table(
                    TableName.of("My Schema", "Order-Lines"),
                    CaptureMode.STATEMENT,
                    key("group", "uuid"),
                    key("Qty \"x\"", "app.mood"),
                    new ShadowColumn(new Identifier("code"), "text", Optional.of("pg_catalog.\"C\""), Samples.ARRAYS),
                    key("n", "numeric(10,2)"),
                    key("at", "timestamp with time zone"),
                    key("b", "bytea"),
                    key("v", "character varying(20)"));
            source.capture(lines);
            String id = source.captureId("\"My Schema\".\"Order-Lines\"");
            source.capture(lines);
            source.writer().execute("""
                    insert into "My Schema"."Order-Lines"
                        values (gen_random_uuid(), 'sad', 'c', 1.5, now(), '\\x00', 'v');
                    update "My Schema"."Order-Lines" set "Qty ""x""\" = 'it''s ok', code = 'd';
                    truncate "My Schema"."Order-Lines\"""");
            assertThat(source.superuser()
                            .query("select k2, k3 from rowferry.\"My Schema.Order-Lines\" order by k3, k2"))
                    .containsExactly(List.of("sad", "c"), List.of("sad", "c"), List.of("it's ok", "d"), nulls());
            assertThat(source.captureId("\"My Schema\".\"Order-Lines\"")).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void writer_needsNoRightOfHisOwnAndGetsNone(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            assertThat(source.writer().value("select has_schema_privilege('rowferry', 'usage')"))
                    .isEqualTo("f");
            assertThatThrownBy(() -> source.writer().execute("select * from rowferry.\"app.orders\""))
                    .hasStackTraceContaining("permission denied");
            assertThat(source.superuser().value("""
                            select has_table_privilege('ddl_capture', 'rowferry."app.orders"', 'insert')::text
                                || has_table_privilege('ddl_capture', 'rowferry."app.orders"', 'select, update, delete')
                                || has_schema_privilege('ddl_capture', 'rowferry', 'create')
                                || has_function_privilege('public', 'rowferry."app.orders"()', 'execute')""")).isEqualTo("truefalsefalsefalse");
        }
    }

    /** A dump prints definitions as these functions do; a trigger whose definition cannot be read breaks pg_upgrade. */
    @ParameterizedTest
    @MethodSource("servers")
    void definitionsOfTheTriggers_canBeReadBack(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            List<List<String>> definitions = source.superuser().query("""
                    select replace(pg_get_triggerdef(oid), 'TRIGGER rowferry_', 'TRIGGER copied_')
                    from pg_trigger where tgrelid = 'app.orders'::regclass and not tgisinternal""");
            assertThat(definitions).hasSize(6);
            source.superuser().execute("set search_path = ''");
            definitions.forEach(definition -> source.superuser().execute(definition.get(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void publicationOfAllTables_doesNotForbidThePurge(Server server) {
        try (Source source = orders(server, CaptureMode.STATEMENT)) {
            source.superuser().execute("create publication everything for all tables");
            source.writer().execute("delete from app.orders where id = 1");
            source.exporter().execute("set rowferry.purging = on; delete from rowferry.\"app.orders\" where xid < '1'");
            assertThat(source.notes("app.orders")).containsExactly("1");
        }
    }

    private static Source orders(Server server, CaptureMode mode) {
        Source source = Source.on(server);
        source.create("create table app.orders (id bigint primary key, note text); " + ROWS);
        source.capture(table(ORDERS, mode, key("id", "bigint")));
        return source;
    }

    private static TableToCapture table(TableName name, CaptureMode mode, ShadowColumn... key) {
        return new TableToCapture(name, ShadowName.of(name), List.of(key), mode);
    }

    private static ShadowColumn key(String name, String type) {
        return new ShadowColumn(new Identifier(name), type, Optional.empty(), Samples.ARRAYS);
    }

    private static List<String> nulls() {
        return Arrays.asList(null, null);
    }
}
