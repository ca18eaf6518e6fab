package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.apply.Shapes.applying;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.index;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.FanIn.Other;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.StreamName;

class TargetKeyTest {
    private static final TableDelivery ROWS = full("id integer!", "name text");
    private static final String[] COLUMNS = {"id integer!", "name text", "source_id bigint!"};
    private static final TargetKey.Difference DIFFERENT = (index, column, one, other) -> true;
    private static final TargetKey.Difference EQUAL = (index, column, one, other) -> false;

    @Test
    void index_isOnTheKeyByTheTargetsNames() {
        assertThat(key(entry(), relation(List.of(index(true, "id")), COLUMNS))).isEqualTo(index(true, "id"));
        assertThat(key(renaming(entry(), "id", "Key"), relation(List.of(index(true, "Key")), "Key integer!")))
                .isEqualTo(index(true, "Key"));
    }

    @Test
    void index_mayHoldConstantsBesideTheKey_andNothingElse() {
        Relation relation = relation(List.of(index(true, "source_id", "id"), index(false, "id", "name")), COLUMNS);
        assertThat(key(setting(entry(), "source_id", "1"), relation)).isEqualTo(index(true, "source_id", "id"));
        assertThat(refused(entry(), relation, List.of(), DIFFERENT))
                .hasMessageContaining("has no unique index on [id] on the target");
    }

    @Test
    void firstIndexThatFits_isTaken() {
        Relation relation = relation(List.of(index(false, "id"), index(true, "id")), COLUMNS);
        assertThat(key(entry(), relation)).isEqualTo(index(false, "id"));
    }

    @Test
    void missingIndex_isMadeByTheStatementThatTheTableAllows() {
        Failure bare = refused(entry(), relation(List.of(), COLUMNS), List.of(), DIFFERENT);
        assertThat(bare.hints()).containsExactly("Run on the target: alter table crm.\"Orders\" add primary key (id);");
        Relation keyed = relation(List.of(index(true, "name")), "id integer", "name text!");
        assertThat(refused(entry(), keyed, List.of(), DIFFERENT).hints())
                .containsExactly(
                        "Run on the target: alter table crm.\"Orders\" alter column id set not null; create unique index"
                                + " on crm.\"Orders\" (id);",
                        "Drop its primary key if the source's table no longer has it; it is named by: psql -c '\\d crm.\"Orders\"'");
    }

    @Test
    void tableOfTwoFeeds_needsAnIndexThatTellsTheirRowsApart() {
        FeedEntry own = setting(entry(), "source_id", "1");
        Other other = new Other(new StreamName("south"), setting(entry(), "source_id", "2"));
        KeyIndex apart = index(false, "source_id", "id");
        Relation both = relation(List.of(index(true, "id"), apart), COLUMNS);
        assertThat(new TargetKey(ROWS, own, both).among(List.of(other), DIFFERENT))
                .isEqualTo(apart);
        assertThat(refused(own, both, List.of(other), EQUAL))
                .hasMessageContaining("by which its own rows and those of south are kept apart")
                .hasMessageContaining("to which source_id = '1' and '2' are not equal");
        assertThat(refused(own, relation(List.of(index(true, "id")), COLUMNS), List.of(other), DIFFERENT))
                .hasMessageContaining("one on [source_id, id]");
        assertThat(refused(own, relation(List.of(), COLUMNS), List.of(other), DIFFERENT)
                        .hints())
                .containsExactly("Run on the target: alter table crm.\"Orders\" add primary key (source_id, id);");
    }

    @Test
    void rowsWithoutAKey_areFoundByNoIndex() {
        Relation relation = relation(COLUMNS);
        assertThat(new TargetKey(withoutKey(ROWS), entry(), relation).among(List.of(), DIFFERENT))
                .isEqualTo(KeyIndex.NONE);
        assertThat(refusedWithoutKey(applying(entry(), Apply.MERGE), List.of()))
                .hasMessageContaining("cannot be merged: rows of shop.orders come without a key");
        Other other = new Other(new StreamName("south"), setting(entry(), "source_id", "2"));
        assertThat(refusedWithoutKey(setting(entry(), "source_id", "1"), List.of(other)))
                .hasMessageContaining("is fed by south too, and rows of shop.orders come without a key");
    }

    private static KeyIndex key(FeedEntry entry, Relation relation) {
        return new TargetKey(ROWS, entry, relation).among(List.of(), DIFFERENT);
    }

    private static Failure refused(
            FeedEntry entry, Relation relation, List<Other> others, TargetKey.Difference difference) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> new TargetKey(ROWS, entry, relation).among(others, difference));
        assertThat(failure.family()).isEqualTo(Family.TARGET);
        return failure;
    }

    private static Failure refusedWithoutKey(FeedEntry entry, List<Other> others) {
        Failure failure = catchThrowableOfType(
                Failure.class,
                () -> new TargetKey(withoutKey(ROWS), entry, relation(COLUMNS)).among(others, DIFFERENT));
        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        return failure;
    }
}
