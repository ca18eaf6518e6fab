package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.apply.Shapes.announcing;
import static org.rowferry.apply.Shapes.applying;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.index;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.triggered;
import static org.rowferry.apply.Shapes.withIdentities;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Reference.Action;
import org.rowferry.catalog.Relation;
import org.rowferry.catalog.Relation.Traits;
import org.rowferry.catalog.Relation.Updates;
import org.rowferry.catalog.RelationKind;

/** What keeps a table of {@code apply: auto} from being updated in place: each reason alone does. */
class InPlaceTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};
    private static final Updates ROOM = new Updates(90, true, true);
    private static final TableDelivery MANY = announcing(changes(COLUMNS), InPlace.MANY);

    @Test
    void tableWithRoom_isUpdatedInPlace() {
        assertThat(InPlace.suits(table(MANY, entry(), with(ROOM)))).isTrue();
        assertThat(InPlace.suits(table(changes(COLUMNS), entry(), with(ROOM))))
                .as("a link does not tell how many keys come")
                .isTrue();
        assertThat(InPlace.isWorthIt(table(changes(COLUMNS), entry(), with(ROOM)), InPlace.MANY - 1))
                .as("until they are here")
                .isFalse();
    }

    @ParameterizedTest(name = "fillfactor {0}, allowed {1}, immediate {2}, {3} keys: {4}")
    @CsvSource({
        "90, true, true, 1000, true",
        "99, true, true, 1000, true",
        "100, true, true, 1000, false",
        "90, false, true, 1000, false",
        "90, true, false, 1000, false",
        "90, true, true, 999, false",
        "71, true, true, 999, false",
        "70, true, true, 1, true"
    })
    void factsOfTheTable_andTheNumberOfKeys_decide(
            int fillfactor, boolean allowed, boolean immediate, long keys, boolean inPlace) {
        Relation relation = with(new Updates(fillfactor, allowed, immediate));
        assertThat(InPlace.suits(table(announcing(changes(COLUMNS), keys), entry(), relation)))
                .isEqualTo(inPlace);
    }

    @ParameterizedTest
    @CsvSource({"REPLACE", "MERGE"})
    void entryThatSaysHow_decides(Apply apply) {
        assertThat(InPlace.suits(table(MANY, applying(entry(), apply), with(ROOM))))
                .isFalse();
    }

    @Test
    void tableThatMustBeMerged_isMerged() {
        assertThat(InPlace.suits(table(MANY, entry(), with(ROOM), reference(Action.NO_ACTION, Action.NO_ACTION))))
                .isFalse();
        assertThat(InPlace.suits(triggered(table(MANY, entry(), with(ROOM))))).isFalse();
        Relation wider = relation("id integer!", "name text", "own text");
        assertThat(InPlace.suits(table(MANY, entry(), with(wider, RelationKind.TABLE, false, false))))
                .isFalse();
    }

    @Test
    void fullTable_andOneWithoutKey_areNot() {
        assertThat(InPlace.suits(table(announcing(full(COLUMNS), InPlace.MANY), entry(), with(ROOM))))
                .isFalse();
        assertThat(InPlace.suits(table(withoutKey(MANY), entry(), with(ROOM)))).isFalse();
    }

    @Test
    void constantsAndFixedIdentities_keepTheTableReplaced() {
        Relation shared =
                relation(List.of(index(true, "source_id", "id")), "id integer!", "name text", "source_id bigint!");
        assertThat(InPlace.suits(table(
                        MANY, setting(entry(), "source_id", "1"), with(shared, RelationKind.TABLE, false, false))))
                .isFalse();
        assertThat(InPlace.suits(withIdentities(table(MANY, entry(), with(ROOM)), "id")))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}, inherits {1}, row security {2}")
    @CsvSource({"PARTITIONED_TABLE, false, false", "TABLE, true, false", "TABLE, false, true"})
    void tablesWhoseRowsMayBeElsewhereOrHidden_areReplaced(RelationKind kind, boolean inherits, boolean hidden) {
        assertThat(InPlace.suits(table(MANY, entry(), with(relation(COLUMNS), kind, inherits, hidden))))
                .isFalse();
    }

    @Test
    void secondUniqueIndexOnTheKey_keepsTheTableReplaced_andOneOnOtherColumnsDoesNot() {
        assertThat(InPlace.suits(table(MANY, entry(), keyed(index(true, "id"), index(false, "id")))))
                .isFalse();
        assertThat(InPlace.suits(table(MANY, entry(), keyed(index(true, "id"), index(false, "name")))))
                .isTrue();
    }

    @Test
    void sample_asksForSomeOfManyKeys_andForAllOfFew() {
        TargetTable table = table(MANY, entry(), with(ROOM));
        assertThat(InPlace.sample(table, "keys", 40_000))
                .isEqualTo("select count(*) as asked, count(*) filter (where exists (select from crm.\"Orders\" as t"
                        + " where t.id operator(pg_catalog.=) k.id)) as found from pg_temp.keys as k"
                        + " tablesample bernoulli (1.0)");
        assertThat(InPlace.sample(table, "keys", 3)).endsWith("bernoulli (100.0)");
    }

    private static Relation with(Updates updates) {
        return with(relation(COLUMNS), RelationKind.TABLE, false, false, updates);
    }

    private static Relation with(Relation of, RelationKind kind, boolean inherits, boolean hidden) {
        return with(of, kind, inherits, hidden, ROOM);
    }

    private static Relation keyed(KeyIndex... keys) {
        return with(relation(List.of(keys), COLUMNS), RelationKind.TABLE, false, false, ROOM);
    }

    private static Relation with(Relation of, RelationKind kind, boolean inherits, boolean hidden, Updates updates) {
        return new Relation(
                of.oid(),
                of.name(),
                kind,
                of.columns(),
                of.stored(),
                Set.of(),
                of.keys(),
                new Traits(inherits, Optional.empty(), false, hidden, 10, updates),
                of.fileNode());
    }
}
