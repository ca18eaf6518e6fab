package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Tables whose rows nothing tells apart, into tables of the target that have more than the source's. */
@TakesTurns
@ParameterizedClass(name = "towards the newest: {0}")
@ValueSource(booleans = {true, false})
class KeylessTablesIT {
    private static final TableName ORDERS = TableName.of("bare", "orders");
    private static final TableName NOTES = TableName.of("bare", "My \"Notes\"");
    private static final String NOTES_SQL = NOTES.toString();
    private static final BothWays BOTH_WAYS =
            new BothWays(ShippedSchema.of("""
                    create table bare.orders (id integer primary key, v text);
                    create table bare."My ""Notes\""" ("a b" integer, "group" text, j json);
                    grant select on all tables in schema bare to ferry_exporter;
                    """, ORDERS.toString(), NOTES_SQL).watching(NOTES));

    private final Pipeline ferry;
    private final TestDatabase target;
    private int orders;

    KeylessTablesIT(boolean towardsNewest) {
        ferry = BOTH_WAYS.towardsNewest(towardsNewest);
        target = ferry.target().owner();
    }

    @BeforeEach
    void begin() {
        ferry.target()
                .superuser()
                .execute("drop table if exists bare.hanging; drop function if exists bare.audit() cascade; alter table "
                        + NOTES_SQL
                        + " drop column if exists \"own's\", drop column if exists stamp, alter \"a b\" drop not null,"
                        + " drop constraint if exists notes_key");
        ferry.begin();
        ferry.setEntry(new Entry(
                NOTES,
                OnRewrite.FULL,
                new CaptureSettings(Optional.empty(), Selection.EVERYTHING, CaptureMethod.WHOLE)));
        ferry.setEntries(entry(ORDERS), entry(NOTES));
        ferry.source()
                .superuser()
                .execute("insert into " + NOTES_SQL
                        + " values (1, 'x', '{\"?\": 1}'), (1, 'x', '{\"?\": 1}'), (null, null, null)");
    }

    @AfterAll
    static void close() {
        BOTH_WAYS.close();
    }

    private static FeedEntry entry(TableName table) {
        return FeedEntry.of(table);
    }

    /** Ships a full of all, then a bundle that brings nothing of the table without a key, then one that brings it again. */
    private void shipsAllTheTime() {
        for (String sql : List.of(
                "select 1",
                "select 1",
                "insert into " + NOTES_SQL + " values (2, '', null)",
                "select 1",
                "delete from " + NOTES_SQL + " where \"a b\" is null",
                "truncate " + NOTES_SQL,
                "select 1")) {
            ferry.source().superuser().execute(sql);
            ferry.importAllOf(exportWithAnOrder());
            assertThat(notes(target)).isEqualTo(notes(ferry.source().superuser()));
        }
    }

    private Outcome exportWithAnOrder() {
        orders++;
        ferry.source().superuser().execute("insert into bare.orders values (" + orders + ", 'v')");
        return ferry.export();
    }

    private static List<List<String>> notes(TestDatabase side) {
        return side.query("select \"a b\", \"group\", j::text from " + NOTES_SQL + " order by 1, 2, 3");
    }

    @Test
    void aTargetWithColumnsOfItsOwn_takesABundleThatBringsNothingOfTheTable() {
        target.execute("alter table " + NOTES_SQL + " add column \"own's\" text default 'mine', add stamp timestamptz");
        shipsAllTheTime();
    }

    @Test
    void aTargetWithTriggers_takesABundleThatBringsNothingOfTheTable() {
        target.execute("create function bare.audit() returns trigger language plpgsql as $$ begin return null; end $$;"
                + " create trigger audit after insert or update or delete on " + NOTES_SQL
                + " for each row execute function bare.audit()");
        shipsAllTheTime();
    }

