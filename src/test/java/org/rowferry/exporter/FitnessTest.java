package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.capture.Captured.CAPTURE;
import static org.rowferry.capture.Captured.LIFE;
import static org.rowferry.capture.Captured.byTriggers;
import static org.rowferry.capture.Captured.rewritten;
import static org.rowferry.capture.Captured.shipped;
import static org.rowferry.exporter.TableStates.at;
import static org.rowferry.exporter.TableStates.state;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.capture.Captured;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.ColumnRow;
import org.rowferry.capture.Partition;
import org.rowferry.capture.PartitionDrift;
import org.rowferry.capture.SourceTable;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;

class FitnessTest {
    private static final Incarnation INCARNATION = new Incarnation(LIFE, List.of());
    private static final CapturedTable TABLE = byTriggers();

    @Test
    void tableThatWasShippedAndIsAsItWas_isFit() {
        assertThat(unfit(Request.due(), Optional.empty(), TABLE, 1, 0)).isEmpty();
        assertThat(unfit(Request.due(), Optional.empty(), Captured.bySnapshot(), 1, 0))
                .isEmpty();
    }

    @Test
    void wishForAFull_comesBeforeEverything() {
        Request all = new Request(FullTables.ALL, Optional.empty(), false);
        Request one = new Request(FullTables.asked(List.of(TABLE.name())), Optional.empty(), false);
        Request other = new Request(FullTables.asked(List.of(Captured.name("lines"))), Optional.empty(), false);
        assertThat(unfit(all, Optional.empty(), TABLE, 1, 0)).contains("it was asked for");
        assertThat(unfit(one, Optional.empty(), TABLE, 1, 0)).contains("it was asked for");
        assertThat(unfit(other, Optional.empty(), TABLE, 1, 0)).isEmpty();
    }

    @Test
    void tableThatDrifted_isUnfit() {
        CapturedTable anew = byTriggers("orders", new UUID(0, 8), TABLE.triggers(), List.of(), 0);
        assertThat(fitness(Request.due(), Optional.empty()).unfit(shipped(anew), state(TABLE, 1, 0)))
                .contains("its capture was installed anew");
    }

    @ParameterizedTest(name = "purged to {0}, changes since 40: {1}")
    @CsvSource({"0, true", "39, true", "40, true", "41, false", "99, false"})
    void changesThatWerePurged_areNotThere(long purgedTo, boolean fit) {
        CapturedTable purged = byTriggers("orders", CAPTURE, TABLE.triggers(), List.of(), purgedTo);
        assertThat(unfit(Request.due(), Optional.empty(), purged, 1, 0))
                .isEqualTo(fit ? Optional.empty() : Optional.of("changes since bundle 4 were purged"));
    }

    @ParameterizedTest(name = "since {0}, full at {1}, partitions at {2}: {3}")
    @CsvSource({
        "3, 3, 0, ",
        "3, 4, 0, it was shipped full after bundle 3",
        "3, 1, 3, ",
        "3, 1, 4, its partitions changed after bundle 3",
        "2, 1, 0, "
    })
    void changesSinceAnOlderBundle_areThereWhereAllWereNoted(long since, long full, long drift, String reason) {
        Request request = new Request(FullTables.NONE, Optional.of(new Position(since)), false);
        assertThat(unfit(request, Optional.of(at(since)), TABLE, full, drift)).isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void changesSinceABundleThatIsForgotten_areTakenForPurged() {
        Request request = new Request(FullTables.NONE, Optional.of(new Position(2)), false);
        assertThat(unfit(request, Optional.empty(), TABLE, 1, 0)).contains("changes since bundle 2 were purged");
    }

    @Test
    void watchedTable_isKnownByItsLastBundleAlone() {
        Request request = new Request(FullTables.NONE, Optional.of(new Position(3)), false);
        assertThat(unfit(request, Optional.of(at(3)), Captured.bySnapshot(), 1, 0))
                .contains("its changes since bundle 3 were not noted one by one");
        assertThat(unfit(request, Optional.of(at(4)), Captured.bySnapshot(), 1, 0))
                .isEmpty();
    }

    @Test
    void changes_beginWhereTheyWereShippedTo_orWhereSomebodyAsks() {
        assertThat(fitness(Request.due(), Optional.empty()).from(state(TABLE, 1, 0)))
                .isEqualTo(at(4));
        assertThat(fitness(Request.due(), Optional.of(at(2))).from(state(TABLE, 1, 0)))
                .isEqualTo(at(2));
    }

    @Test
    void tableWithAnotherFile_wasRewritten_unlessThatIsIgnored() {
        CapturedTable other = rewritten(TABLE, 101, "50");
        assertThat(rewrittenWhy(other, PartitionDrift.NONE, OnRewrite.FULL))
                .contains("it was rewritten (ALTER TABLE, VACUUM FULL or CLUSTER)");
        assertThat(rewrittenWhy(other, PartitionDrift.NONE, OnRewrite.IGNORE)).isEmpty();
        assertThat(rewrittenWhy(TABLE, PartitionDrift.NONE, OnRewrite.FULL)).isEmpty();
    }

    @Test
    void tableOfWhichAllPartitionsAreNew_isReadAtOnce() {
        CapturedTable two = rewritten(TABLE, 100, "50", new Partition(1, 10, ""), new Partition(2, 20, ""));
        assertThat(rewrittenWhy(two, new PartitionDrift(List.of(1L, 2L), false), OnRewrite.FULL))
                .contains("all its partitions are new or were rewritten");
        assertThat(rewrittenWhy(two, new PartitionDrift(List.of(1L), false), OnRewrite.FULL))
                .isEmpty();
        CapturedTable one = rewritten(TABLE, 100, "50", new Partition(1, 10, ""));
        assertThat(rewrittenWhy(one, new PartitionDrift(List.of(1L), false), OnRewrite.FULL))
                .isEmpty();
    }

    @Test
    void tableWhoseColumnsWereWrittenAnewInTheCatalog_mayHaveBeenAChild() {
        assertThat(rewrittenWhy(rewritten(TABLE, 100, "51"), PartitionDrift.NONE, OnRewrite.FULL))
                .contains(ColumnRow.WAS_CHILD);
    }

    private static Optional<String> rewrittenWhy(CapturedTable now, PartitionDrift drift, OnRewrite onRewrite) {
        return Fitness.rewritten(shipped(now), state(TABLE, 1, 0), drift, onRewrite);
    }

    private static Optional<String> unfit(
            Request request, Optional<Point> since, SourceTable table, long lastFull, long lastDrift) {
        return fitness(request, since).unfit(shipped(table), state(table, lastFull, lastDrift));
    }

    private static Fitness fitness(Request request, Optional<Point> since) {
        return new Fitness(INCARNATION, request, since);
    }
}
