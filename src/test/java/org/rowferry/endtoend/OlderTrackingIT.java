package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.exporter.Outcome;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The tracking that an older Rowferry made is refused with the command that brings it up, and goes on after that. */
class OlderTrackingIT {
    private static final Path OLDER = Path.of("src/test/resources/org/rowferry/endtoend/older");
    private static final String TABLES = """
            create table yard.order_lines (order_id bigint, line integer, v text, primary key (order_id, line))
                partition by range (order_id);
            create table yard.order_lines_1 partition of yard.order_lines for values from (0) to (1000);
            create table yard.orders (id bigint primary key, v text)""";

    static Stream<Server> servers() {
        return Stream.of(Servers.oldest(), Servers.newest());
    }

    @ParameterizedTest
    @MethodSource("servers")
    void olderTracking_isRefusedWithTheCommand_andThenGoesOnWithChanges(Server server) {
        try (Pipeline ferry = Pipeline.between(
                server, Servers.newest(), ShippedSchema.of(TABLES, "yard.order_lines", "yard.orders"))) {
            TestDatabase superuser = ferry.source().superuser();
            superuser.execute("insert into yard.orders select i, 'x' from generate_series(1, 5) i;"
                    + " insert into yard.order_lines select i, 1, 'x' from generate_series(1, 5) i");
            ferry.importAllOf(ferry.export());
            makeOlder(ferry);
            superuser.execute(
                    "update yard.orders set v = 'new' where id = 2; delete from yard.order_lines where order_id = 3");

            assertThatThrownBy(ferry::export)
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.family()).isEqualTo(Family.SOURCE);
                        assertThat(failure.hints())
                                .singleElement()
                                .asString()
                                .contains("rowferry generate tracking ")
                                .endsWith(" --apply");
                    })
                    .hasMessage("the tracking in schema rowferry was made by an older Rowferry");
            assertThatThrownBy(ferry.source()::generateExporter)
                    .hasStackTraceContaining("the tracking in schema rowferry was made by an older Rowferry")
                    .hasStackTraceContaining(
                            "rowferry generate tracking --config /etc/rowferry/exporter.yaml --source postgresql://OWNER");

            ferry.source().owner().execute("rollback");
            ferry.source().generateTracking(IncarnationChange.NONE);
            assertThat(superuser.value("select count(*) from rowferry.run_history"))
                    .isEqualTo("0");
            assertChanges(ferry);
            ferry.source().generateExporter();
            superuser.execute("update yard.orders set v = 'newer' where id < 4");
            assertChanges(ferry);
        }
    }

    private static void assertChanges(Pipeline ferry) {
        Outcome outcome = ferry.export();
        assertThat(((Outcome.Exported) outcome).tables())
                .allSatisfy(line -> assertThat(line.full()).isEmpty());
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(9);
    }

    /** Has the older scripts make the schema, and puts the rows into it that an older export would have written. */
    private static void makeOlder(Pipeline ferry) {
        TestDatabase superuser = ferry.source().superuser();
        for (String table : List.of("export_target", "export_bundle", "export_tracking")) {
            superuser.execute("create table yard." + table + " as table rowferry." + table);
        }
        superuser.execute("drop schema rowferry cascade; create schema rowferry authorization ferry_owner");
        Stream.of("tracking", "exporter")
                .forEach(script -> ferry.source().owner().execute(older(script)));
        superuser.execute("""
                alter table yard.export_bundle drop row_xid;
                alter table yard.export_tracking drop row_xid, drop digested_at;
                update rowferry.incarnation set row_xid = pg_current_xact_id()::xid,
                    id = (select b.incarnation from yard.export_bundle b limit 1);
                update yard.export_tracking t set capture_id = c.id, triggers = array(
                    select g.oid || ':' || g.xmin from pg_trigger g
                    where g.tgrelid in (c.table_oid, to_regclass(format('rowferry.%I', c.shadow_name)))
                        and not g.tgisinternal and g.tgname like 'rowferry\\_%' order by g.oid)
                from rowferry.capture c where c.table_oid = t.table_oid;
                update yard.export_tracking t set partitions = array(
                    select format('%s %s %s', c.oid, c.relfilenode, (
                        select string_agg(g.oid || ':' || g.xmin, ' ' order by g.oid) from pg_trigger g
                        where g.tgrelid = c.oid and g.tgname like 'rowferry\\_%'))
                    from pg_class c where c.oid = 'yard.order_lines_1'::regclass)
                where table_name = 'order_lines';
                insert into rowferry.export_target (target, last_number, checked_at, checked_snapshot)
                    select target, last_number, checked_at, checked_snapshot from yard.export_target;
                insert into rowferry.export_bundle table yard.export_bundle;
                insert into rowferry.export_tracking table yard.export_tracking""");
    }

    private static String older(String script) {
        try {
            return Files.readString(OLDER.resolve(script + ".sql"))
                    .replaceAll("(?m)^\\\\.*$", "")
                    .replaceAll("public(?=[.'])|(?<=schema )public", "yard")
                    .replace("rowferry_capture", "ferry_capture")
                    .replace("rowferry_exporter", "ferry_exporter");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
