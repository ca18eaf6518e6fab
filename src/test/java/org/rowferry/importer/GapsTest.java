package org.rowferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.importer.Arriving.table;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowferry.bundle.TableContent;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Position;
import org.rowferry.schema.Table;

class GapsTest {
    private final Gaps gaps = new Gaps(Arriving.STREAM);

    @Test
    void nothingMissing_isNoFailure_whateverIsHeldBack() {
        assertThat(gaps.failure()).isEmpty();
        gaps.holdsBack(new Position(3));
        gaps.holdsBack(table("orders"));
        assertThat(gaps.failure()).isEmpty();
    }

    @Test
    void tableThatIsFarthestBehind_isNamed() {
        gaps.lacks(changes("orders", 8), new Position(5));
        gaps.lacks(changes("lines", 7), new Position(3));
        gaps.lacks(changes("notes", 9), new Position(3));
        gaps.lacks(changes("last", 9), new Position(4));
        assertThat(failure())
                .hasMessage("the bundle begins at position 7, but shop.lines is at 3 here: bundles 4 to 7 are missing");
        assertThat(Gaps.isBehind(failure())).isTrue();
        assertThat(hint())
                .startsWith("Fetch what is missing from the outbox, or make it again on the source: ")
                .contains("--target reporting --since 3")
                .doesNotContain("--full");
    }

    @Test
    void oneBundleThatIsMissing_isOne() {
        gaps.lacks(changes("orders", 6), new Position(5));
        assertThat(failure())
                .hasMessage("the bundle begins at position 6, but shop.orders is at 5 here: bundle 6 is missing");
    }

    @Test
    void export_coversTheWholeBundle_fromTheTableThatIsFarthestBehind() {
        gaps.lacks(changes("orders", 8), new Position(5));
        gaps.holdsBack(new Position(6));
        gaps.holdsBack(new Position(4));
        gaps.holdsBack(new Position(7));
        gaps.holdsBack(table("it's"));
        gaps.holdsBack(table("a"));
        gaps.holdsBack(table("a"));
        assertThat(hint()).contains("--target reporting --since 4 --full 'shop.\"it'\\''s\"' 'shop.a'");
    }

    @Test
    void tablesThatWantAFull_comeBeforeWhatIsMissing() {
        gaps.lacks(changes("orders", 8), new Position(5));
        gaps.wantsFull(table("lines"), "it was made again");
        gaps.wantsFull(table("notes"), "another reason");
        gaps.wantsFull(table("more"), "a third");
        gaps.holdsBack(table("a"));
        assertThat(failure())
                .hasMessage("the bundle brings the changes of shop.lines alone, but it was made again;"
                        + " they are of no use for shop.notes, shop.more either");
        assertThat(Gaps.isBehind(failure())).isFalse();
        assertThat(failure().hints())
                .singleElement()
                .asString()
                .startsWith("Fetch the bundle that holds it in full, or make one on the source: ")
                .contains("--target reporting --since 5 --full 'shop.lines' 'shop.notes' 'shop.more' 'shop.a'");
    }

    @Test
    void rowsThatAreWrittenElsewhere_mayGoBackToWhereTheyWere() {
        gaps.wantsFullElsewhere(table("orders"), "into old.orders", "into crm.orders");
        assertThat(failure())
                .hasMessage("the bundle brings the changes of shop.orders alone, but its rows were written into"
                        + " old.orders here, and are to be written into crm.orders from now on");
        assertThat(failure().hints()).hasSize(2);
        assertThat(failure().hints().get(1)).startsWith("Or take the change of into:, rename: or set: back.");
    }

    private Failure failure() {
        Failure failure = gaps.failure().orElseThrow();
        assertThat(failure.family()).isEqualTo(Family.GAP);
        return failure;
    }

    private String hint() {
        return failure().hints().get(0);
    }

    private static TableContent changes(String name, long from) {
        Table shape = new Table(
                table(name), List.of(Column.of("id", "integer", true)), new Key(List.of(new Identifier("id"))));
        return TableContent.changes(shape, Arriving.at(from), Arriving.DIGEST);
    }
}
