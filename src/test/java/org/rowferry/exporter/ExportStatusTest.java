package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.name;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.exporter.TableStates.at;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.CaptureMethod;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.ChangedRows;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.WatchedState;
import org.rowferry.exporter.ExportStatus.ExportedTable;
import org.rowferry.exporter.ExportStatus.Foreseen;
import org.rowferry.exporter.ExportStatus.KnownTable;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.Looking.Last;
import org.rowferry.exporter.Looking.Look;
import org.rowferry.postgres.Session;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Selection;
import org.rowferry.schema.TableName;

class ExportStatusTest {
    /** Tables that need no look ask nothing. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final TableName ORDERS = name("orders");
    private static final Last LAST = new Last(at(4).snapshot(), new WatchedState(Optional.empty(), "", ""));
    private static final KnownTable KNOWN =
            new KnownTable(LAST, 4, Optional.of(Instant.EPOCH), "changes", 2, 3, 99, Duration.ofHours(5));

    @ParameterizedTest(name = "{0} wait, exported before {1}: {2} old at the most")
    @CsvSource({"3, true, PT5H", "0, true, ", ", true, ", "3, false, ", "0, false, "})
    void age_isToldOfWhatWaits_whereItIsKnownWhenNothingWaited(Long waiting, boolean exported, Duration oldest) {
        Look look = new Look("trigger", Optional.ofNullable(waiting), "");
        ExportedTable status =
                ExportStatus.status(ORDERS, exported ? Optional.of(KNOWN) : Optional.empty(), Foreseen.NOTHING, look);
        assertThat(status.waiting()).isEqualTo(Optional.ofNullable(waiting));
        assertThat(status.oldestAtMost()).isEqualTo(Optional.ofNullable(oldest));
    }

    @ParameterizedTest(name = "foreseen ''{0}'', looked at ''{1}'': ''{2}''")
    @CsvSource({"'', '', ''", "held, '', held", "'', no capture, no capture", "held, no capture, held"})
    void troubleOfTheNextExport_comesBeforeThatOfALook(String foreseen, String look, String trouble) {
        assertThat(ExportStatus.status(
                                ORDERS,
                                Optional.of(KNOWN),
                                new Foreseen("", "", foreseen, false),
                                new Look("trigger", Optional.empty(), look))
                        .trouble())
                .isEqualTo(trouble);
    }

    @Test
    void tableThatWasExported_hasTheValuesOfItsLastBundle() {
        assertThat(ExportStatus.status(
                        ORDERS, Optional.of(KNOWN), new Foreseen("why", "drift", "", false), Look.NOTHING_WAITS))
                .isEqualTo(new ExportedTable(
                        "shop.orders",
                        "trigger",
                        Optional.of(4L),
                        Optional.of(Instant.EPOCH),
                        "changes",
                        2,
                        3,
                        99,
                        Optional.of(0L),
                        "why",
                        "drift",
                        Optional.empty(),
                        ""));
    }

    @Test
    void tableThatWasNeverExported_hasNoPosition() {
        ExportedTable status = ExportStatus.status(ORDERS, Optional.empty(), Foreseen.NOTHING, Look.NONE);
        assertThat(status.position()).isEmpty();
        assertThat(status.exported()).isEmpty();
        assertThat(status.kind()).isEmpty();
        assertThat(status.rows()).isZero();
        assertThat(status.waiting()).as("not known to be none").isEmpty();
    }

    @ParameterizedTest(name = "{0} arrived, all keys {1}: ''{2}''")
    @CsvSource({
        "0, false, ''",
        "1, false, all rows of 1 partition that is new or was altered",
        "2, false, all rows of 2 partitions that are new or were altered",
        "0, true, 'all keys, since rows may have gone unseen'",
        "1, true, 'all rows of 1 partition that is new or was altered, and all keys, since rows may have gone unseen'"
    })
    void drift_isToldByWhatItBrings(int arrived, boolean allKeys, String words) {
        PartitionDrift drift = new PartitionDrift(List.of(41L, 42L).subList(0, arrived), allKeys);
        assertThat(ExportStatus.drift(new Due.Changes(
                        shipped(byTriggers()), Optional.empty(), at(4), ChangedRows.none(), drift, allKeys)))
                .isEqualTo(words);
    }

    @Test
    void tablesOfWhichTheNextExportHoldsNothing_areNotLookedAtAgain() {
        assertThat(looks(entry("orders", CaptureMethod.TRIGGERS, Optional.empty()), true, Set.of(ORDERS)))
                .isEqualTo(Map.of(ORDERS, Look.NOTHING_WAITS));
        assertThat(Look.NOTHING_WAITS.waiting()).contains(0L);
    }

    @Test
    void tablesThatOneStatementCannotAnswerFor_areLeftToALookOfTheirOwn() {
        assertThat(looks(entry("orders", CaptureMethod.TRIGGERS, Optional.empty()), false, Set.of()))
                .as("never exported")
                .isEmpty();
        assertThat(looks(entry("orders", CaptureMethod.WHOLE, Optional.empty()), true, Set.of()))
                .as("no trigger watches it")
                .isEmpty();
        assertThat(looks(entry("orders", CaptureMethod.TRIGGERS, Optional.of("id > 0")), true, Set.of()))
                .as("its expressions are an owner's code")
                .isEmpty();
    }

    private static Map<TableName, Look> looks(Entry entry, boolean exported, Set<TableName> unchanged) {
        return new Looking(new Identifier("rowferry"), Surroundings.UNKNOWN)
                .atAll(NOWHERE, List.of(entry), exported ? Map.of(entry.table(), LAST) : Map.of(), unchanged);
    }

    private static Entry entry(String table, CaptureMethod method, Optional<String> where) {
        return new Entry(
                name(table),
                OnRewrite.FULL,
                new CaptureSettings(Optional.empty(), new Selection(List.of(), Map.of(), where), method));
    }
}
