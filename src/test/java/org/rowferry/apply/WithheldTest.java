package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.keeping;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.renaming;
import static org.rowferry.apply.Shapes.setting;
import static org.rowferry.apply.Shapes.standing;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.withholding;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rowferry.catalog.Relation;
import org.rowferry.report.Failure;
import org.rowferry.schema.Column;

class WithheldTest {
    private static final Relation TABLE = relation("id integer!", "secret text", "own text");
    private static final TableDelivery WITHHOLDING = withholding(changes("id integer!"), "secret");

    @Test
    void columnThatWasWrittenAndIsWithheldNow_isEmptied() {
        assertThat(emptied(WITHHOLDING, entry(), standing(entry(), List.of(), "id", "secret")))
                .containsExactly("secret");
    }

    @Test
    void columnThatTheFeedNeverWrote_isTheTargetsOwn() {
        assertThat(emptied(WITHHOLDING, entry(), standing(entry(), List.of(), "id")))
                .isEmpty();
    }

    @Test
    void nothingIsEmptied_whereNothingIsWithheld() {
        assertThat(emptied(full("id integer!"), entry(), standing(entry(), List.of(), "id", "secret")))
                .isEmpty();
    }

    @Test
    void columnThatTheEntryKeepsOrSets_isLeftAsItIs() {
        FeedEntry keeping = keeping(entry(), "secret");
        assertThat(emptied(WITHHOLDING, keeping, standing(keeping, List.of(), "id", "secret")))
                .isEmpty();
        FeedEntry setting = setting(entry(), "secret", "x");
        assertThat(emptied(WITHHOLDING, setting, standing(setting, List.of(), "id", "secret")))
                .isEmpty();
    }

    @Test
    void keptColumn_mustBeOneOfTheTable_sinceAMisspeltOneWouldBeEmptied() {
        FeedEntry keeping = keeping(entry(), "secert");
        Failure failure = catchThrowableOfType(
                Failure.class, () -> emptied(WITHHOLDING, keeping, standing(keeping, List.of(), "id", "secret")));
        assertThat(failure).hasMessageContaining("secert");
    }

    @Test
    void renamedColumn_isWithheldByTheTargetsName() {
        FeedEntry renaming = renaming(entry(), "hidden", "secret");
        TableDelivery withholding = withholding(changes("id integer!"), "hidden");
        assertThat(emptied(withholding, renaming, standing(renaming, List.of(), "id", "secret")))
                .containsExactly("secret");
    }

    @Test
    void columnsOfAMappingThatChanged_areEmptiedTogether() {
        Standing before = standing(renaming(entry(), "hidden", "secret"), List.of(), "id", "secret", "own");
        assertThat(emptied(WITHHOLDING, entry(), before)).containsExactly("secret", "own");
    }

    @Test
    void columnsOfAnOlderTracking_areDoubtful() {
        assertDoubtful(Optional.of(standing(entry(), List.of())));
    }

    @Test
    void columnsOfATableThatIsNotTracked_areDoubtful() {
        assertDoubtful(Optional.empty());
    }

    @Test
    void columnsOfAnotherTableOfTheName_areDoubtful() {
        assertDoubtful(Optional.of(new Standing(
                standing(entry(), List.of()).stream(),
                standing(entry(), List.of()).incarnation(),
                Shapes.at(3),
                entry().mapping(),
                Set.of(),
                Set.copyOf(Shapes.identifiers("id", "secret")),
                Optional.of(new Imprint(41, Set.of("41:1"), new WrittenColumns(List.of()), 7, Optional.of(5L))))));
    }

    @Test
    void columnThatTheEntryKeeps_isNotDoubtful() {
        assertThat(of(WITHHOLDING, keeping(entry(), "secret"), Optional.empty()).doubtful())
                .isEmpty();
    }

    @Test
    void doubtfulColumns_areAskedForTheirValues_inTheRowsOfTheFeed() {
        Withheld withheld = new Withheld(List.of(), Shapes.columns("secret text"));
        assertThat(withheld.question(table(full("id integer!"), setting(entry(), "own", "x"), TABLE)))
                .contains(
                        "select place from (values (0, exists (select from crm.\"Orders\" as t where"
                                + " num_nonnulls(t.secret) > 0 and t.own = 'x'))) as v (place, holds) where holds order by place");
        assertThat(withheld.question(table(Shapes.withoutKey(full("id integer!")), entry(), TABLE)))
                .as("rows that are all written anew")
                .isEmpty();
        assertThat(new Withheld(List.of(), List.of()).question(table(full("id integer!"), entry(), TABLE)))
                .isEmpty();
    }

    private static void assertDoubtful(Optional<Standing> standing) {
        Withheld withheld = of(WITHHOLDING, entry(), standing);
        assertThat(names(withheld.doubtful())).containsExactly("secret");
        assertThat(withheld.emptied()).isEmpty();
    }

    private static List<String> emptied(TableDelivery delivery, FeedEntry entry, Standing standing) {
        return names(of(delivery, entry, Optional.of(standing)).emptied());
    }

    private static Withheld of(TableDelivery delivery, FeedEntry entry, Optional<Standing> standing) {
        return Withheld.of(delivery, entry, TABLE, table(delivery, entry, TABLE).mapped(), standing);
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(column -> column.name().name()).toList();
    }
}
