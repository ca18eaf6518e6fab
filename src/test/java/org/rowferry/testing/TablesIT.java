package org.rowferry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.schema.TableName;

class TablesIT {
    private static final TableName TABLE = TableName.of("public", "Order-Lines");

    private TestDatabase source;
    private TestDatabase target;
    private Connection sourceSession;
    private Connection targetSession;

    @BeforeEach
    void open() {
        source = Servers.oldest().newDatabase("tables");
        target = Servers.newest().newDatabase("tables");
        sourceSession = source.connect();
        targetSession = target.connect();
    }

    @AfterEach
    void close() throws SQLException {
        sourceSession.close();
        targetSession.close();
        source.close();
        target.close();
    }

    @Test
    void tables_areEqualAcrossMajorsSettingsAndColumnOrders() {
        source.execute("""
                create table "Order-Lines" (id int, "group" text, at timestamptz, x float8, price money);
                insert into "Order-Lines"
                select i, case when i % 3 = 0 then null when i % 3 = 1 then '' else E'é"\\n\\U0001F600' || i end,
                       '2024-01-01Z'::timestamptz + i * interval '1 hour', sqrt(i), i
                from generate_series(1, 2000) as i""");
        target.execute("""
                create table "Order-Lines" ("group" text, price money, x float8, at timestamptz, id int);
                insert into "Order-Lines"
                select case when i % 3 = 0 then null when i % 3 = 1 then '' else E'é"\\n\\U0001F600' || i end,
                       i, sqrt(i), '2024-01-01Z'::timestamptz + i * interval '1 hour', i
                from generate_series(2000, 1, -1) as i""");
        target.execute("alter database " + target.name() + " set timezone = 'Asia/Tokyo'");
        target.execute("alter database " + target.name() + " set datestyle = 'German'");
        target.execute("alter database " + target.name() + " set extra_float_digits = -5");
        try (Connection strange = target.connect()) {
            assertThatCode(() -> Tables.assertEqual(sourceSession, strange, TABLE))
                    .doesNotThrowAnyException();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tables_differByARowThatIsThereTwice() {
        fill(source, "(1, 'a'), (1, 'a')");
        fill(target, "(1, 'a')");
        assertThatThrownBy(() -> Tables.assertEqual(sourceSession, targetSession, TABLE))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "public.\"Order-Lines\" differs: 1 of 2 rows only on the source, 0 of 1 rows only on the target"
                                + "\n  only on the source: (1,a)");
    }

    @Test
    void tables_differByARowOfTheTargetAlone() {
        fill(source, "(1, 'a')");
        fill(target, "(1, 'a'), (2, 'b')");
        assertThatThrownBy(() -> Tables.assertEqual(sourceSession, targetSession, TABLE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of 1 rows only on the source, 1 of 2 rows only on the target")
                .hasMessageEndingWith("\n  only on the target: (2,b)");
    }

    @Test
    void tables_differByNullAgainstEmpty() {
        fill(source, "(1, null)");
        fill(target, "(1, '')");
        assertThatThrownBy(() -> Tables.assertEqual(sourceSession, targetSession, TABLE))
                .hasMessageContaining("only on the source: (1,)")
                .hasMessageContaining("only on the target: (1,\"\")");
    }

    @Test
    void tables_differInTheEndOfALongText() {
        fill(source, "(1, repeat('x', 200000) || 'a')");
        fill(target, "(1, repeat('x', 200000) || 'b')");
        assertThatThrownBy(() -> Tables.assertEqual(sourceSession, targetSession, TABLE))
                .hasMessageContaining("… md5 ");
    }

    @Test
    void tables_differByAColumn() {
        fill(source, "(1, 'a')");
        target.execute("create table \"Order-Lines\" (id int)");
        assertThatThrownBy(() -> Tables.assertEqual(sourceSession, targetSession, TABLE))
                .hasMessageContaining("has the columns [id, \"group\"] on the source and [id] on the target");
    }

    @Test
    void comparison_leavesAnOpenTransactionAsItWas() throws SQLException {
        fill(source, "(1, 'a')");
        fill(target, "(1, 'a')");
        sourceSession.setAutoCommit(false);
        sourceSession.createStatement().execute("set local timezone = 'Asia/Tokyo'");
        Tables.assertEqual(sourceSession, targetSession, TABLE);
        try (var result = sourceSession.createStatement().executeQuery("show timezone")) {
            result.next();
            assertThat(result.getString(1)).isEqualTo("Asia/Tokyo");
        }
        assertThat(targetSession.getAutoCommit()).isTrue();
    }

    private static void fill(TestDatabase database, String rows) {
        database.execute("create table \"Order-Lines\" (id int, \"group\" text)");
        database.execute("insert into \"Order-Lines\" values " + rows);
    }
}
