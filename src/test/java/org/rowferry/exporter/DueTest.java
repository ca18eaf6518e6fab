package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.LIFE;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.rewritten;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.exporter.TableStates.at;
import static org.rowferry.exporter.TableStates.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.capture.Captured;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ChangedRows;
import org.rowferry.capture.Partition;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.Window;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.postgres.Session;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Incarnation;

class DueTest {
    /** All that is asked of the source is known before. */
    @SuppressWarnings("NullAway")
    private static final Session NOWHERE = null;

    private static final CapturedTable TABLE = byTriggers();
    private static final Partition NORTH = new Partition(41, 410, "1:2");
    private static final Partition SOUTH = new Partition(42, 420, "3:2");

    @ParameterizedTest(name = "{0} was captured: full since ''{1}'', empty {2}")
    @CsvSource({
        "NONE, , true",
        "KEYS, , false",
        "INCOMPLETE_KEY, a row had no value in its key for a while, false",
        "TRUNCATED, it was truncated, false"
    })
    void capturedRows_decideBetweenChangesAndAFull(Window.WindowContent seen, String full, boolean empty) {
        Due.Decision content = due(Request.due(), TABLE, seen).of(shipped(TABLE), OnRewrite.FULL);
        assertThat(reason(content)).isEqualTo(Optional.ofNullable(full));
        assertThat(content.isEmpty()).isEqualTo(empty);
        assertThat(content.watched()).as("triggers watch it").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tableThatWasNotShippedBefore_comesFull_whateverWasCaptured(Window.WindowContent seen) {
        Due due = new Due(NOWHERE, fitness(Request.due()), Map.of(), Map.of(7L, seen));
        assertThat(reason(due.of(shipped(TABLE), OnRewrite.FULL))).contains("it was not shipped to this target before");
        Due ofAnother = new Due(NOWHERE, fitness(Request.due()), Map.of(8L, state(TABLE, 1, 0)), Map.of(7L, seen));
        assertThat(reason(ofAnother.of(shipped(TABLE), OnRewrite.FULL)))
                .as("the same name with another oid is another table")
                .contains("it was not shipped to this target before");
    }

    @Test
    void tableThatIsUnfit_comesFull_beforeAnythingIsAskedOfItsWindow() {
        Due asked = new Due(
                NOWHERE,
                fitness(new Request(FullTables.ALL, Optional.empty(), false)),
                Map.of(7L, state(TABLE, 1, 0)),
                Map.of());
        assertThat(reason(asked.of(shipped(TABLE), OnRewrite.FULL))).contains("it was asked for");
        CapturedTable anew = byTriggers("orders", new UUID(0, 8), TABLE.triggers(), List.of(), 0);
        assertThat(reason(due(Request.due(), TABLE, Window.WindowContent.KEYS).of(shipped(anew), OnRewrite.FULL)))
                .contains("its capture was installed anew");
    }

    @Test
    void changes_beginAtThePointThatFitnessSays() {
        Due.Changes changes = (Due.Changes)
                due(Request.due(), TABLE, Window.WindowContent.KEYS).of(shipped(TABLE), OnRewrite.FULL);
        assertThat(changes.from()).isEqualTo(at(4));
        Fitness since = new Fitness(new Incarnation(LIFE, List.of()), Request.due(), Optional.of(at(2)));
        Due older = new Due(NOWHERE, since, Map.of(7L, state(TABLE, 1, 0)), Map.of(7L, Window.WindowContent.KEYS));
        Due.Changes more = (Due.Changes) older.of(shipped(TABLE), OnRewrite.FULL);
        assertThat(more.from()).isEqualTo(at(2));
        assertThat(((Window) more.rows()).keys()).contains("xid >= '20'::xid8");
    }

    @ParameterizedTest(name = "{0} was captured and the file is another, on-rewrite {1}: full since ''{2}''")
    @CsvSource({
        "NONE, FULL, 'it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)'",
        "KEYS, FULL, 'it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)'",
        "TRUNCATED, FULL, it was truncated",
        "NONE, IGNORE, ",
        "KEYS, IGNORE, ",
        "TRUNCATED, IGNORE, it was truncated"
    })
    void rewrite_isAnsweredWithAFull_unlessItIsIgnored(Window.WindowContent seen, OnRewrite onRewrite, String full) {
        CapturedTable now = rewritten(TABLE, 101, "50");
        assertThat(reason(due(Request.due(), TABLE, seen).of(shipped(now), onRewrite)))
                .isEqualTo(Optional.ofNullable(full));
    }

    @ParameterizedTest(name = "north and {0}, on-rewrite {1}: arrived {2}, all keys {3}, empty {4}")
    @CsvSource({
        "south, FULL, '', false, true",
        "none, FULL, '', true, false",
        "more, FULL, 43, false, false",
        "rewritten, FULL, 42, true, false",
        "rewritten, IGNORE, '', true, false",
        "other, FULL, 43, true, false"
    })
    void partitions_bringTheirRowsWhenTheyArrive_andAllKeysWhenRowsMayHaveGone(
            String south, OnRewrite onRewrite, String arrived, boolean allKeys, boolean empty) {
        Partition other = new Partition(43, 430, "3:2");
        List<Partition> now = switch (south) {
            case "south" -> List.of(NORTH, SOUTH);
            case "more" -> List.of(NORTH, SOUTH, other);
            case "rewritten" -> List.of(NORTH, new Partition(42, 421, "3:2"));
            case "other" -> List.of(NORTH, other);
            default -> List.of(NORTH);
        };
        CapturedTable before = rewritten(TABLE, 100, "50", NORTH, SOUTH);
        Due.Changes changes = (Due.Changes) due(Request.due(), before, Window.WindowContent.NONE)
                .of(shipped(rewritten(TABLE, 100, "50", now.toArray(Partition[]::new))), onRewrite);
        assertThat(changes.drift().arrived()).isEqualTo(arrived.isEmpty() ? List.of() : List.of(Long.valueOf(arrived)));
        assertThat(changes.allKeys()).isEqualTo(allKeys);
        assertThat(changes.isEmpty()).isEqualTo(empty);
    }

    @ParameterizedTest(name = "arrived {0}, gone {1}, all keys {2}: empty {3}")
    @CsvSource({
        "false, false, false, true",
        "true, false, false, false",
        "false, true, false, false",
        "false, false, true, false",
        "true, true, true, false"
    })
    void changes_areEmpty_whereNeitherRowsNorKeysComeAlong(
            boolean arrived, boolean gone, boolean allKeys, boolean empty) {
        PartitionDrift drift = new PartitionDrift(arrived ? List.of(41L) : List.of(), gone);
        ChangedRows nothing = ChangedRows.none();
        assertThat(new Due.Changes(shipped(TABLE), Optional.empty(), at(4), nothing, drift, allKeys).isEmpty())
                .isEqualTo(empty);
        assertThat(new Due.Full(shipped(TABLE), Optional.empty(), "").isEmpty())
                .as("a full of no rows empties the target")
                .isFalse();
    }

    @Test
    void tablesThatWereShipped_areKnownByTheNameOfThatTime() {
        Due due = due(Request.due(), byTriggers("purchases", LIFE, List.of(), List.of(), 0), Window.WindowContent.NONE);
        assertThat(due.wasShipped(Captured.name("purchases")::equals)).isTrue();
        assertThat(due.wasShipped(Captured.name("orders")::equals)).isFalse();
    }

    @Test
    void tablesThatTriggersDoNotWatch_orThatAreNew_haveNoWindowToLookAt() {
        Due due = new Due(NOWHERE, fitness(Request.due()), Map.of(7L, state(Captured.bySnapshot(), 1, 0)));
        assertThat(due.knowing(List.of(shipped(Captured.bySnapshot()))).wasShipped(name -> true))
                .isTrue();
        assertThat(new Due(NOWHERE, fitness(Request.due()), Map.of())
                        .knowing(List.of(shipped(TABLE)))
                        .wasShipped(name -> true))
                .isFalse();
    }

    private static Optional<String> reason(Due.Decision content) {
        return content instanceof Due.Full full ? Optional.of(full.reason()) : Optional.empty();
    }

    /** Returns the decision on a table that was shipped as it was, and of whose window it is known what it holds. */
    private static Due due(Request request, CapturedTable before, Window.WindowContent seen) {
        return new Due(NOWHERE, fitness(request), Map.of(7L, state(before, 1, 0)), Map.of(7L, seen));
    }

    private static Fitness fitness(Request request) {
        return new Fitness(new Incarnation(LIFE, List.of()), request, Optional.empty());
    }
}
