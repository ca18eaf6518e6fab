package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.bySnapshot;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.capture.Captured.transformed;
import static org.rowferry.link.Linked.ORDERS;
import static org.rowferry.link.Linked.by;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureMethod.Deletes;
import org.rowferry.capture.CaptureMethod.Overlap;
import org.rowferry.capture.CaptureMethod.Watermark;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.RowKey;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.WatchedTable;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

class PlannedTableTest {
    private static final RemoteCapture CAPTURE = Linked.capture();
    private static final PlannedTable PLANNED = new PlannedTable(ORDERS, shipped(byTriggers()), Optional.of(CAPTURE));

    static Stream<Object[]> changedCaptures() {
        UUID id = CAPTURE.id();
        List<String> one = CAPTURE.triggers();
        List<String> file = CAPTURE.files();
        List<String> column = CAPTURE.columns();
        return Stream.of(
                new Object[] {"its capture changed", capture(new UUID(0, 8), one, List.of(), file, column)},
                new Object[] {"its triggers changed", capture(id, List.of("1:3"), List.of(), file, column)},
                new Object[] {
                    "its shadow table or a function behind it changed", capture(id, one, List.of("9:9"), file, column)
                },
                new Object[] {"its files changed", capture(id, one, List.of(), List.of("7:101"), column)},
                new Object[] {
                    "its columns on the source changed", capture(id, one, List.of(), file, List.of("id bigint"))
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changedCaptures")
    void changeOfTheCapture_isNamed(String reason, RemoteCapture now) {
        assertThat(PLANNED.with(now).words().changedSince(PLANNED.words().text()))
                .contains(reason);
    }

    @Test
    void labelsAndAttributes_areComparedByThemselves() {
        RemoteCapture now = new RemoteCapture(
                CAPTURE.shadow(),
                CAPTURE.key(),
                true,
                CAPTURE.id(),
                90,
                Optional.empty(),
                false,
                CAPTURE.triggers(),
                CAPTURE.altered(),
                List.of(new ColumnRow(1, "51")),
                CAPTURE.files(),
                CAPTURE.columns(),
                List.of("a=glad"));
        PlannedTable planned = PLANNED.with(now);
        assertThat(planned.words().changedSince(PLANNED.words().text())).isEmpty();
        assertThat(planned.labels()).containsExactly("a=glad");
        assertThat(planned.attributes()).containsExactly(new ColumnRow(1, "51"));
    }

    @Test
    void rowsThatAreWrittenElsewhere_areOthers() {
        FeedEntry into = new FeedEntry(
                ORDERS.entry().table(),
                TableName.of("crm", "orders"),
                Map.of(),
                Map.of(),
                Apply.AUTO,
                OnNewColumn.STOP,
                Optional.empty());
        PlannedTable elsewhere = new PlannedTable(
                Linked.table(into, ORDERS.capture(), Mirror.TABLE), PLANNED.shipped(), Optional.of(CAPTURE));
        assertThat(elsewhere.words().changedSince(PLANNED.words().text())).contains("its mapping changed");
    }

    @Test
    void anotherWayOfKnowing_isAChange() {
        PlannedTable whole = new PlannedTable(by(ORDERS, CaptureMethod.WHOLE), shipped(bySnapshot()), Optional.empty());
        assertThat(whole.words().changedSince(PLANNED.words().text()))
                .hasValueSatisfying(reason -> assertThat(reason).contains("its way of knowing what changed"));
        assertThat(whole.labels()).isEmpty();
        assertThat(whole.attributes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Deletes.class)
    void allKeysCome_whereAWatermarkTellsDeletesByThem(Deletes deletes) {
        Watermark watermark = new Watermark(List.of(new Identifier("changed")), new Overlap(Duration.ZERO, 0), deletes);
        PlannedTable planned = new PlannedTable(by(ORDERS, watermark), shipped(bySnapshot()), Optional.empty());
        assertThat(planned.hasWatermark()).isTrue();
        assertThat(planned.bringsAllKeys()).isEqualTo(deletes == Deletes.KEYS);
        assertThat(PLANNED.hasWatermark()).isFalse();
        assertThat(PLANNED.bringsAllKeys()).isFalse();
    }

    @Test
    void columnOfTheKey_isReadThoughTheEntryDoesNotNameIt() {
        ShippedTable of = PLANNED.shipped();
        Selection name = new Selection(List.of(new Identifier("name")), Map.of(), Optional.empty());
        PlannedTable planned = new PlannedTable(
                ORDERS,
                new ShippedTable(of.source(), name, of.columns(), of.definitions(), of.functions(), false),
                Optional.empty());
        assertThat(planned.isRead(new Identifier("id"))).isTrue();
        assertThat(planned.isRead(new Identifier("name"))).isTrue();
        assertThat(planned.isRead(new Identifier("other"))).isFalse();
        assertThat(PLANNED.isRead(new Identifier("other"))).as("all are wanted").isTrue();
    }

    @Test
    void queries_bearHostileNames() {
        WatchedTable of = bySnapshot();
        Key key = Linked.key("it's", "Line \"No\"");
        WatchedTable keyed = new WatchedTable(
                of.base(), new RowKey(key, List.of(), true, true), of.partitions(), of.method(), of.definition());
        PlannedTable planned = new PlannedTable(ORDERS, shipped(keyed), Optional.empty());
        assertThat(planned.keys("select 1")).isEqualTo("select \"it's\", \"Line \"\"No\"\"\" from (select 1) as q");
        assertThat(planned.hasKey()).isTrue();
        assertThat(PLANNED.rows("select 1")).isEqualTo("select orders.id, orders.name from (select 1) as orders");
    }

    @Test
    void rowThatAnExpressionDoesNotBear_isSearchedWithAConstantOfItsText() {
        PlannedTable transformed = new PlannedTable(
                Linked.withColumnName(ORDERS, "id", "It's id"),
                transformed(shipped(bySnapshot()), "1 / length(name) || '<table>'"),
                Optional.empty());
        assertThat(BadRow.function(transformed))
                .startsWith("create function pg_temp.rowferry_bad_row(")
                .contains("rowferry_one shop.orders%rowtype;")
                .contains("|| ''<table>''")
                .as("the filter is asked first")
                .containsSubsequence("rowferry_place := ''where''", "rowferry_place := ''name''", "1 / length(name)")
                .as("the row is told by the source's name of its key")
                .contains("''\"It''''s id\" = '' || quote_nullable((rowferry_one.id)::text)");
    }

    private static RemoteCapture capture(
            UUID id, List<String> triggers, List<String> altered, List<String> files, List<String> columns) {
        return new RemoteCapture(
                CAPTURE.shadow(),
                CAPTURE.key(),
                true,
                id,
                0,
                Optional.empty(),
                false,
                triggers,
                altered,
                CAPTURE.attributes(),
                files,
                columns,
                CAPTURE.labels());
    }
}
