package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.applying;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.emptying;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.index;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.triggered;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.Reference;
import org.rowferry.catalog.Reference.Action;
import org.rowferry.schema.Identifier;

class TargetTableTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};
    private static final Reference CHILD = reference(Action.NO_ACTION, Action.NO_ACTION);

    @ParameterizedTest(name = "apply: {0}, referenced {1}, triggers {2}, own columns {3}: merged {4}")
    @CsvSource({
        "AUTO, false, false, false, false",
        "AUTO, true, false, false, true",
        "AUTO, false, true, false, true",
        "AUTO, false, false, true, true",
        "REPLACE, false, true, true, false",
        "MERGE, false, false, false, true"
    })
    void rows_areMergedWhereReplacingWouldDoHarm(
            Apply apply, boolean referenced, boolean triggers, boolean own, boolean merged) {
        TargetTable table = table(
                changes(COLUMNS),
                applying(entry(), apply),
                own ? relation("id integer!", "name text", "own text") : relation(COLUMNS),
                referenced ? new Reference[] {CHILD} : new Reference[0]);
        assertThat((triggers ? triggered(table) : table).mustMerge()).isEqualTo(merged);
    }

    @Test
    void constants_areNoColumnsOfTheTargetsOwn_whenTheWayIsChosen() {
        FeedEntry setting = setting(entry(), "source_id", "1");
        TargetTable table = table(
                changes(COLUMNS),
                setting,
                relation(List.of(index(true, "source_id", "id")), "id integer!", "name text", "source_id bigint!"));
        assertThat(table.mustMerge()).isFalse();
        assertThat(table.takesRowsAsTheyAre()).isFalse();
        assertThat(table.ownColumns()).containsExactlyElementsOf(identifiers("source_id"));
    }

    @Test
    void rowsWithoutAKey_areNeverMerged() {
        TargetTable table = table(withoutKey(full(COLUMNS)), entry(), relation(COLUMNS), CHILD);
        assertThat(table.mustMerge()).isFalse();
        assertThat(table.isReplacedAgainstForeignKeys()).isTrue();
        assertThat(table.sameKey("t", "r")).isEqualTo("false");
    }

    @Test
    void referencedTable_isReplacedAgainstItsForeignKeysOnlyWhereTheEntrySaysSo() {
        assertThat(table(full(COLUMNS), entry(), relation(COLUMNS), CHILD).isReplacedAgainstForeignKeys())
                .isFalse();
        assertThat(table(full(COLUMNS), applying(entry(), Apply.REPLACE), relation(COLUMNS), CHILD)
                        .isReplacedAgainstForeignKeys())
                .isTrue();
        assertThat(table(full(COLUMNS), applying(entry(), Apply.REPLACE), relation(COLUMNS))
                        .isReplacedAgainstForeignKeys())
                .isFalse();
    }

    @Test
    void columnThatTheTargetLacks_isLeftOut() {
        TargetTable table = table(full("id integer!", "name text", "extra text"), entry(), relation(COLUMNS));
        assertThat(table.columns()).containsExactlyElementsOf(identifiers("id", "name"));
        assertThat(table.ignored()).containsExactlyElementsOf(identifiers("extra"));
        assertThat(table.takesRowsAsTheyAre()).isFalse();
        assertThat(table.stagedList()).isEqualTo("id, name, rowferry_left_out_2");
        assertThat(table(full(COLUMNS), entry(), relation(COLUMNS)).takesRowsAsTheyAre())
                .isTrue();
    }

    @Test
    void rowsOfTheFeed_areThoseWithItsConstants() {
        FeedEntry setting = setting(setting(entry(), "source_id", "1"), "kind", "it's");
        TargetTable table = table(
                full(COLUMNS),
                setting,
                relation(
                        List.of(index(true, "source_id", "id")),
                        "id integer!",
                        "name text",
                        "source_id bigint!",
                        "kind text"));
        assertThat(table.ofTheFeed("t"))
                .as("by the index's operator where it covers the column")
                .isEqualTo(" and t.source_id operator(pg_catalog.=) '1' and t.kind = 'it''s'");
        assertThat(table.insertedList()).isEqualTo("id, name, source_id, kind");
        assertThat(table.insertedValues("r")).isEqualTo("r.id, r.name, '1', 'it''s'");
        assertThat(table(full(COLUMNS), entry(), relation(COLUMNS)).ofTheFeed("t"))
                .isEmpty();
    }

    @Test
    void key_goesByTheTargetsNames_withoutTheConstants() {
        FeedEntry renaming = setting(renaming(entry(), "id", "Key"), "source_id", "1");
        TargetTable table = table(
                full(COLUMNS),
                renaming,
                relation(List.of(index(true, "source_id", "Key")), "Key integer!", "name text", "source_id bigint!"));
        assertThat(table.sameKey("t", "r")).isEqualTo("t.\"Key\" operator(pg_catalog.=) r.\"Key\"");
        assertThat(table.keyList(Identifier::toString)).isEqualTo("\"Key\"");
    }

    @Test
    void value_comesFromTheConstant_theStagedRow_orTheRowBefore() {
        TargetTable table = table(
                full(COLUMNS),
                setting(entry(), "source_id", "1"),
                relation("id integer!", "name text", "source_id bigint!", "own text"));
        assertThat(table.value(new Identifier("source_id"), "r", "t")).isEqualTo("'1'");
        assertThat(table.value(new Identifier("name"), "r", "t")).isEqualTo("r.name");
        assertThat(table.value(new Identifier("own"), "r", "t")).isEqualTo("t.own");
    }

    @Test
    void withheldColumns_areEmptied_byDefaultWhereTheyTakeNoNull() {
        TargetTable table =
                table(full(COLUMNS), setting(entry(), "source_id", "1"), relation("id integer!", "name text"));
        assertThat(table.emptying()).isEmpty();
        assertThat(emptying(table, "a text", "b text!").emptying())
                .contains("update crm.\"Orders\" as t set a = null, b = default where true and t.source_id = '1'");
    }
}
