package org.rowferry.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.CAPTURE;
import static org.rowferry.capture.Captured.LIFE;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.capture.Captured.transformed;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rowferry.capture.Drift.Now;
import org.rowferry.capture.Memory.Capture;

class DriftTest {
    private static final CapturedTable TABLE = byTriggers();

    @Test
    void tableThatIsAsItWas_hasNone() {
        assertThat(Drift.between(memory(TABLE), now(TABLE))).isEmpty();
        assertThat(Drift.between(memory(Captured.bySnapshot()), now(Captured.bySnapshot())))
                .isEmpty();
    }

    @Test
    void newIncarnation_isTheFirstReasonOfAll() {
        Memory before = new Memory(
                new UUID(0, 2),
                Optional.of(new Capture(TABLE.name(), "snapshot", Optional.empty(), List.of())),
                "",
                List.of());
        assertThat(Drift.between(before, now(TABLE))).contains("the source has a new incarnation");
    }

    @Test
    void changesThatBecomeKnownAnotherWay_areNotThoseSince() {
        assertThat(Drift.between(memory(Captured.bySnapshot()), now(TABLE)))
                .contains("its changes become known another way: trigger");
        assertThat(Drift.between(memory(TABLE), now(Captured.bySnapshot())))
                .contains("its changes become known another way: snapshot");
    }

    @Test
    void captureThatIsAnother_hasMissedChanges() {
        assertThat(Drift.between(
                        memory(TABLE), now(byTriggers("orders", new UUID(0, 8), TABLE.triggers(), List.of(), 0))))
                .contains("its capture was installed anew");
        assertThat(Drift.between(
                        memory(TABLE), now(byTriggers("orders", CAPTURE, List.of("1:2", "3:5"), List.of(), 0))))
                .contains("its capture was interrupted (a trigger was disabled for a while)");
        assertThat(Drift.between(
                        memory(TABLE), now(byTriggers("orders", CAPTURE, TABLE.triggers(), List.of("9:9"), 0))))
                .contains("its shadow table or a function behind it was altered by hand");
        CapturedTable altered = byTriggers("orders", CAPTURE, TABLE.triggers(), List.of("9:9"), 0);
        assertThat(Drift.between(memory(altered), now(TABLE)))
                .as("an alteration that was taken back")
                .contains("its shadow table or a function behind it was altered by hand");
    }

    @Test
    void tableOfAnotherName_wasRenamed() {
        CapturedTable renamed = byTriggers("purchases", CAPTURE, TABLE.triggers(), List.of(), 0);
        assertThat(Drift.between(memory(TABLE), now(renamed))).contains("it was renamed");
    }

    @Test
    void shapeThatChanged_isNamedByItsParts() {
        Now transformed = now(transformed(shipped(TABLE), "upper(name)"));
        assertThat(Drift.between(memory(TABLE), transformed))
                .hasValueSatisfying(reason ->
                        assertThat(reason).startsWith("its expressions").endsWith("changed"));
    }

    @Test
    void labelsThatAreGone_wereRenamed_andNewOnesAreHarmless() {
        Memory before = memory(shipped(TABLE, "calm", "glad"));
        assertThat(Drift.between(before, now(shipped(TABLE, "calm", "happy"))))
                .contains("labels of an enum were renamed");
        assertThat(Drift.between(before, now(shipped(TABLE, "new", "glad", "calm"))))
                .isEmpty();
    }

    @Test
    void memoryOfALink_hasTheCaptureInItsShape() {
        Memory before =
                new Memory(LIFE, Optional.empty(), Shape.of(shipped(TABLE)).text(), List.of());
        CapturedTable other = byTriggers("purchases", new UUID(0, 8), List.of("1:3"), List.of(), 0);
        assertThat(Drift.between(before, now(other))).isEmpty();
        Now changed = new Now(LIFE, other, Shape.of(shipped(other)).with("its capture", "another"), List.of());
        assertThat(Drift.between(before, changed)).contains("its capture changed");
    }

    private static Memory memory(SourceTable table) {
        return memory(shipped(table));
    }

    private static Memory memory(ShippedTable shipped) {
        SourceTable source = shipped.source();
        Optional<CapturedTable> captured =
                source instanceof CapturedTable table ? Optional.of(table) : Optional.empty();
        return new Memory(
                LIFE,
                Optional.of(new Capture(
                        source.name(),
                        source.capture(),
                        captured.map(CapturedTable::captureId),
                        captured.map(CapturedTable::traces).orElse(List.of()))),
                Shape.of(shipped).text(),
                shipped.definitions().labels());
    }

    private static Now now(SourceTable table) {
        return now(shipped(table));
    }

    private static Now now(ShippedTable shipped) {
        return new Now(
                LIFE, shipped.source(), Shape.of(shipped), shipped.definitions().labels());
    }
}
