package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.capture.Captured.bySnapshot;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.link.Linked.ORDERS;
import static org.rowferry.link.Linked.capture;
import static org.rowferry.link.Linked.key;
import static org.rowferry.link.Linked.keyed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.RowKey;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.WatchedTable;
import org.rowferry.catalog.Relation;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;

class PlannerTest {
    @ParameterizedTest(name = "captured by {0}, unique: {1}, told {2}: {3}")
    @CsvSource({
        "id, true, , fits",
        "id, false, , is in doubt",
        "id, true, id, fits",
        "id, false, id, fits",
        "id line, true, line id, fits",
        "id line, true, id, is another",
        "id, true, id line, is another",
        "id, false, line, is another",
    })
    void keyOfTheCapture_isTheOneThatTheLinkSays_orAUniqueOne(
            String captured, boolean unique, String told, String verdict) {
        Key key = key(captured.split(" "));
        LinkTable table = told == null ? ORDERS : keyed(ORDERS, told.split(" "));
        RemoteCapture capture = capture("shop.orders", List.of(captured.split(" ")), unique, Optional.empty(), false);
        if (verdict.equals("fits")) {
            assertThatCode(() -> Planner.requireKey(table, capture, key)).doesNotThrowAnyException();
        } else {
            Failure failure = catchThrowableOfType(Failure.class, () -> Planner.requireKey(table, capture, key));
            assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
            assertThat(failure)
                    .hasMessage("the source captures shop.orders by the key " + key.columns()
                            + (verdict.equals("is another")
                                    ? ", and the link says "
                                            + key(told.split(" ")).columns()
                                    : ", which no unique index on NOT NULL columns vouches for"));
            assertThat(failure.hints().get(0)).startsWith("If these columns are unique, set 'key: " + key.columns());
        }
    }

    @ParameterizedTest(name = "{0}, with columns {1} and the key {2}: refused {3}")
    @CsvSource({
        "money, , id, true",
        "money, price, id, true",
        "money, id, id, false",
        "money, id, price, true",
        "numeric, , id, false",
        "money[], , id, false",
    })
    void moneyThatIsRead_isRefused_sinceEachServerPrintsItItsWay(
            String type, String selected, String key, boolean refused) {
        List<Identifier> columns = selected == null ? List.of() : List.of(new Identifier(selected));
        PlannedTable planned = priced(type, columns, key(key));
        if (refused) {
            assertThat(catchThrowableOfType(Failure.class, () -> Planner.refuseMoney(planned)))
                    .hasMessageStartingWith("the column price of shop.orders is of the type money");
        } else {
            assertThatCode(() -> Planner.refuseMoney(planned)).doesNotThrowAnyException();
        }
    }

    private static PlannedTable priced(String type, List<Identifier> selected, Key key) {
        WatchedTable of = bySnapshot();
        Relation base = of.base();
        List<Column> columns = List.of(Column.of("id", "integer", true), Column.of("price", type, false));
        Relation priced = new Relation(
                base.oid(), base.name(), base.kind(), columns, columns, Set.of(), List.of(), base.traits(), 1);
        WatchedTable source = new WatchedTable(
                priced, new RowKey(key, List.of(), true, true), of.partitions(), of.method(), of.definition());
        ShippedTable all = shipped(source);
        return new PlannedTable(
                ORDERS,
                new ShippedTable(
                        source,
                        new Selection(selected, Map.of(), Optional.empty()),
                        all.columns(),
                        all.definitions(),
                        all.functions(),
                        false),
                Optional.empty());
    }
}
