package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowferry.apply.Shapes.announcing;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.identifiers;
import static org.rowferry.apply.Shapes.reference;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.withAllKeys;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.catalog.Reference.Action;

class SharedKeysTest {
    private static final String[] COLUMNS = {"id bigint!", "name text"};
    private static final TableDelivery KEYS = announcing(changes(COLUMNS), 3);
    private static final SharedKeys NONE = new SharedKeys(List.of());

    private static TargetTable of(TableDelivery delivery) {
        return table(delivery, entry(), relation(COLUMNS));
    }

    @Test
    void keysThatAreAllHereBeforeTheNextTables_shareATable() {
        assertThat(NONE.suit(of(KEYS))).isTrue();
    }

    /** All keys decide on rows at the end; a link does not tell how many keys come, so none of them is the last. */
    @Test
    void keysThatAreOfUseLater_orThatDoNotCome_doNot() {
        assertThat(NONE.suit(of(withAllKeys(KEYS)))).isFalse();
        assertThat(NONE.suit(of(announcing(changes(COLUMNS), 0)))).isFalse();
        assertThat(NONE.suit(of(changes(COLUMNS)))).isFalse();
        assertThat(NONE.suit(of(announcing(full(COLUMNS), 3)))).isFalse();
        assertThat(NONE.suit(of(withoutKey(KEYS)))).isFalse();
    }

    /** Two columns of these may have collations between which no server compares. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "character varying(9)", "crm.code", "numeric(10,2)"})
    void keysOfAnotherType_doNot(String type) {
        String[] columns = {"id " + type + "!", "name text"};
        assertThat(NONE.suit(table(announcing(changes(columns), 3), entry(), relation(columns))))
                .isFalse();
    }

    @Test
    void keysOfATableThatOthersReferTo_doNot() {
        assertThat(NONE.suit(table(KEYS, entry(), relation(COLUMNS), reference(Action.NO_ACTION, Action.NO_ACTION))))
                .isFalse();
    }

    /** The foreign key leads from the table 43, and the one that is asked about is 42. */
    @ParameterizedTest(name = "on delete {0} on update {1}: {2}")
    @CsvSource({
        "NO_ACTION, NO_ACTION, true",
        "RESTRICT, RESTRICT, true",
        "CASCADE, NO_ACTION, false",
        "NO_ACTION, SET_NULL, false"
    })
    void keysOfATableThatAForeignKeyWrites_areAskedForLater(Action onDelete, Action onUpdate, boolean suits) {
        TargetTable parent = table(KEYS, entry(), relation(COLUMNS), reference(onDelete, onUpdate));
        assertThat(new SharedKeys(List.of(parent)).suit(Shapes.withOid(of(KEYS), 43)))
                .isEqualTo(suits);
    }

    @Test
    void tablesWhoseKeysHaveTheSameTypes_shareOne_howeverTheyAreCalled() {
        SharedKeys shared = new SharedKeys(List.of());
        String name = shared.nameFor(of(KEYS));
        String[] renamed = {"Order bigint!", "name text"};
        assertThat(shared.nameFor(table(
                        KEYS,
                        renaming(entry(), "id", "Order"),
                        relation(List.of(Shapes.index(true, "Order")), renamed))))
                .isEqualTo(name);
        String[] wider = {"id integer!", "name text"};
        assertThat(shared.nameFor(table(KEYS, entry(), relation(wider)))).isNotEqualTo(name);
        assertThat(shared.creations())
                .hasSize(2)
                .contains("drop table if exists pg_temp." + name + "; create temporary table " + name
                        + " (key_1 bigint) on commit drop");
    }

    @Test
    void keysOfTwoTables_areNeverMixed() {
        SharedKeys shared = new SharedKeys(List.of());
        String name = shared.nameFor(of(KEYS));
        shared.begin(name, of(KEYS));
        assertThat(shared.emptying(name)).isEqualTo("truncate pg_temp." + name);
        shared.begin(name, of(KEYS));
        assertThatThrownBy(() -> shared.begin(name, of(KEYS)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("crm.\"Orders\"");
    }

    @Test
    void errorsOfTheServer_nameTheColumnsOfTheTable() {
        assertThat(SharedKeys.reworded("COPY crm.\"Orders\", line 2, column key_2: \"x\"", identifiers("a", "It's")))
                .isEqualTo("COPY crm.\"Orders\", line 2, column It's: \"x\"");
    }
}
