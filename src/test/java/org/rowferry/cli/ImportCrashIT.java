package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
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
 * Invariants 3, 5 and 7: an import may be killed anywhere and run again; the target stands where its tracking says.
 *
 * <p>{@code -Drowferry.seed=N} takes the killed chains along other ways.
 */
final class ImportCrashIT {
    private static final long SEED = Long.getLong("rowferry.seed", 7);

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
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        // Rows of one table are updated in place, however few they are; those of the others are replaced or merged.
        ferry.target().execute("alter table shop.notes set (fillfactor = 50)");
        journey = new KilledRuns(ferry, SEED);
        journey.exportAndShip();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void firstImport_killedAtEveryPoint_getsThroughInTheEnd() {
        List<String> points = ChildProcess.pointsOf(ferry.importing("--dry-run"));
        assertThat(points).contains("locked#1", "verified#1", "tables locked#1", "moved#3", "file read#1", "tracked#1");
        for (String point : KilledRuns.ends(points)) {
            assertThat(ChildProcess.isKilledAt(point, ferry.importing()))
                    .as(point)
                    .isTrue();
            journey.afterKilledImport();
        }
        journey.importAll();
    }

    @Test
    void importOfChanges_killedAtEveryPoint_isNeverHalfDone() {
        journey.importAll();
        changesWait();
        List<String> points = ChildProcess.pointsOf(ferry.importing());
        assertThat(points)
                .contains("verified#1", "moved#6", "rows deleted#1", "rows written#1", "committed#1", "archived#1");
        for (String point : KilledRuns.ends(points)) {
            changesWait();
            assertThat(ChildProcess.isKilledAt(point, ferry.importing()))
                    .as(point)
                    .isTrue();
            journey.afterKilledImport();
        }
        journey.importAll();
    }

    @Test
    void importOfAllRowsOverRows_killedAtEveryPoint_isNeverHalfDone() {
        journey.importAll();
        List<String> points =
                List.of("moved#1", "moved#3", "rows deleted#1", "rows written#1", "tracked#1", "committed#1");
        for (String point : points) {
            journey.changeAll();
            journey.exportAndShip("--full");
            assertThat(ChildProcess.isKilledAt(point, ferry.importing()))
                    .as(point)
                    .isTrue();
            journey.afterKilledImport();
        }
        journey.importAll();
    }

    @Test
    void rehearsal_killedLate_changesNothing() {
        journey.importAll();
        changesWait();
        for (String point : List.of("rows deleted#1", "rows written#1", "tracked#1")) {
            assertThat(ChildProcess.isKilledAt(point, ferry.importing("--dry-run")))
                    .isTrue();
            journey.afterKilledImport();
        }
        assertThat(Bundles.in(ferry.inbox())).hasSize(1);
        journey.importAll();
    }

    @ParameterizedTest
    @MethodSource("chains")
    void imports_killedAgainAndAgain_areNeverHalfDone(int chain) {
        journey = new KilledRuns(ferry, SEED * 1000 + chain);
        journey.change();
        journey.exportAndShip("--full");
        List<String> points = ChildProcess.pointsOf(ferry.importing());
        for (int run = journey.random().nextInt(3, 7); run > 0; run--) {
            if (journey.random().nextInt(3) > 0) {
                changesWait();
            }
            ChildProcess.isKilledAt(journey.oneOf(points), ferry.importing());
            journey.afterKilledImport();
        }
        changesWait();
        journey.importAll();
    }

    @Test
    void importToAnArchiveOnAnotherFileSystem_killedWhileItCopies_endsWithEveryBundleThere() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "there is no file system in memory");
        Path archive = Files.createTempDirectory(memory, "rowferry-applied");
        try {
            Files.createSymbolicLink(ferry.inbox().resolve("applied"), archive);
            for (String point : List.of("copied#1", "copy named#1", "copy synced#1", "original deleted#1")) {
                assertThat(ChildProcess.isKilledAt(point, ferry.importing()))
                        .as(point)
                        .isTrue();
                journey.afterKilledImport();
                changesWait();
            }
            journey.importAll();
            assertThat(Bundles.list(archive)).hasSize(5).hasSameSizeAs(Bundles.in(archive));
        } finally {
            Bundles.clear(archive);
            Files.delete(archive);
        }
    }

    private void changesWait() {
        journey.changeAll();
        journey.exportAndShip();
    }
}
