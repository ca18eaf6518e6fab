package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.exporter.Request;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** A merge writes the rows that differ and no other, and nobody who reads meanwhile sees that it is at work. */
@TakesTurns
@ParameterizedClass(name = "towards the newest server: {0}")
@ValueSource(booleans = {true, false})
class MergeWritesIT {
    private static final ShippedSchema CARGO = new ShippedSchema(
            List.of(TableName.of("wr", "Row's")),
            "create table wr.\"Row's\" (\"no\" integer primary key, \"group\" text, n integer)",
            "");
    private static final BothWays FERRIES = new BothWays(CARGO);

    private final Pipeline ferry;
    private final TestDatabase target;

    MergeWritesIT(boolean towardsNewest) {
        ferry = FERRIES.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @AfterAll
    static void close() {
        FERRIES.close();
    }

    @BeforeEach
    void ship() {
        arrives("insert into wr.\"Row's\" select g, 'row ' || g, g from generate_series(1, 1000) g");
    }

    @AfterEach
    void forget() {
        target.execute(
                "drop table wr.\"Row's\" cascade; drop table if exists wr.seen;" + " drop function if exists wr.see");
        ferry.target().generate();
        ferry.begin();
    }

    private void haveTriggersSee() {
        target.execute("""
                create table wr.seen (what text, "no" integer);
                create function wr.see() returns trigger language plpgsql as $$
                begin
                    insert into wr.seen values (tg_op, coalesce(new."no", old."no"));
                    return null;
                end
                $$;
                create trigger see after insert or update or delete on wr."Row's" for each row execute function wr.see();
                grant insert on wr.seen to ferry_importer
                """);
    }

    @Test
    void windowWithNineEqualRowsOfTen_writesTheTenth() {
        target.execute("alter table wr.\"Row's\" add own text default 'kept'");
        String before = target.value("select max(xmin::text) from wr.\"Row's\"");
        arrives("update wr.\"Row's\" set n = n; update wr.\"Row's\" set n = -n where \"no\" % 10 = 0");
        assertThat(target.value("select count(*) from wr.\"Row's\" where xmin::text = '" + before + "'"))
                .isEqualTo("900");
        assertThat(target.value("select count(*) from wr.\"Row's\" where n < 0 and xmin::text <> '" + before + "'"))
                .isEqualTo("100");
    }

    @Test
    void fullOverRows_writesThoseThatDiffer() {
        ferry.source()
                .writer()
                .execute("update wr.\"Row's\" set n = 0 where \"no\" = 7;"
                        + " delete from wr.\"Row's\" where \"no\" = 8; insert into wr.\"Row's\" values (8000, '', 0)");
        String before = target.value("select max(xmin::text) from wr.\"Row's\"");
        ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
        assertThat(target.query("select \"no\" from wr.\"Row's\" where xmin::text <> '" + before + "' order by 1"))
                .isEqualTo(List.of(List.of("7"), List.of("8000")));
    }

    @Test
    void afterTrigger_firesOncePerRowThatChanges() {
        haveTriggersSee();
        arrives("""
                update wr."Row's" set n = n;
                update wr."Row's" set n = 0 where "no" in (1, 2);
                update wr."Row's" set n = 1 where "no" = 2;
                delete from wr."Row's" where "no" in (3, 4);
                insert into wr."Row's" values (4, 'row 4', 4), (5000, '', 0), (5001, '', 0);
                delete from wr."Row's" where "no" = 5001
                """);
        assertThat(target.query("select what, \"no\" from wr.seen order by 2"))
                .isEqualTo(List.of(
                        List.of("UPDATE", "1"),
                        List.of("UPDATE", "2"),
                        List.of("DELETE", "3"),
                        List.of("INSERT", "5000")));
    }

    @Test
    void afterTriggerThatRaises_refusesTheBundleInItsOwnWords() {
        target.execute("""
                create function wr.see() returns trigger language plpgsql as
                    $$begin raise 'row % is not to change', new."no"; end$$;
                create trigger see after update on wr."Row's" for each row execute function wr.see()
                """);
        ferry.source()
                .writer()
                .execute("update wr.\"Row's\" set n = n; update wr.\"Row's\" set n = 0 where \"no\" = 9");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContainingAll("row 9 is not to change", "PL/pgSQL function wr.see()");
        target.execute("drop trigger see on wr.\"Row's\"");
        arrives("delete from wr.\"Row's\" where \"no\" = 9");
    }

    @Test
    void identityColumnThatIsAlwaysGenerated_takesTheSourcesValues() {
        target.execute("""
                drop table wr."Row's";
                create table wr."Row's" (
                    "no" integer generated always as identity primary key, "group" text,
                    n integer, own text default 'own', doubled integer generated always as (n * 2) stored
                );
                grant select, insert, update, delete on wr."Row's" to ferry_importer;
                insert into wr."Row's" overriding system value select g, 'row ' || g, g, 'kept' from generate_series(1, 1000) g
                """);
        ferry.target().superuser().execute("update rowferry.import_tracking set table_oid = null");
        arrives("update wr.\"Row's\" set n = 0 where \"no\" < 10; insert into wr.\"Row's\" values (2000, '', 5)");
        assertThat(target.query("select own, doubled from wr.\"Row's\" where \"no\" in (9, 2000) order by \"no\""))
                .isEqualTo(List.of(List.of("kept", "0"), List.of("own", "10")));
    }

    @Test
    void identityColumnBesidesTheKey_takesTheSourcesValues() {
        target.execute("""
                alter table wr."Row's" add own text default 'new', alter n set not null,
                    alter n add generated always as identity;
                update wr."Row's" set own = 'kept'
                """);
        String before = target.value("select max(xmin::text) from wr.\"Row's\"");
        arrives("update wr.\"Row's\" set \"group\" = '' where \"no\" < 10");
        arrives("update wr.\"Row's\" set n = -n where \"no\" > 998; insert into wr.\"Row's\" values (2000, '', 5)");
        assertThat(target.query("select own, n from wr.\"Row's\" where \"no\" > 998 order by \"no\""))
                .isEqualTo(List.of(List.of("kept", "-999"), List.of("kept", "-1000"), List.of("new", "5")));
        assertThat(target.value("select count(*) from wr.\"Row's\" where xmin::text = '" + before + "'"))
                .isEqualTo("989");
    }

    @Test
    void identityColumnBesidesTheKey_isRefusedWhereForeignKeysAct() {
        target.execute("""
                alter table wr."Row's" alter n set not null, alter n add generated always as identity;
                create table wr.seen ("no" integer references wr."Row's" on delete cascade);
                grant select on wr.seen to ferry_importer
                """);
        ferry.source().writer().execute("update wr.\"Row's\" set n = -n where \"no\" = 1");
        Failure failure = ferry.refusalOf(ferry.export());
        assertThat(failure).hasMessageContaining("wr.\"Row's\".n changed, which is generated always as identity");
        String way = failure.hints().get(0);
        target.execute(way.substring(way.indexOf(": ") + 2));
        arrives("delete from wr.\"Row's\" where \"no\" = 1000");
    }

    @Test
    void windowOfManyRows_saysWhatIsUnderWay() {
        List<String> said = new ArrayList<>();
        ferry.setImportJournal(new Saying(said));
        target.execute("alter table wr.\"Row's\" add own text");
        arrives("insert into wr.\"Row's\" select g, '', 0 from generate_series(1001, 51000) g");
        ferry.setImportJournal(Journal.silent());
        assertThat(said).containsExactly("wr.\"Row's\": 100,000 keys and rows are here, and are compared");
    }

    /** Keeps what is said. */
    private record Saying(List<String> lines) implements Journal {
        @Override
        public void say(String line) {
            lines.add(line);
        }

        @Override
        public void warn(Failure problem) {}

        @Override
        public void step(String name) {}

        @Override
        public void moved(Progress progress) {}
    }

    @Test
    void readers_seeNoEmptyTableAndWaitForNobody() throws InterruptedException, ExecutionException {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(1);
        ExecutorService readers = Executors.newSingleThreadExecutor();
        try {
            Future<Set<Long>> counts = readers.submit(() -> counts(done, reading));
            reading.await();
            for (int round = 0; round < 5; round++) {
                ferry.source()
                        .writer()
                        .execute("delete from wr.\"Row's\" where \"no\" = (select min(\"no\") from wr.\"Row's\");"
                                + " insert into wr.\"Row's\" select max(\"no\") + 1, '', 0 from wr.\"Row's\";"
                                + " update wr.\"Row's\" set n = n + 1");
                ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
            }
            done.set(true);
            assertThat(counts.get()).containsExactly(1000L);
        } finally {
            done.set(true);
            readers.shutdown();
        }
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    /** Counts the target's rows all the time; a lock that it had to wait for would fail it. */
    private Set<Long> counts(AtomicBoolean done, CountDownLatch reading) throws SQLException {
        Set<Long> counts = new TreeSet<>();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = 20");
            while (!done.get()) {
                try (ResultSet result = statement.executeQuery("select count(*) from wr.\"Row's\"")) {
                    result.next();
                    counts.add(result.getLong(1));
                }
                reading.countDown();
            }
        }
        return counts;
    }

    private void arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.importAllOf(ferry.export());
        String rows = "select \"no\", \"group\", n from wr.\"Row's\" order by 1";
        assertThat(target.query(rows)).isEqualTo(ferry.source().superuser().query(rows));
    }
}
