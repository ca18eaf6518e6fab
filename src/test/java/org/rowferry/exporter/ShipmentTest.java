package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.name;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.capture.Sources.captured;
import static org.rowferry.capture.Sources.relation;
import static org.rowferry.capture.Sources.unique;
import static org.rowferry.exporter.TableStates.at;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Counts;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.capture.Captured;
import org.rowferry.capture.ChangedRows;
import org.rowferry.capture.Partition;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.Shape;
import org.rowferry.capture.ShippedTable;
import org.rowferry.capture.Sources;
import org.rowferry.capture.WatchedState;
import org.rowferry.catalog.RelationKind;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Kind;
import org.rowferry.schema.Position;
import org.rowferry.schema.Selection;
import org.rowferry.schema.StreamName;

/** A bundle as its maker announces it, as tracking notes it and as the outcome tells it. */
class ShipmentTest {
    /** Nothing is read or written here. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final StreamName TARGET = new StreamName("reporting");
    private static final Duration TOOK = Duration.ofSeconds(4);
    private static final PartitionDrift DRIFT = new PartitionDrift(List.of(41L), false);

    @Test
    void line_tellsWhyItIsFull_orThatItIsChanges() {
        Shipment.ShippedContent full = line(full("it was truncated"));
        assertThat(full.full()).isEqualTo("it was truncated");
        assertThat(full.kind()).isEqualTo("full");
        assertThat(full.drifted()).isFalse();
        Shipment.ShippedContent changes = line(changes(PartitionDrift.NONE, false));
        assertThat(changes.full()).isEmpty();
        assertThat(changes.kind()).isEqualTo("changes");
        assertThat(changes.drifted()).isFalse();
        assertThat(line(changes(DRIFT, false)).drifted()).isTrue();
        assertThat(line(changes(new PartitionDrift(List.of(), true), true)).drifted())
                .isTrue();
    }

    @Test
    void tablesThatTriggersWatch_areThoseToPurge() {
        Due.Decision watched = new Due.Full(shipped(Captured.bySnapshot()), Optional.empty(), "new");
        Due.Decision captured = new Due.Full(
                shipped(byTriggers("lines", Captured.LIFE, List.of(), List.of(), 0)), Optional.empty(), "new");
        assertThat(shipment(line(watched), line(captured)).captured())
                .extracting(table -> table.name())
                .containsExactly(name("lines"));
    }

    @Test
    void outcome_hasALineForEachTable_andThoseThatWereLeftOut() {
        Faults faults = new Faults();
        Failure failure = new Failure(Family.SOURCE, "shop.lines is odd");
        faults.note(Entry.of(name("lines")), failure);
        Outcome.Exported told =
                (Outcome.Exported) shipment(line(full("it was asked for"))).outcome(TARGET, faults);
        assertThat(told.position()).isEqualTo(new Position(5));
        assertThat(told.bytes()).isEqualTo(1000);
        assertThat(told.tables())
                .containsExactly(new Outcome.ExportedContent(name("orders"), "it was asked for", 2, 3, 99, TOOK));
        assertThat(told.leftOut()).containsExactly(new Outcome.SkippedTable(name("lines"), failure));
    }

    @ParameterizedTest(name = "everything {0}, lines {1}, since {2}, allow-empty {3}: full {4}, bundle {5}")
    @CsvSource({
        "false, false, , false, false, false",
        "true, false, , false, true, false",
        "false, true, , false, false, false",
        "false, false, 3, false, false, true",
        "false, false, , true, false, true"
    })
    void request_wishesForFulls_andForABundleThatMayBeEmpty(
            boolean everything, boolean lines, Long since, boolean allowEmpty, boolean full, boolean bundle) {
        Request request = new Request(
                new FullTables(everything, lines ? Set.of(name("lines")) : Set.of()),
                Optional.ofNullable(since).map(Position::new),
                allowEmpty);
        assertThat(request.full().contain(name("orders"))).isEqualTo(full);
        assertThat(request.full().contain(name("lines"))).isEqualTo(full || lines);
        assertThat(request.wantsBundle()).isEqualTo(bundle);
    }

    @Test
    void bundle_announcesAFullWithItsReason_andChangesWithTheirBeginning() {
        TableContent full = BundleMaker.announced(full("it was truncated"));
        assertThat(full.kind()).isEqualTo(Kind.FULL);
        assertThat(full.reason()).isEqualTo("it was truncated");
        TableContent changes = BundleMaker.announced(changes(PartitionDrift.NONE, false));
        assertThat(changes.kind()).isEqualTo(Kind.CHANGES);
        assertThat(changes.from()).contains(at(4));
        assertThat(changes.allKeys()).isFalse();
        assertThat(BundleMaker.announced(changes(DRIFT, true)).allKeys()).isTrue();
    }

    @Test
    void bundle_announcesTheShapeOfEachTable_andTheColumnsThatItWithholds() {
        ShippedTable some = Sources.shipped(
                captured(relation(RelationKind.TABLE, "id:integer", "name:text", "note:text"), unique("id")),
                new Selection(List.of(new Identifier("name")), Map.of(), Optional.empty()),
                "id:integer",
                "name:text");
        Due.Decision full = new Due.Full(some, Optional.empty(), "new");
        Due.Decision changes =
                new Due.Changes(some, Optional.empty(), at(4), ChangedRows.none(), PartitionDrift.NONE, false);
        for (Due.Decision content : List.of(full, changes)) {
            TableContent announced = BundleMaker.announced(content);
            assertThat(announced.withheld()).containsExactly(new Identifier("note"));
            assertThat(announced.fingerprint()).isEqualTo(Shape.of(some).fingerprint());
            assertThat(announced.table()).isEqualTo(some.table());
        }
    }

    @Test
    void lines_haveTheTotalsOfTheirOwnTable_inBytesOfAllItsMembers() {
        Due.Decision orders = full("new");
        Due.Decision lines = new Due.Full(
                shipped(byTriggers("lines", Captured.LIFE, List.of(), List.of(), 0)), Optional.empty(), "new");
        Totals totals = new Totals(
                List.of(
                        new TableTotal(name("lines"), Counts.NONE, Counts.NONE, new Counts(7, 70), Counts.NONE),
                        new TableTotal(
                                name("orders"), new Counts(1, 2), new Counts(3, 30), new Counts(2, 400), Counts.NONE)),
                1000);
        assertThat(BundleMaker.lines(List.of(orders, lines), totals, Map.of(name("orders"), TOOK)))
                .containsExactly(
                        new Shipment.ShippedContent(orders, 1, 2, 432, TOOK),
                        new Shipment.ShippedContent(lines, 0, 7, 70, Duration.ZERO));
    }

    @Test
    void tracking_notesAValueForEachPlaceOfItsRow() {
        assertThat(noted(line(full("new")))).hasSize((int) ExportTracking.ROWS
                .from()
                .chars()
                .filter(letter -> letter == '?')
                .count());
        assertThat(noted(line(changes(DRIFT, false)))).hasSameSizeAs(noted(line(full("new"))));
    }

    @Test
    void tracking_notesTheCaptureOfATableThatTriggersWatch() {
        Partition partition = new Partition(41, 410, "1:2");
        Due.Decision content =
                new Due.Full(shipped(Captured.rewritten(byTriggers(), 101, "51", partition)), Optional.empty(), "new");
        List<Object> noted = noted(line(content));
        assertThat(noted.subList(0, 9))
                .usingRecursiveComparison()
                .isEqualTo(List.of(
                        "reporting",
                        7L,
                        "shop",
                        "orders",
                        5L,
                        5L,
                        "trigger",
                        Optional.of(Captured.CAPTURE.toString()),
                        new String[] {"1:2", "3:4"}));
        assertThat(noted.subList(9, 15))
                .usingRecursiveComparison()
                .isEqualTo(List.of(
                        Shape.of(content.shipped()).text(),
                        new String[0],
                        101L,
                        new String[] {"1 51"},
                        new String[] {"41 410 1:2"},
                        0L));
    }

    @Test
    void tracking_notesWhatWasSeenOfATableThatNoTriggerWatches() {
        WatchedState watched = new WatchedState(Optional.of("2026-01-01"), "3 1 2", "4 5 6");
        List<Object> noted = noted(line(new Due.Full(shipped(Captured.bySnapshot()), Optional.of(watched), "new")));
        assertThat(noted.get(6)).isEqualTo("snapshot");
        assertThat(noted.get(7)).isEqualTo(Optional.empty());
        assertThat(noted.subList(15, 22))
                .containsExactly(Optional.of("2026-01-01"), "3 1 2", "4 5 6", "full", 2L, 3L, 99L);
    }

    @Test
    void tracking_notesTheBundleThatMadeUpForADrift() {
        assertThat(noted(line(changes(DRIFT, false))).get(14)).isEqualTo(5L);
        assertThat(noted(line(changes(PartitionDrift.NONE, false))).get(14)).isEqualTo(0L);
    }

    private static List<Object> noted(Shipment.ShippedContent line) {
        return new ExportTracking(NOWHERE, new Identifier("rowferry"), TARGET)
                .values(new Position(5), line)
                .toList();
    }

    private static Shipment shipment(Shipment.ShippedContent... lines) {
        return new Shipment(at(5), new BundleName(TARGET, new Position(5), Compression.ZSTD), 1000, List.of(lines));
    }

    private static Shipment.ShippedContent line(Due.Decision content) {
        return new Shipment.ShippedContent(content, 2, 3, 99, TOOK);
    }

    private static Due.Decision full(String reason) {
        return new Due.Full(shipped(byTriggers()), Optional.empty(), reason);
    }

    private static Due.Decision changes(PartitionDrift drift, boolean allKeys) {
        return new Due.Changes(shipped(byTriggers()), Optional.empty(), at(4), ChangedRows.none(), drift, allKeys);
    }
}
