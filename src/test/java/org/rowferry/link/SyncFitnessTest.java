package org.rowferry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowferry.capture.Captured.LIFE;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.shipped;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ColumnRow;
import org.rowferry.catalog.Relation;
import org.rowferry.link.LinkTracking.LinkMemory;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Selection;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

class SyncFitnessTest {
    private static final CapturedTable TABLE = byTriggers();
    private static final TableName NAME = TABLE.name();
    private static final PlannedTable PLANNED = planned(capture(LIFE, List.of("1:2"), List.of("a=calm"), "50", 0));
    private static final SyncRequest NIGHTLY = new SyncRequest(FullTables.NONE, false);

    @Test
    void tableThatWasReadAndIsAsItWas_isFit() {
        assertThat(unfit(NIGHTLY, Map.of(), PLANNED)).isEmpty();
    }

    @Test
    void tableThatWasNotRead_isReadWhole() {
        SyncFitness fitness = fitness(NIGHTLY, Map.of());
        String reason = "it was not read before";
        assertThat(fitness.unfit(PLANNED, Optional.empty(), Optional.of(standing()), Optional.empty()))
                .contains(reason);
        assertThat(fitness.unfit(PLANNED, Optional.of(noted()), Optional.empty(), Optional.empty()))
                .contains(reason);
    }

    @Test
    void wish_comesBeforeLosses_andLossesBeforeTheSource() {
        SyncRequest one = new SyncRequest(FullTables.asked(List.of(NAME)), false);
        Map<TableName, String> losses = Map.of(NAME, "the target's table is empty");
        PlannedTable other = planned(capture(new UUID(0, 5), List.of("1:2"), List.of("a=calm"), "50", 0));
        assertThat(unfit(one, losses, other)).contains("it was asked for");
        assertThat(unfit(new SyncRequest(FullTables.ALL, false), losses, other)).contains("it was asked for");
        assertThat(unfit(NIGHTLY, losses, other)).contains("the target's table is empty");
        assertThat(unfit(NIGHTLY, Map.of(), other)).contains("its capture changed");
    }

    @Test
    void newIncarnation_isNamed() {
        SyncFitness fitness = new SyncFitness(new Incarnation(new UUID(0, 7), List.of(LIFE)), NIGHTLY, Map.of());
        assertThat(fitness.unfit(PLANNED, Optional.of(noted()), Optional.of(standing()), Optional.empty()))
                .contains("the source has a new incarnation");
    }

    @Test
    void triggersThatAreOthers_areNamed() {
        assertThat(unfit(NIGHTLY, Map.of(), planned(capture(LIFE, List.of("1:3"), List.of("a=calm"), "50", 0))))
                .contains("its triggers changed");
    }

    @Test
    void labelsThatAreGone_wereRenamed() {
        assertThat(unfit(NIGHTLY, Map.of(), planned(capture(LIFE, List.of("1:2"), List.of("a=glad"), "50", 0))))
                .contains("labels of an enum were renamed");
    }

    @Test
    void columnsThatWereWrittenAnewInTheCatalog_showThatTheTableMayHaveBeenAChild() {
        assertThat(unfit(NIGHTLY, Map.of(), planned(capture(LIFE, List.of("1:2"), List.of("a=calm"), "51", 0))))
                .contains(ColumnRow.WAS_CHILD);
    }

    @Test
    void columnThatTheTargetHasByNow_wasLeftOutSoFar() {
        SyncFitness fitness = fitness(NIGHTLY, Map.of());
        Standing leftOut = new Standing(
                new StreamName("north"), LIFE, at(3), "", Set.of(new Identifier("name")), Set.of(), Optional.empty());
        Relation target = TABLE.base();
        assertThat(fitness.unfit(PLANNED, Optional.of(noted()), Optional.of(leftOut), Optional.of(target)))
                .contains("its column name was left out here so far");
        assertThat(fitness.unfit(PLANNED, Optional.of(noted()), Optional.of(leftOut), Optional.empty()))
                .isEmpty();
    }

    @ParameterizedTest(name = "purged to {0}, read at 40: {1}")
    @CsvSource({"0, false", "40, false", "41, true"})
    void changesThatWerePurged_areNotThere(long purgedTo, boolean purged) {
        PlannedTable planned = planned(capture(LIFE, List.of("1:2"), List.of(), "50", purgedTo));
        assertThat(SyncFitness.purged(planned, Snapshot.parse("40:45:"), Snapshot.parse("60:60:"))
                        .isPresent())
                .isEqualTo(purged);
    }

    @Test
    void sourceThatWasSetBack_isAnother() {
        assertThatThrownBy(() -> SyncFitness.purged(PLANNED, Snapshot.parse("40:70:"), Snapshot.parse("60:60:")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("its next transaction id is 60, but the target saw 70");
    }

    private static Optional<String> unfit(SyncRequest request, Map<TableName, String> losses, PlannedTable planned) {
        return fitness(request, losses).unfit(planned, Optional.of(noted()), Optional.of(standing()), Optional.empty());
    }

    private static SyncFitness fitness(SyncRequest request, Map<TableName, String> losses) {
        return new SyncFitness(new Incarnation(LIFE, List.of()), request, losses);
    }

    private static LinkMemory noted() {
        return new LinkMemory(
                Optional.empty(), PLANNED.words().text(), PLANNED.labels(), PLANNED.attributes(), Optional.empty());
    }

    private static Standing standing() {
        return new Standing(new StreamName("north"), LIFE, at(3), "", Set.of(), Set.of(), Optional.empty());
    }

    private static Point at(long number) {
        return new Point(new Position(number), Snapshot.parse(number + "0:" + number + "0:"));
    }

    private static PlannedTable planned(RemoteCapture capture) {
        LinkTable table = new LinkTable(
                FeedEntry.of(NAME),
                new CaptureSettings(Optional.empty(), Selection.EVERYTHING, CaptureMethod.TRIGGERS),
                Mirror.TABLE,
                Map.of(),
                Map.of(),
                List.of());
        return new PlannedTable(table, shipped(TABLE), Optional.of(capture));
    }

    private static RemoteCapture capture(
            UUID id, List<String> triggers, List<String> labels, String writer, long purgedTo) {
        return new RemoteCapture(
                "orders_dml",
                List.of("id"),
                true,
                id,
                purgedTo,
                Optional.empty(),
                false,
                triggers,
                List.of(),
                List.of(new ColumnRow(1, writer)),
                List.of("7:100"),
                List.of("id integer"),
                labels);
    }
}
