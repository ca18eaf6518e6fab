package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.exporter.Outcome;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TakesTurns;
import org.rowferry.testing.TestDatabase;

/** Keys of columns that the source computes and stores: their values are shipped, and are plain on the target. */
@TakesTurns
@ParameterizedClass(name = "towards the newest: {0}")
@ValueSource(booleans = {true, false})
class GeneratedKeysIT {
    private static final TableName CODES = TableName.of("made", "codes");
    private static final TableName LINES = TableName.of("made", "The \"Lines\"");
    private static final TableName PARTED = TableName.of("made", "parted");
    private static final TableName BARE = TableName.of("made", "bare");
    private static final List<TableName> TABLES = List.of(CODES, LINES, PARTED, BARE);

    private static final BothWays BOTH_WAYS = new BothWays(
            ShippedSchema.of("""
            create table made.codes (
                name text, code text generated always as (upper(name)) stored primary key, twice text
                generated always as (name || name) stored, v integer);
            create table made."The ""Lines\""" (
                id integer generated always as identity, base text collate "C", v text,
                "Of 'it'" varchar(40) collate "C" generated always as (base || '?') stored,
                primary key ("Of 'it'", id));
            create table made.parted (
                part integer, n integer, key integer generated always as (n * 10) stored, v text,
                primary key (part, key)) partition by list (part);
            create table made.parted_1 partition of made.parted for values in (1);
            create table made.parted_2 partition of made.parted for values in (2);
            create table made.bare (
                a numeric, b numeric generated always as (a + 1) stored not null, v text);
            create unique index on made.bare (b);
            """, TABLES.stream().map(String::valueOf).toArray(String[]::new)));

    private final Pipeline ferry;
    private final TestDatabase target;

    GeneratedKeysIT(boolean towardsNewest) {
        ferry = BOTH_WAYS.towardsNewest(towardsNewest);
        target = ferry.target().superuser();
    }

    @BeforeEach
    void begin() {
        ferry.begin();
        ferry.setEntries(TABLES.stream().map(FeedEntry::of).toArray(FeedEntry[]::new));
    }

    @AfterAll
    static void close() {
        BOTH_WAYS.close();
    }

    private void write(String sql) {
        ferry.source().writer().execute(sql);
    }

    private void fill() {
        write("""
                insert into made.codes (name, v) values ('a', 1), ('b', 2), ('c', 3), ('', 4);
                insert into made."The ""Lines\""" (base, v) select 'b' || i, 'v' from generate_series(1, 5) i;
                insert into made.parted (part, n, v) select 1 + i % 2, i, 'v' from generate_series(1, 6) i;
                insert into made.bare (a, v) values (1, 'v'), (2.50, 'v'), ('NaN', 'v')""");
    }

    private void change() {
        write("""
                update made.codes set name = 'z' where name = 'a'; update made.codes set v = 7 where name = 'b';
                update made.codes set name = 'C' where name = 'c'; delete from made.codes where name = '';
                update made."The ""Lines\""" set base = 'it''s "' where id % 2 = 0; delete from made."The ""Lines\""" where id % 5 = 1;
                update made.parted set part = 3 - part where n = 1; update made.parted set n = 100 where n = 2;
                delete from made.parted where n = 3; update made.parted set v = 'new' where n = 4;
                update made.bare set a = 2.5 where a = 2.5; update made.bare set a = 9 where a = 1;
                delete from made.bare where a = 'NaN'""");
    }

    /** Returns what the target has of each table, and what it is to have, under the source's names. */
    private void assertArrived() {
        for (String query : List.of(
                "select code, v from made.codes order by 1",
                "select id, base, v, \"Of 'it'\" from made.\"The \"\"Lines\"\"\" order by 1",
                "select part, n, key, v from made.parted order by 1, 2",
                "select a, b, v from made.bare order by 1")) {
            assertThat(target.query(query))
                    .isEqualTo(ferry.source().superuser().query(query))
                    .isNotEmpty();
        }
    }

    @Test
    void changesOfAGeneratedKey_areShippedByIt() {
        fill();
        ferry.importAllOf(ferry.export());
        assertArrived();
        change();
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        assertThat(exported.tables()).allMatch(line -> line.full().isEmpty() && line.keys() > 0);
        ferry.importAllOf(exported);
        assertArrived();
        write("truncate made.codes; insert into made.codes (name, v) values ('new', 1)");
        ferry.importAllOf(ferry.export());
        assertArrived();
    }

    @Test
    void changesOfAGeneratedKey_areMerged() {
        ferry.setEntries(TABLES.stream()
                .map(table -> Entries.applying(FeedEntry.of(table), Apply.MERGE))
                .toArray(FeedEntry[]::new));
        fill();
        ferry.importAllOf(ferry.export());
        change();
        ferry.importAllOf(ferry.export());
        assertArrived();
    }

    @Test
    void aGeneratedKey_isRenamed_andStandsBesideAConstant() {
        target.execute("drop table if exists made.elsewhere; create table made.elsewhere"
                + " (source integer, label text, name text, v integer, primary key (source, label));"
                + " grant select, insert, update, delete on made.elsewhere to ferry_importer;"
                + " insert into made.elsewhere values (2, 'Z', 'another''s', 1)");
        FeedEntry codes = Entries.setting(
                Entries.renaming(Entries.into(FeedEntry.of(CODES), TableName.of("made", "elsewhere")), "code", "label"),
                "source",
                "1");
        ferry.setEntries(Stream.concat(Stream.of(codes), TABLES.stream().skip(1).map(FeedEntry::of))
                .toArray(FeedEntry[]::new));
        fill();
        ferry.importAllOf(ferry.export());
        change();
        ferry.importAllOf(ferry.export());
        assertThat(target.query("select label, name, v from made.elsewhere where source = 1 order by 1"))
                .isEqualTo(ferry.source().superuser().query("select code, name, v from made.codes order by 1"));
        assertThat(target.value("select name from made.elsewhere where source = 2"))
                .isEqualTo("another's");
    }

    @Test
    void aTargetThatComputesTheKeyItself_isRefused_untilItDoesNot() {
        target.execute("alter table made.codes drop column code, add column code text generated always as (upper(name))"
                + " stored primary key");
        fill();
        assertThat(ferry.refusalOf(ferry.export()))
                .hasMessageContaining("it computes its column code, which the source brings")
                .satisfies(failure -> assertThat(failure.hints())
                        .contains("Run on the target: alter table made.codes alter column code drop expression;"));
        target.execute("alter table made.codes alter column code drop expression");
        assertThat(ferry.importAll()).isNotEmpty();
        assertArrived();
    }
}
