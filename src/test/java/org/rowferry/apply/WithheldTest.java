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
        assertThat(of(WITHHOLDING, entry(), Optional.empty())).isEmpty();
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
    void columnsOfAnOlderTracking_areTheOperatorsToDecide() {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> emptied(WITHHOLDING, entry(), standing(entry(), List.of())));
        assertThat(failure).hasMessageContaining("secret");
    }

    @Test
    void columnsOfAnotherTableOfTheName_areTheOperatorsToDecide() {
        Standing elsewhere = new Standing(
                standing(entry(), List.of()).stream(),
                standing(entry(), List.of()).incarnation(),
                Shapes.at(3),
                entry().mapping(),
                Set.of(),
                Set.copyOf(Shapes.identifiers("id", "secret")),
                Optional.of(new Imprint(41, Set.of("41:1"), new WrittenColumns(List.of()), 7, Optional.of(5L))));
        assertThat(catchThrowableOfType(Failure.class, () -> emptied(WITHHOLDING, entry(), elsewhere)))
                .isNotNull();
    }

    private static List<String> emptied(TableDelivery delivery, FeedEntry entry, Standing standing) {
        return of(delivery, entry, Optional.of(standing));
    }

    private static List<String> of(TableDelivery delivery, FeedEntry entry, Optional<Standing> standing) {
        return Withheld.of(delivery, entry, TABLE, table(delivery, entry, TABLE).mapped(), standing).stream()
                .map(column -> column.name().name())
                .toList();
    }
}
