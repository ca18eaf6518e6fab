package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.rowferry.exporter.Outcome;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** Whatever way a row is written on the source, it arrives on the target. */
class WaysOfWritingIT {
    private static final ShippedSchema CARGO =
            ShippedSchema.of("""
            create table ways."Order-Lines" ("group" integer, "it's" text, v integer, primary key ("group", "it's"));
            create table ways.orders (id bigint generated always as identity primary key, v text);
            create table ways.items (
                id uuid primary key default gen_random_uuid(),
                owner bigint references ways.orders on delete cascade on update cascade,
                reader bigint references ways.orders on delete set null
            );
            create view ways.seen as select * from ways."Order-Lines" where v >= 0;
            create table ways.entrance (id integer);
            create rule onwards as on insert to ways.entrance
                do instead insert into ways."Order-Lines" values (new.id, 'rule', 0);
            create function ways.write(n integer) returns void language sql as
                'insert into ways."Order-Lines" values (n, ''function'', 0)'
            """, "ways.\"Order-Lines\"", "ways.orders", "ways.items");

    private static final List<String> WAYS = List.of(
            "insert into ways.\"Order-Lines\" select i, 'x', i from generate_series(1, 9) as i",
            "insert into ways.orders (v) select 'order ' || i from generate_series(1, 6) as i",
            "insert into ways.items (owner, reader) select i, 7 - i from generate_series(1, 6) as i",
            "insert into ways.\"Order-Lines\" values (1, 'x', 10), (10, 'x', 10)"
                    + " on conflict (\"group\", \"it's\") do update set v = excluded.v",
            "insert into ways.\"Order-Lines\" values (1, 'x', 11), (11, 'x', 11) on conflict do nothing",
            "update ways.\"Order-Lines\" set v = null where \"group\" % 2 = 0",
            "update ways.\"Order-Lines\" set \"it's\" = E'\\t\"\\n' where \"group\" = 3",
            "update ways.\"Order-Lines\" set \"group\" = -\"group\"",
            "with gone as (delete from ways.\"Order-Lines\" where \"group\" = -4 returning v),"
                    + " new as (insert into ways.\"Order-Lines\" select 20, 'cte', v from gone)"
                    + " update ways.\"Order-Lines\" set v = 20 where \"group\" = -5",
            "insert into ways.seen values (30, 'view', 1); update ways.seen set v = 31 where \"group\" = 30",
            "insert into ways.entrance values (40)",
            "select ways.write(50)",
            "do $$ begin for i in 60..65 loop begin insert into ways.\"Order-Lines\" values (i, 'loop', 1 / (i - 62));"
                    + " exception when division_by_zero then null; end; end loop; end $$",
            "delete from ways.orders where id = 1",
            "prepare p as update ways.\"Order-Lines\" set v = v + $1 where \"group\" > $2; execute p (1, 0); deallocate p",
            "delete from ways.\"Order-Lines\" where \"it's\" = 'loop'",
            "begin; truncate ways.items; rollback; delete from ways.items where owner = 2",
            "begin; insert into ways.\"Order-Lines\" values (70, '', 1); truncate ways.\"Order-Lines\";"
                    + " insert into ways.\"Order-Lines\" values (71, '', 1); commit");

    private static final List<String> WAYS_SINCE_15 =
            List.of("merge into ways.\"Order-Lines\" as t using (values (1, 'x'), (2, 'x'), (77, 'x')) as s (g, i)"
                    + " on t.\"group\" = s.g and t.\"it's\" = s.i when matched and t.v < 2 then delete"
                    + " when matched then update set v = 99 when not matched then insert values (s.g, s.i, 5)");

    private static final List<String> WAYS_OF_SUPERUSERS = List.of(
            "set session_replication_role = replica; insert into ways.\"Order-Lines\" values (80, 'replica', 1);"
                    + " update ways.orders set v = 'replica' where id = 3; delete from ways.items where owner = 3;"
                    + " reset session_replication_role",
            "update ways.orders set id = default where id = 4");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyWayOfWriting_arrives(boolean fromOldest) throws SQLException, IOException {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (Pipeline ferry = Pipeline.between(source, target, CARGO)) {
            ferry.importAllOf(ferry.export());
            WAYS.forEach(way -> arrives(ferry, ferry.source().writer(), way));
            if (source.major() >= 15) {
                WAYS_SINCE_15.forEach(way -> arrives(ferry, ferry.source().writer(), way));
            }
            WAYS_OF_SUPERUSERS.forEach(way -> arrives(ferry, ferry.source().superuser(), way));
            copyIn(ferry);
            assertArrives(ferry, "copy from stdin");
            arrives(ferry, ferry.source().writer(), "delete from ways.\"Order-Lines\"");
        }
    }

    private static void arrives(Pipeline ferry, TestDatabase writer, String way) {
        writer.execute(way);
        assertArrives(ferry, way);
    }

    private static void copyIn(Pipeline ferry) throws SQLException, IOException {
        try (Connection connection = ferry.source().writer().connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy ways.\"Order-Lines\" from stdin (format csv)",
                            new StringReader("90,copied,1\n91,\"\",2\n92,\"a \"\"quote\"\"\",\n"));
        }
    }

    /** Every way changes something, so there is a bundle for each. */
    private static void assertArrives(Pipeline ferry, String way) {
        Outcome outcome = ferry.export();
        assertThat(outcome).as(way).isInstanceOf(Outcome.Exported.class);
        ferry.importAllOf(outcome);
        assertThat(ferry.targetRows()).as(way).isEqualTo(ferry.sourceRows());
    }
}
