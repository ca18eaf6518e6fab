package org.rowferry.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.apply.Shapes.changes;
import static org.rowferry.apply.Shapes.emptying;
import static org.rowferry.apply.Shapes.entry;
import static org.rowferry.apply.Shapes.full;
import static org.rowferry.apply.Shapes.holding;
import static org.rowferry.apply.Shapes.relation;
import static org.rowferry.apply.Shapes.table;
import static org.rowferry.apply.Shapes.triggered;
import static org.rowferry.apply.Shapes.withAllKeys;
import static org.rowferry.apply.Shapes.withoutKey;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.TableDelivery.Announced;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Kind;

class ArrivalCheckTest {
    private static final String[] COLUMNS = {"id integer!", "name text"};
    private static final Written WRITTEN = new Written(2, 1, 5);

    @Test
    void recordsThatWereSwallowedOrAdded_areRefused() {
        TargetTable table = of(announcing(changes(COLUMNS), new Announced(3, 0, 2)));
        assertThatCode(() -> check(table, new Announced(3, 0, 2)).requireArrival())
                .doesNotThrowAnyException();
        assertThat(refused(() -> check(table, new Announced(2, 0, 2)).requireArrival(), Family.TARGET))
                .hasMessage("2 keys arrived for crm.\"Orders\", but the source announces 3");
        assertThat(refused(() -> check(table, new Announced(3, 0, 4)).requireArrival(), Family.TARGET))
                .hasMessage("4 rows arrived for crm.\"Orders\", but the source announces 2");
        TargetTable allKeys = of(announcing(withAllKeys(changes(COLUMNS)), new Announced(3, 9, 2)));
        assertThat(refused(() -> check(allKeys, new Announced(3, 8, 2)).requireArrival(), Family.TARGET))
                .hasMessage("11 keys arrived for crm.\"Orders\", but the source announces 12");
    }

    @Test
    void recordsThatNobodyAnnounced_areNotCompared() {
        assertThatCode(() -> check(of(changes(COLUMNS)), new Announced(3, 0, 2)).requireArrival())
                .doesNotThrowAnyException();
    }

    @Test
    void changedRowsWithoutAKey_areRefused() {
        TargetTable table = of(withoutKey(changes(COLUMNS)));
        assertThat(refused(() -> check(table, new Announced(0, 0, 1)).requireArrival(), Family.BUNDLE))
                .hasMessageContaining("brings changed rows of shop.orders, which has no key");
        assertThatCode(() -> check(table, new Announced(0, 0, 0)).requireArrival())
                .doesNotThrowAnyException();
        assertThatCode(() -> check(of(withoutKey(full(COLUMNS))), new Announced(0, 0, 9))
                        .requireArrival())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}, rows before known {1}, triggers {2}: counted {3}")
    @CsvSource({
        "changes, true, false, false",
        "changes, true, true, true",
        "changes, false, false, true",
        "all keys, true, false, true",
        "full, true, false, true",
        "full, false, false, true"
    })
    void rows_areCountedWhereNothingElseTellsTheirNumber(
            String content, boolean known, boolean triggers, boolean counted) {
        TableDelivery delivery = switch (content) {
            case "changes" -> changes(COLUMNS);
            case "all keys" -> withAllKeys(changes(COLUMNS));
            default -> full(COLUMNS);
        };
        TargetTable table = known ? holding(of(delivery), 10) : of(delivery);
        assertThat(check(triggers ? triggered(table) : table, new Announced(0, 0, 0))
                        .isCounted())
                .isEqualTo(counted);
    }

    @Test
    void rowsThatTriggersWroteBeside_areRefused() {
        ArrivalCheck check = check(triggered(holding(of(changes(COLUMNS)), 10)), new Announced(7, 0, 6));
        assertThat(check.reckoned()).isEqualTo(13);
        assertThat(left(check.outcome(13))).isEqualTo(13);
        assertThat(refused(() -> check.outcome(14), Family.TARGET))
                .hasMessage("14 rows are in crm.\"Orders\", but 13 by what was there and was written");
    }

    @Test
    void full_leavesTheRowsThatArrived() {
        ArrivalCheck check = check(of(full(COLUMNS)), new Announced(0, 0, 6));
        assertThat(left(check.outcome(6))).isEqualTo(6);
        assertThat(refused(() -> check.outcome(5), Family.TARGET))
                .hasMessage("5 rows are in crm.\"Orders\", but the source announces 6");
        assertThat(refused(() -> check.outcome(7), Family.TARGET)).hasMessageStartingWith("7 rows are in");
    }

    @Test
    void allKeys_showRowsThatNoWatermarkShowed() {
        TableDelivery delivery = withAllKeys(changes(COLUMNS));
        ArrivalCheck check = check(holding(of(delivery), 10), new Announced(2, 9, 2));
        assertThat(left(check.outcome(9))).isEqualTo(9);
        assertThat(check.outcome(8)).isEqualTo(new DeliveryOutcome.RowsMissing(delivery, Shapes.TARGET, 8, 9));
        assertThat(refused(() -> check.outcome(10), Family.TARGET))
                .hasMessage("10 rows are in crm.\"Orders\", but the source announces 9");
    }

    @Test
    void outcome_tellsAllThatWasDone() {
        TargetTable table = emptying(of(full("id integer!", "name text", "extra text")), "secret text");
        DeliveryOutcome outcome = check(table, new Announced(0, 0, 6)).outcome(6);
        AppliedTable applied = ((DeliveryOutcome.Applied) outcome).tables().get(0);
        assertThat(applied.kind()).isEqualTo(Kind.FULL);
        assertThat(applied.rows()).isEqualTo(6);
        assertThat(applied.written()).isEqualTo(WRITTEN);
        assertThat(applied.ignored()).containsExactlyElementsOf(Shapes.identifiers("extra"));
        assertThat(applied.left().written()).containsExactlyElementsOf(Shapes.identifiers("id", "name"));
        assertThat(applied.left().emptied()).containsExactlyElementsOf(Shapes.identifiers("secret"));
    }

    private static TargetTable of(TableDelivery delivery) {
        return table(delivery, entry(), relation(COLUMNS));
    }

    private static TableDelivery announcing(TableDelivery of, Announced announced) {
        return new TableDelivery(
                of.table(), of.from(), of.allKeys(), of.withheld(), of.inFull(), Optional.of(announced));
    }

    private static ArrivalCheck check(TargetTable table, Announced arrived) {
        return new ArrivalCheck(table, arrived, WRITTEN);
    }

    private static long left(DeliveryOutcome outcome) {
        return ((DeliveryOutcome.Applied) outcome).tables().get(0).left().rows();
    }

    private static Failure refused(Runnable work, Family family) {
        Failure failure = catchThrowableOfType(Failure.class, work::run);
        assertThat(failure).as("it is refused").isNotNull();
        assertThat(failure.family()).isEqualTo(family);
        return failure;
    }
}
