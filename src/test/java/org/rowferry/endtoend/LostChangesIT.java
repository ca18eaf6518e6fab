package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.exporter.Request;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/**
 * The changes that windows over numbers and over clocks lose. Such windows stand here beside the product's, over the same
 * rows of the same shadow table, so that each case is seen to lose a change where there is no snapshot to go by.
 */
class LostChangesIT {
    private static final TableName THINGS = TableName.of("lost", "Things");

    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.oldest(),
            Servers.newest(),
            ShippedSchema.of(
                    "create table lost.\"Things\" (\"group\" text primary key, v integer)", THINGS.toString()));

    private final Pipeline ferry = TEMPLATE.copied();
    private final NaiveLog log = NaiveLog.of(ferry.source(), "\"lost.Things\"");
    private final Connection open = ferry.source().writer().connect();
    private final TrueWindow window = TrueWindow.open(ferry.source(), THINGS);

    @BeforeEach
    void shipFirstRows() {
        write("insert into lost.\"Things\" values ('x', 0), ('y', 0), ('z', 0)");
        window.read();
        ferry.importAllOf(ferry.export());
    }

    @AfterEach
    void close() throws SQLException {
        window.close();
        open.close();
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    @Test
    void transactionThatIsOpenAcrossAnExport_isShippedByTheNext() {
        writeOpen("begin");
        writeOpen("insert into lost.\"Things\" values ('late', 1)");
        write("insert into lost.\"Things\" values ('early', 1)");
        List<NaiveLog.Reader> naive = log.readers();

        assertThat(window.read().keys()).containsExactly("early");
        ferry.importAllOf(ferry.export());
        writeOpen("commit");

        assertThat(naive).allSatisfy(reader -> assertThat(reader.read()).doesNotContain("late"));
        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("late"), List.of("late,1")));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(5);
    }

    /** Its id is the very one that the snapshot names as the first that it does not see. */
    @Test
    void firstTransactionAfterTheSnapshot_isShippedByTheNextExport() {
        write("insert into lost.\"Things\" values ('first', 1)");
        assertThat(window.read().keys()).containsExactly("first");
        write("insert into lost.\"Things\" values ('next', 1)");
        assertThat(window.read().keys()).containsExactly("next");
        assertThat(window.read().keys()).isEmpty();
    }

    @Test
    void changesDuringAnExport_areShippedByTheNext() {
        write("insert into lost.\"Things\" values ('before', 1)");
        ferry.importAllOf(ferry.export(
                Request.due(),
                new Steps(step -> write("insert into lost.\"Things\" values ('" + step
                        + "', 1) on conflict (\"group\") do update set v = \"Things\".v + 1"))));

        assertThat(ferry.targetRows()).hasSize(6).anyMatch(row -> row.contains("(before,1)"));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows())
                .isEqualTo(ferry.sourceRows())
                .anyMatch(row -> row.contains("snapshot taken"))
                .anyMatch(row -> row.contains("tracked"));
    }

    @Test
    void rowThatChangesTwice_isShippedAgain_thoughAnotherNumberWasCommittedFirst() {
        write("update lost.\"Things\" set v = 1 where \"group\" = 'x'");
        writeOpen("begin");
        writeOpen("update lost.\"Things\" set v = 2 where \"group\" = 'x'");
        write("update lost.\"Things\" set v = 1 where \"group\" = 'y'");
        List<NaiveLog.Reader> naive = log.readers();

        assertThat(window.read().rows()).containsExactlyInAnyOrder("x,1", "y,1");
        ferry.importAllOf(ferry.export());
        writeOpen("commit");

        assertThat(naive).allSatisfy(reader -> assertThat(reader.read()).doesNotContain("x"));
        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("x"), List.of("x,2")));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    /** The number of the second change is the higher one, so it is the clocks alone that lose it. */
    @Test
    void rowThatChangesTwice_isShippedAgain_thoughItsTransactionIsOlderThanTheExport() {
        writeOpen("begin");
        writeOpen("select now()");
        write("update lost.\"Things\" set v = 1 where \"group\" = 'x'");
        NaiveLog.Reader byMaxId = log.byMaxId();
        NaiveLog.Reader byTime = log.byTimeOfTransaction();

        assertThat(window.read().rows()).containsExactly("x,1");
        ferry.importAllOf(ferry.export());
        writeOpen("update lost.\"Things\" set v = 2 where \"group\" = 'x'");
        writeOpen("commit");

        assertThat(byMaxId.read()).contains("x");
        assertThat(byTime.read()).doesNotContain("x");
        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("x"), List.of("x,2")));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void preparedTransaction_isShippedWhenAnotherSessionHasCommittedIt() {
        writeOpen("begin");
        writeOpen("delete from lost.\"Things\" where \"group\" = 'x'");
        writeOpen("prepare transaction 'lost changes'");
        write("update lost.\"Things\" set v = 1 where \"group\" = 'y'");
        List<NaiveLog.Reader> naive = log.readers();

        assertThat(window.read().keys()).containsExactly("y");
        ferry.importAllOf(ferry.export());
        write("commit prepared 'lost changes'");

        assertThat(naive).allSatisfy(reader -> assertThat(reader.read()).doesNotContain("x"));
        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("x"), List.of()));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(2);
    }

    @Test
    void subtransactionsOfAnOpenTransaction_areShippedWithIt() {
        writeOpen("begin");
        writeOpen("savepoint a");
        writeOpen("update lost.\"Things\" set v = 1 where \"group\" = 'x'");
        writeOpen("release a");
        writeOpen("savepoint b");
        writeOpen("update lost.\"Things\" set v = 1 where \"group\" = 'y'");
        writeOpen("rollback to b");
        // Its transaction id is above those of the savepoints that are still open.
        write("update lost.\"Things\" set v = 1 where \"group\" = 'z'");
        List<NaiveLog.Reader> naive = log.readers();

        assertThat(window.read().keys()).containsExactly("z");
        ferry.importAllOf(ferry.export());
        writeOpen("savepoint c");
        writeOpen("update lost.\"Things\" set v = 3 where \"group\" = 'z'");
        writeOpen("commit");

        assertThat(naive.get(0).read()).doesNotContain("x");
        assertThat(window.read().rows()).containsExactlyInAnyOrder("x,1", "z,3");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    @Test
    void keyThatWasCapturedManyTimes_isShippedOnceWithItsRowAsItIsNow() {
        write("update lost.\"Things\" set v = 1 where \"group\" = 'x'");
        write("update lost.\"Things\" set v = 2 where \"group\" = 'x'");
        write("delete from lost.\"Things\" where \"group\" = 'x'");
        write("insert into lost.\"Things\" values ('x', 3)");
        write(
                "begin; delete from lost.\"Things\" where \"group\" = 'y'; insert into lost.\"Things\" values ('y', 4); commit");
        write("delete from lost.\"Things\" where \"group\" = 'z'");
        write("insert into lost.\"Things\" values ('z', 5)");
        write("delete from lost.\"Things\" where \"group\" = 'z'");

        TrueWindow.Content content = window.read();
        assertThat(content.keys()).containsExactlyInAnyOrder("x", "y", "z");
        assertThat(content.rows()).containsExactlyInAnyOrder("x,3", "y,4");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(2);
    }

    /** Each of the two has seen the row as it was before the other: one is shipped, then the other. */
    @Test
    void deletedRow_thatComesBackInATransactionThatWasOpen_isShippedAgain() {
        writeOpen("begin");
        writeOpen("select pg_current_xact_id()");
        write("delete from lost.\"Things\" where \"group\" = 'x'");
        NaiveLog.Reader byTime = log.byTimeOfTransaction();

        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("x"), List.of()));
        ferry.importAllOf(ferry.export());
        writeOpen("insert into lost.\"Things\" values ('x', 9)");
        writeOpen("commit");

        assertThat(byTime.read()).doesNotContain("x");
        assertThat(window.read()).isEqualTo(new TrueWindow.Content(List.of("x"), List.of("x,9")));
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }

    private void write(String sql) {
        ferry.source().writer().execute(sql);
    }

    private void writeOpen(String sql) {
        try (Statement statement = open.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
