package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Servers;

/**
 * Invariants 4, 5 and 6: an export may be killed anywhere and run again, and no change is lost.
 *
 * <p>{@code -Drowferry.seed=N} takes the killed chains along other ways.
 */
final class ExportCrashIT {
    private static final long SEED = Long.getLong("rowferry.seed", 5);

    @TempDir
    private Path folder;

    private ShopPipeline ferry;
    private KilledRuns journey;

    /** Two of six, unless all cases are played. */
    static List<Integer> chains() {
        return Cases.everySecond(Cases.everySecond(List.of(1, 2, 3, 4, 5, 6)));
    }

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        journey = new KilledRuns(ferry, SEED);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void firstExport_killedAtEveryPoint_getsThroughInTheEnd() {
        List<String> points = ChildProcess.pointsOf(ferry.exporting("--full"));
        assertThat(points).contains("numbered#1", "moved#3", "wrote a table#3", "renamed#1", "published#1");
        ferry.source().execute("truncate rowferry.export_target, rowferry.export_tracking, rowferry.export_bundle");
        Bundles.clear(ferry.outbox());
        for (String point : KilledRuns.ends(points.subList(0, points.indexOf("tracked#1")))) {
            assertThat(ChildProcess.isKilledAt(point, ferry.exporting()))
                    .as(point)
                    .isTrue();
            journey.afterKilledExport();
        }
        arrive();
    }

    @Test
    void exportOfChanges_killedAtEveryPoint_losesNoChange() {
        ferry.exportAndImport();
        journey.changeAll();
        List<String> points = ChildProcess.pointsOf(ferry.exporting());
        assertThat(points)
                .contains("locked#1", "numbered#1", "snapshot taken#1", "moved#6", "wrote a table#3", "written#1")
                .contains("synced#1", "renamed#1", "folder synced#1", "published#1", "tracked#1", "purged#1");
        for (String point : KilledRuns.ends(points)) {
            journey.changeAll();
            assertThat(ChildProcess.isKilledAt(point, ferry.exporting()))
                    .as(point)
                    .isTrue();
            journey.afterKilledExport();
            arrive();
        }
    }

    @Test
    void exportThatMakesALostFileAgain_killedAtItsLateSteps_losesNoChange() {
        ferry.configure("1 day");
        ferry.exportAndImport();
        journey.changeAll();
        journey.export();
        Bundles.clear(ferry.outbox());
        for (String point : List.of("wrote a table#2", "synced#1", "renamed#1", "published#1", "tracked#1")) {
            assertThat(ChildProcess.isKilledAt(point, ferry.exporting("--since", "1")))
                    .as(point)
                    .isTrue();
            journey.afterKilledExport();
            journey.changeAll();
        }
        arrive();
    }

    /** The target has applied a bundle that the source's tracking never heard of, and the one after it is lost. */
    @Test
    void bundleAfterOneThatTrackingDoesNotKnow_isMadeAgainByTheHintedCommand() {
        ferry.configure("1 day");
        ferry.exportAndImport();
        journey.changeAll();
        assertThat(ChildProcess.isKilledAt("published#1", ferry.exporting())).isTrue();
        ferry.ship();
        ferry.importAll().assertOk();
        exportAndLose();
        journey.changeAll();
        ferry.export().assertOk();
        ferry.ship();
        ferry.importAll().assertRefused(ExitCode.GAP, "--target reporting --since 2");
        ferry.export("--target", "reporting", "--since", "2").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    private void exportAndLose() {
        journey.changeAll();
        ferry.export().assertOk();
        Bundles.newest(ferry.outbox()).toFile().delete();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void exports_killedAgainAndAgain_loseNoChange(int chain) {
        journey = new KilledRuns(ferry, SEED * 1000 + chain);
        List<String> points = ChildProcess.pointsOf(ferry.exporting());
        for (int run = journey.random().nextInt(3, 7); run > 0; run--) {
            if (journey.random().nextBoolean()) {
                journey.change();
            }
            ChildProcess.isKilledAt(journey.oneOf(points), ferry.exporting());
            journey.afterKilledExport();
            if (journey.random().nextInt(3) == 0) {
                journey.ship();
            }
        }
        arrive();
    }

    /** Exports, ships and imports what is left to do; the target then holds what the source holds. */
    private void arrive() {
        if (journey.random().nextBoolean()) {
            journey.ship();
        }
        journey.export();
        journey.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }
}