    @Test
    void aConstant_isSet_inABundleThatBringsNothingOfTheTable() {
        target.execute("alter table " + NOTES_SQL + " add column \"own's\" integer, add stamp text default 'mine'");
        ferry.setEntries(entry(ORDERS), Entries.setting(entry(NOTES), "own's", "7"));
        target.execute("insert into " + NOTES_SQL + " (\"group\", \"own's\") values ('another inbox''s', 8)");
        String others = "select count(*) from " + NOTES_SQL + " where \"own's\" = 8";
        for (int i = 0; i < 3; i++) {
            ferry.importAllOf(exportWithAnOrder());
            assertThat(target.value(others)).isEqualTo("1");
        }
        ferry.source().superuser().execute("delete from " + NOTES_SQL);
        ferry.importAllOf(exportWithAnOrder());
        assertThat(target.value("select string_agg(\"group\", '') from " + NOTES_SQL))
                .isEqualTo("another inbox's");
    }

    /** The foreign key is of a column that only the target has, and leads to a row that goes. */
    @Test
    void aForeignKeyOfTheTargetsOwnColumn_doesNotBreakTheStatements() {
        target.execute("alter table " + NOTES_SQL + " add column \"own's\" integer, add stamp integer"
                + " references bare.orders on delete set null");
        ferry.setEntries(entry(ORDERS), Entries.setting(entry(NOTES), "own's", "7"));
        ferry.importAllOf(exportWithAnOrder());
        ferry.source().superuser().execute("delete from bare.orders; delete from " + NOTES_SQL);
        ferry.importAllOf(ferry.export());
        ferry.source().superuser().execute("insert into " + NOTES_SQL + " values (5, 'five', '5')");
        ferry.importAllOf(exportWithAnOrder());
        ferry.source()
                .superuser()
                .execute("delete from bare.orders; insert into " + NOTES_SQL + " values (6, 'six', '6')");
        ferry.importAllOf(ferry.export());
        assertThat(notes(target)).isEqualTo(notes(ferry.source().superuser()));
    }

    @Test
    void mergeThatIsAskedFor_isRefused_untilTheEntryDoesNotSaySo() {
        ferry.setEntries(entry(ORDERS), Entries.applying(entry(NOTES), Apply.MERGE));
        assertThat(ferry.refusalOf(exportWithAnOrder()).hints())
                .anyMatch(hint -> hint.startsWith("Say apply: replace at the table's entry, or leave apply: out"));
        ferry.setEntries(entry(ORDERS), Entries.applying(entry(NOTES), Apply.REPLACE));
        assertThat(ferry.importAll()).allMatch(Result.Applied.class::isInstance);
        shipsAllTheTime();
    }

    @Test
    void aForeignKeyThatLeadsToTheTable_isRefused_untilItIsDroppedAsTheHintSays() {
        shipsAllTheTime();
        target.execute(
                "alter table " + NOTES_SQL + " add constraint notes_key unique (\"a b\"); create table bare.hanging"
                        + " (note integer constraint \"to notes\" references " + NOTES_SQL + " (\"a b\"))");
        Failure failure = ferry.refusalOf(exportWithAnOrder());
        assertThat(failure).hasMessageContaining("\"to notes\" of bare.hanging refers to its rows");
        assertThat(failure.hints())
                .containsExactly("Run on the target: alter table bare.hanging drop constraint \"to notes\";");
        target.execute("alter table bare.hanging drop constraint \"to notes\"");
        assertThat(ferry.importAll()).allMatch(Result.Applied.class::isInstance);
        shipsAllTheTime();
    }

    /** A key that was taken away leaves a bundle whose changes have none behind one whose rows were merged by it. */
    @Test
    void aKeyThatComesAndGoes_shipsTheTableInFull() {
        ferry.source().superuser().execute("delete from " + NOTES_SQL + " where \"a b\" is null or ctid <> '(0,1)'");
        target.execute(
                "alter table " + NOTES_SQL + " add column \"own's\" text default 'mine', alter \"a b\" set not null,"
                        + " add constraint notes_key unique (\"a b\")");
        Key key = new Key(List.of(new Identifier("a b")));
        for (Optional<Key> told : List.of(Optional.of(key), Optional.<Key>empty(), Optional.of(key))) {
            ferry.setEntry(new Entry(
                    NOTES, OnRewrite.FULL, new CaptureSettings(told, Selection.EVERYTHING, CaptureMethod.WHOLE)));
            ferry.importAllOf(exportWithAnOrder());
            ferry.importAllOf(exportWithAnOrder());
            ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
            assertThat(Stream.of(notes(target)))
                    .containsExactly(notes(ferry.source().superuser()));
        }
    }
}
