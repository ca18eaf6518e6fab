package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/** What capture of a partitioned table notes, whatever becomes of its partitions. */
class PartitionCaptureIT {
    private static final TableName ROOT = TableName.of("My Schema", "Order-Lines");
    private static final TableName LEAF = TableName.of("My Schema", "it's one");
    private static final String SHADOW = "My Schema.Order-Lines";
    private static final String FAULT_OF = "\"My Schema\".\"Order-Lines\"";

    /** By range, then by list, then by hash; one leaf has its columns in another order, and one dropped. */
    private static final String MAKE = """
            create table "My Schema"."Order-Lines" (
                "group" integer, "Qty ""x""\" text, v integer, primary key ("group", "Qty ""x""\")
            ) partition by range ("group");
            create table "My Schema"."it's one" partition of "My Schema"."Order-Lines" for values from (0) to (10);
            create table "My Schema"."Two" partition of "My Schema"."Order-Lines"
                for values from (10) to (20) partition by list ("Qty ""x""\");
            create unlogged table "My Schema"."Two a" partition of "My Schema"."Two" for values in ('a');
            create table "My Schema"."Two *" partition of "My Schema"."Two" default partition by hash ("group");
            create table "My Schema"."Two 0" partition of "My Schema"."Two *"
                for values with (modulus 2, remainder 0);
            create table "My Schema"."Two 1" (
                v integer, gone integer, "Qty ""x""\" text not null, "group" integer not null
            );
            alter table "My Schema"."Two 1" drop gone;
            alter table "My Schema"."Two *" attach partition "My Schema"."Two 1"
                for values with (modulus 2, remainder 1);
            insert into "My Schema"."Order-Lines"
                values (1, 'a', 1), (2, 'b', 2), (11, 'a', 11), (12, 'b', 12), (13, 'c', 13), (14, 'd', 14)""";

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    /** Statements on the table, the keys that they must leave, and the major that knows them. */
    static Stream<Arguments> statements() {
        List<Arguments> cases = List.of(
                arguments(
                        13,
                        "insert into \"My Schema\".\"Order-Lines\" values (3, 'x'), (15, 'a'), (16, 'x')",
                        "3 15 16"),
                arguments(13, "insert into \"My Schema\".\"Two a\" values (15, 'a')", "15"),
                arguments(13, "insert into \"My Schema\".\"Two *\" values (15, 'x')", "15"),
                arguments(
                        13,
                        "insert into \"My Schema\".\"Order-Lines\" values (1, 'a', 0), (3, 'x', 0)"
                                + " on conflict (\"group\", \"Qty \"\"x\"\"\") do update set v = excluded.v",
                        "1 3"),
                arguments(
                        13,
                        "insert into \"My Schema\".\"Order-Lines\" values (1, 'a', 0), (3, 'x', 0) on conflict do nothing",
                        "3"),
                arguments(13, "update \"My Schema\".\"Order-Lines\" set v = 0 where v > 10", "11 12 13 14"),
                arguments(13, "update \"My Schema\".\"Two 1\" set v = 0", "KEYS OF Two 1"),
                arguments(13, "update \"My Schema\".\"Order-Lines\" set \"group\" = 3 where \"group\" = 1", "1 3"),
                arguments(13, "update \"My Schema\".\"Order-Lines\" set \"group\" = 19 where \"group\" = 1", "1 19"),
                arguments(13, "update \"My Schema\".\"Two\" set \"Qty \"\"x\"\"\" = 'a' where \"group\" = 12", "12"),
                arguments(13, "delete from \"My Schema\".\"Order-Lines\" where v in (1, 13)", "1 13"),
                arguments(13, "delete from \"My Schema\".\"it's one\"", "1 2"),
                arguments(13, "truncate \"My Schema\".\"Order-Lines\"", "TRUNCATE"),
                arguments(13, "begin; delete from \"My Schema\".\"Order-Lines\"; rollback", ""),
                arguments(
                        15,
                        "merge into \"My Schema\".\"Order-Lines\" as o using (values (1, 'a'), (11, 'a'), (18, 'z'))"
                                + " as s (g, q) on o.\"group\" = s.g and o.\"Qty \"\"x\"\"\" = s.q"
                                + " when matched and s.g = 1 then delete when matched then update set \"group\" = 5"
                                + " when not matched then insert values (s.g, s.q, 0)",
                        "1 5 11 18"));
        return servers()
                .flatMap(server -> cases.stream()
                        .filter(each -> (int) each.get()[0] <= server.major())
                        .map(each -> arguments(server, each.get()[1], each.get()[2])));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void statement_leavesTheKeysOfItsRows(Server server, String statement, String keys) {
        try (Source source = lines(server)) {
            String wanted = keys.startsWith("KEYS OF ")
                    ? source.owner()
                            .value(
                                    "select coalesce(string_agg(\"group\"::text, ' ' order by \"group\"), '') from \"My Schema\"."
                                            + new Identifier(keys.substring("KEYS OF ".length())))
                    : keys;
            source.writer().execute(statement);
            assertThat(String.join(" ", source.notes(SHADOW))).isEqualTo(wanted);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void copyToTheRootAndToALeaf_isNoted(Server server) throws SQLException, IOException {
        try (Source source = lines(server);
                Connection connection = source.writer().connect()) {
            for (String table : List.of("Order-Lines", "it's one")) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy \"My Schema\"." + new Identifier(table) + " from stdin (format csv)",
                                new StringReader("7," + table + ",1\n8," + table + ",\n"));
                assertThat(source.notes(SHADOW)).containsExactly("7", "8");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void writeOfAReplicator_isNotedAlsoInAPartitionThatCameLater(Server server) {
        try (Source source = lines(server)) {
            source.create("""
                    create table "My Schema"."Three" partition of "My Schema"."Order-Lines" for values from (20) to (30);
                    create table "My Schema"."Four" (like "My Schema"."Order-Lines");
                    alter table "My Schema"."Order-Lines" attach partition "My Schema"."Four" for values from (30) to (40)""");
            assertThat(source.fault(FAULT_OF)).isEmpty();
            source.superuser().execute("""
                    set session_replication_role = replica;
                    insert into "My Schema"."Three" values (20, 'x');
                    insert into "My Schema"."Order-Lines" values (30, 'x');
                    update "My Schema"."Order-Lines" set "group" = "group" + 1 where "group" >= 20;
                    update "My Schema"."Order-Lines" set "group" = 9 where "group" = 21;
                    delete from "My Schema"."it's one" where "group" = 1;
                    reset session_replication_role""");
            assertThat(source.notes(SHADOW)).containsExactly("1", "9", "20", "21", "30", "31");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void cascadeOfAForeignKey_isNoted(Server server) {
        try (Source source = Source.on(server)) {
            source.create(MAKE + """
                    ;
                    create table app.owners (id integer primary key);
                    insert into app.owners values (1), (2), (3);
                    update "My Schema"."Order-Lines" set v = 1 + "group" % 3;
                    alter table "My Schema"."Order-Lines"
                        add foreign key (v) references app.owners on delete set null on update cascade""");
            source.capture(captured());
            source.writer().execute("delete from app.owners where id = 3");
            assertThat(source.notes(SHADOW)).containsExactly("2", "11", "14");
            source.writer().execute("update app.owners set id = 4 where id = 2");
            assertThat(source.notes(SHADOW)).containsExactly("1", "13");
            source.owner().execute("truncate app.owners cascade");
            assertThat(source.notes(SHADOW)).containsExactly("TRUNCATE");
        }
    }

    /** Partitions come and go; the triggers follow, and capture is the same one. */
    @ParameterizedTest
    @MethodSource("servers")
    void partitionsThatComeAndGo_areFollowed(Server server) {
        try (Source source = lines(server)) {
            String id = source.captureId(FAULT_OF);
            source.create("alter table \"My Schema\".\"Order-Lines\" detach partition \"My Schema\".\"it's one\"");
            source.writer().execute("update \"My Schema\".\"it's one\" set v = 9");
            assertThat(source.notes(SHADOW)).isEmpty();
            source.create("alter table \"My Schema\".\"Order-Lines\" attach partition \"My Schema\".\"it's one\""
                    + " for values from (0) to (10)");
            source.writer().execute("update \"My Schema\".\"it's one\" set v = 9");
            assertThat(source.notes(SHADOW)).containsExactly("1", "2");
            source.create("drop table \"My Schema\".\"Two\"");
            source.run(script());
            assertThat(source.fault(FAULT_OF)).isEmpty();
            assertThat(source.captureId(FAULT_OF)).isEqualTo(id);
        }
    }

    /** What may happen to a partition's triggers, and what is said of it. */
    static Stream<Arguments> damages() {
        return servers()
                .flatMap(
                        server -> Stream.of(
                                arguments(
                                        server,
                                        "alter table \"My Schema\".\"Two 0\" disable trigger rowferry_delete",
                                        "the trigger rowferry_delete of its partition \"My Schema\".\"Two 0\" is disabled"),
                                arguments(
                                        server,
                                        "alter table \"My Schema\".\"it's one\" enable replica trigger rowferry_update",
                                        "the trigger rowferry_update of its partition \"My Schema\".\"it's one\" is disabled or not enabled always"),
                                arguments(
                                        server,
                                        "alter table \"My Schema\".\"Two\" disable trigger user",
                                        "the trigger rowferry_delete of its partition \"My Schema\".\"Two"),
                                arguments(
                                        server,
                                        "alter table \"My Schema\".\"Order-Lines\" disable trigger rowferry_insert",
                                        "the trigger rowferry_insert is disabled"),
                                arguments(
                                        server,
                                        "update pg_trigger set tgname = 'renamed' where tgname = 'rowferry_key_change' and tgrelid = '\"My Schema\".\"Two a\"'::regclass",
                                        "the trigger rowferry_key_change of its partition \"My Schema\".\"Two a\" is missing")));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damageOfAPartitionsTriggers_isToldAndMendedWithANewId(Server server, String damage, String told) {
        try (Source source = lines(server)) {
            String id = source.captureId(FAULT_OF);
            source.superuser().execute("set allow_system_table_mods = on; " + damage);
            assertThat(source.fault(FAULT_OF)).contains(told);

            source.run(script());
            assertThat(source.fault(FAULT_OF)).isEmpty();
            assertThat(source.captureId(FAULT_OF)).isNotIn(id, "none");
            source.notes(SHADOW);
            source.writer().execute("update \"My Schema\".\"Order-Lines\" set v = -v");
            assertThat(source.notes(SHADOW)).containsExactly("1", "2", "11", "12", "13", "14");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void foreignTableAsAPartition_isTold(Server server) {
        try (Source source = lines(server)) {
            source.superuser().execute("""
                    create extension postgres_fdw;
                    create server elsewhere foreign data wrapper postgres_fdw;
                    create foreign table "My Schema"."Far" ("group" integer not null, "Qty ""x""\" text not null, v integer)
                        server elsewhere;
                    alter table "My Schema"."Order-Lines" drop constraint "Order-Lines_pkey";
                    alter table "My Schema"."Order-Lines" attach partition "My Schema"."Far" for values from (50) to (60)""");
            assertThat(source.fault(FAULT_OF))
                    .isEqualTo("its partition \"My Schema\".\"Far\" is a foreign table, whose rows change where no"
                            + " trigger sees it");
        }
    }

    /** The statement triggers of a partition do not fire for what is written through the root. */
    @ParameterizedTest
    @MethodSource("servers")
    void capturedTableThatBecomesAPartition_isToldAndInTheWayUntilItIsReset(Server server) {
        try (Source source = Source.on(server)) {
            source.create(
                    MAKE + "; alter table \"My Schema\".\"Order-Lines\" detach partition \"My Schema\".\"it's one\"");
            source.capture(captured(LEAF, CaptureMode.STATEMENT));
            assertThat(source.fault("\"My Schema\".\"it''s one\"")).isEmpty();
            source.owner()
                    .execute("alter table \"My Schema\".\"Order-Lines\" attach partition \"My Schema\".\"it's one\""
                            + " for values from (0) to (10)");
            assertThat(source.fault("\"My Schema\".\"it''s one\""))
                    .isEqualTo("it became a partition of \"My Schema\".\"Order-Lines\"");

            assertThatThrownBy(() -> source.run(script()))
                    .hasStackTraceContaining("the partition \"My Schema\".\"it's one\" of \"My Schema\".\"Order-Lines\""
                            + " is captured on its own")
                    .hasStackTraceContaining("rowferry generate reset");
            source.owner().execute("rollback");
            source.reset(LEAF);
            source.run(script());
            source.writer().execute("update \"My Schema\".\"Order-Lines\" set v = 0");
            assertThat(source.notes(SHADOW)).containsExactly("1", "2", "11", "12", "13", "14");
        }
    }

    /** What an older capture of a partition has left goes; the registry knows nothing of it. */
    @ParameterizedTest
    @MethodSource("servers")
    void triggersThatWereLeftOnAPartition_areReplaced(Server server) {
        try (Source source = Source.on(server)) {
            source.create(MAKE);
            source.capture(captured(LEAF, CaptureMode.STATEMENT));
            source.superuser().execute("delete from rowferry.capture");
            source.run(script());
            assertThat(source.fault(FAULT_OF)).isEmpty();
        }
    }

    /** The server refuses it itself. */
    @ParameterizedTest
    @MethodSource("servers")
    void capturedTable_cannotBeAttachedToACapturedRoot(Server server) {
        try (Source source = lines(server)) {
            TableName other = TableName.of("app", "other");
            source.create("create table app.other (like \"My Schema\".\"Order-Lines\" including indexes)");
            source.capture(captured(other, CaptureMode.STATEMENT));
            assertThatThrownBy(
                            () -> source.owner()
                                    .execute(
                                            "alter table \"My Schema\".\"Order-Lines\" attach partition app.other for values from (50) to (60)"))
                    .hasStackTraceContaining("already exists");
            source.reset(other);
            source.owner()
                    .execute(
                            "alter table \"My Schema\".\"Order-Lines\" attach partition app.other for values from (50) to (60)");
            source.writer().execute("insert into app.other values (50, 'x')");
            assertThat(source.notes(SHADOW)).containsExactly("50");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void capturedTableThatComesToInherit_isTold(Server server) {
        try (Source source = Source.on(server)) {
            TableName orders = TableName.of("app", "orders");
            source.create("create table app.orders (id integer primary key); create table app.parent (id integer)");
            ShadowColumn id = new ShadowColumn(new Identifier("id"), "integer", Optional.empty(), Samples.ARRAYS);
            source.capture(new TableToCapture(orders, ShadowName.of(orders), List.of(id), CaptureMode.STATEMENT));
            source.owner().execute("alter table app.orders inherit app.parent");
            assertThat(source.fault("app.orders")).isEqualTo("it became a parent or child of inheritance");
            source.owner().execute("alter table app.orders no inherit app.parent");
            assertThat(source.fault("app.orders")).isEmpty();
        }
    }

    /** A crash empties unlogged tables, the witness among them; the test does what a crash would. */
    @ParameterizedTest
    @MethodSource("servers")
    void crashThatEmptiesAnUnloggedTable_isToldAndMendedWithANewId(Server server) {
        try (Source source = lines(server)) {
            TableName orders = TableName.of("app", "orders");
            source.create(
                    "create unlogged table app.orders (id integer primary key); create table app.kept (id integer primary key)");
            for (TableName table : List.of(orders, TableName.of("app", "kept"))) {
                ShadowColumn id = new ShadowColumn(new Identifier("id"), "integer", Optional.empty(), Samples.ARRAYS);
                source.capture(new TableToCapture(table, ShadowName.of(table), List.of(id), CaptureMode.STATEMENT));
            }
            source.writer().execute("insert into app.orders values (1)");
            assertThat(source.notes("app.orders")).containsExactly("1");
            String id = source.captureId(FAULT_OF);

            source.superuser().execute("truncate rowferry.capture_witness");
            assertThat(source.fault("app.kept")).isEmpty();
            assertThat(source.fault("app.orders"))
                    .isEqualTo("a crash of the server has emptied app.orders, which is unlogged");
            assertThat(source.fault(FAULT_OF))
                    .isEqualTo("a crash of the server has emptied \"My Schema\".\"Two a\", which is unlogged");
            source.run(script());
            assertThat(source.fault(FAULT_OF)).isEmpty();
            assertThat(source.captureId(FAULT_OF)).isNotIn(id, "none");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void reset_leavesNothingOnAnyPartition(Server server) {
        try (Source source = lines(server)) {
            source.reset(ROOT);
            source.reset(ROOT);
            assertThat(source.superuser().query("""
                            select tgname from pg_trigger where starts_with(tgname, 'rowferry_')
                            union all select relname from pg_class where relname = 'My Schema.Order-Lines'
                            union all select table_name from rowferry.capture
                            union all select table_oid::text from rowferry.capture_witness""")).isEmpty();
        }
    }

    /** Nobody may write while the triggers are made, neither through the root nor straight to a partition. */
    @ParameterizedTest
    @MethodSource("servers")
    void installing_waitsForWritersOfAPartitionForAShortTime(Server server) throws SQLException {
        try (Source source = Source.on(server)) {
            source.create(MAKE);
            try (Connection connection = source.writer().connect()) {
                connection.setAutoCommit(false);
                connection.createStatement().execute("insert into \"My Schema\".\"Two a\" values (15, 'a')");
                assertThatThrownBy(() -> source.run(shortOfTime(script())))
                        .hasStackTraceContaining("canceling statement due to lock timeout");
                source.owner().execute("rollback");
                connection.commit();
            }
            source.run(script());
            assertThat(source.fault(FAULT_OF)).isEmpty();
        }
    }

    private static Script shortOfTime(Script script) {
        return new Script(script.printed(), script.body().replace("lock_timeout = '5s'", "lock_timeout = '100ms'"));
    }

    private static Source lines(Server server) {
        Source source = Source.on(server);
        source.create(MAKE);
        source.run(script());
        return source;
    }

    private static Script script() {
        return new Scripts(Templates.packaged(), "0.0.0").exporter(Source.OPTIONS, List.of(captured()));
    }

    private static TableToCapture captured() {
        return captured(ROOT, CaptureMode.ROW);
    }

    private static TableToCapture captured(TableName name, CaptureMode mode) {
        List<ShadowColumn> key = List.of(
                new ShadowColumn(new Identifier("group"), "integer", Optional.empty(), Samples.ARRAYS),
                new ShadowColumn(new Identifier("Qty \"x\""), "text", Optional.empty(), Samples.ARRAYS));
        return new TableToCapture(name, ShadowName.of(name), key, mode);
    }
}
