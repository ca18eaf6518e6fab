package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.Written;
import org.rowferry.exporter.Outcome;
import org.rowferry.importer.Result;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Rows of a table whose pages have room stay in their pages, whatever happens to their values. */
@TakesTurns
@ParameterizedClass(name = "towards the newest server: {0}")
@ValueSource(booleans = {true, false})
class UpdatesInPlaceIT {
    private static final String TABLE = "\"Room's\".\"t\"";

    private static final ShippedSchema CARGO = new ShippedSchema(List.of(TableName.of("Room's", "t")), """
            create table "Room's"."t" (
                "excluded" text collate "C", r integer, "group" integer not null, "it's ""x" text, primary key ("excluded", r)
            )""", "");

    private static final BothWays FERRIES = new BothWays(CARGO);

    private final Pipeline ferry;
    private final TestDatabase target;

    UpdatesInPlaceIT(boolean towardsNewest) {
        ferry = FERRIES.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @AfterAll
    static void close() {
        FERRIES.close();
    }

    /** A generated table has a little room; here all of its rows get a second version. */
    @BeforeEach
    void ship() {
        assertThat(target.value("select reloptions from pg_class where oid = $$" + TABLE + "$$::regclass"))
                .isEqualTo("{fillfactor=90}");
        target.execute(
                "alter table " + TABLE + " set (fillfactor = 45); create index groups on " + TABLE + " (\"group\")");
        arrives("insert into " + TABLE + " select 'k''' || g, g % 3, g, 'n' from generate_series(1, 2000) g");
    }

    @AfterEach
    void forget() {
        target.execute("drop table " + TABLE);
        ferry.target().generate();
        ferry.begin();
    }

    @Test
    void updatedRows_stayInTheirPages_andNoIndexGrows() {
        List<List<String>> pages = pages();
        String indexes = indexes();
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'other'")).isEqualTo(new Written(0, 2000, 0));
        assertThat(pages()).isEqualTo(pages);
        assertThat(indexes()).isEqualTo(indexes);
    }

    @Test
    void rowsThatGo_come_change_andStay_areCountedApart() {
        assertThat(arrives("delete from " + TABLE + " where \"group\" % 100 = 0; update " + TABLE
                        + " set \"it's \"\"x\" = 'other' where \"group\" % 100 = 1; update " + TABLE
                        + " set \"group\" = \"group\"; insert into " + TABLE + " values ('', 0, 0, '')"))
                .isEqualTo(new Written(20, 20, 1));
    }

    /** The rows that go and come are pairs, so the table's key is changed too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "add unique (\"group\")",
                "add unique (\"group\") deferrable",
                "add exclude using gist (int4range(\"group\", \"group\", '[]') with &&)"
            })
    void uniqueValues_mayChangePlaces(String constraint) {
        target.execute("alter table " + TABLE + " " + constraint);
        arrives("update " + TABLE + " set \"group\" = 2001 - \"group\"");
        arrives("delete from " + TABLE + " where \"group\" = 1; insert into " + TABLE + " values ('', 0, 1, null)");
        arrives("update " + TABLE + " set \"excluded\" = 'new' where \"group\" = 5; update " + TABLE
                + " set \"group\" = -1 where \"group\" = 6; update " + TABLE
                + " set \"group\" = 6 where \"group\" = 5; update " + TABLE
                + " set \"group\" = 5 where \"group\" = -1");
    }

    /** What would be written in place is not there yet: it is copied, and rows with the same keys are deleted before. */
    @Test
    void mostRowsNew_areCopied() {
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'other' where \"group\" <= 10; insert into "
                        + TABLE + " select 'new', g, g, null from generate_series(1, 3000) g"))
                .isEqualTo(new Written(10, 0, 3010));
    }

    @Test
    void roleThatMayNotUpdate_replacesRowsAsBefore() {
        ferry.target().superuser().execute("revoke update on " + TABLE + " from ferry_importer");
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'other'")).isEqualTo(new Written(2000, 0, 2000));
    }

    @Test
    void tableWithoutRoom_isReplaced_andFewRowsAreWhereRoomIsLittle() {
        target.execute("alter table " + TABLE + " set (fillfactor = 90)");
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'some' where \"group\" < 10"))
                .isEqualTo(new Written(9, 0, 9));
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'many' where \"group\" <= 1000"))
                .isEqualTo(new Written(0, 1000, 0));
        target.execute("alter table " + TABLE + " reset (fillfactor)");
        assertThat(arrives("update " + TABLE + " set \"it's \"\"x\" = 'all'")).isEqualTo(new Written(2000, 0, 2000));
    }

    private List<List<String>> pages() {
        return target.query("select \"excluded\", r, (ctid::text::point)[0] as page from " + TABLE + " order by 1, 2");
    }

    private String indexes() {
        return target.value("select pg_indexes_size($$" + TABLE + "$$)");
    }

    private Written arrives(String sql) {
        ferry.source().writer().execute(sql);
        ferry.ship(((Outcome.Exported) ferry.export()).file());
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Applied.class);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).isNotEmpty();
        return ((Result.Applied) results.get(0)).tables().get(0).written();
    }
}
