package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/**
 * Files and links into one set of tables: whatever one of them brings, and however whole, the other's rows stay.
 *
 * <p>{@code -Drowferry.seed=N} takes other ways.
 */
@ParameterizedClass
@EnumSource
class MixedFeedsIT {
    private static final long SEED = Long.getLong("rowferry.seed", 5);

    /** Which way rows go. */
    enum Way {
        UP,
        DOWN;

        Server sources() {
            return this == UP ? Servers.oldest() : Servers.newest();
        }

        Server target() {
            return this == UP ? Servers.newest() : Servers.oldest();
        }
    }

    @Parameter
    private Way way = Way.UP;

    @TempDir
    private Path folder;

    private MixedFeeds feeds;

    @BeforeEach
    void open() {
        feeds = MixedFeeds.between(way.sources(), way.target(), folder);
        feeds.north().execute(first(MixedFeeds.SITES));
        feeds.south().execute(first(MixedFeeds.NOTES));
    }

    private static String first(String alone) {
        return String.format(
                        Locale.ROOT,
                        "insert into %1$s select i, 'customer ' || i, now() from generate_series(1, 40) as i;",
                        MixedFeeds.CUSTOMERS)
                + String.format(
                        Locale.ROOT,
                        "insert into %1$s select i %% 20, 'line ' || i, i, now() from generate_series(1, 30) as i;",
                        MixedFeeds.LINES)
                + String.format(
                        Locale.ROOT,
                        "insert into %1$s select i, 'body ' || i, now() from generate_series(1, 20) as i",
                        alone);
    }

    @AfterEach
    void close() {
        feeds.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trigger", "watermark, watermark: [changed]", "snapshot"})
    void importsAndSyncsInAnyOrder_bringEachItsOwnRows(String capture) {
        feeds.configure(capture);
        Random random = new Random(SEED * 31 + capture.length() + (way == Way.UP ? 1 : 2));
        for (int i = 0; i < 40; i++) {
            step(random);
            feeds.assertUnion();
        }
        finish();
    }

    private void step(Random random) {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> feeds.changeNorth(random);
            case 3, 4, 5 -> feeds.changeSouth(random);
            case 6 -> feeds.export();
            case 7 -> feeds.export("--full");
            case 8 -> feeds.export("--full", oneOf(random, MixedFeeds.CUSTOMERS, MixedFeeds.LINES, MixedFeeds.NOTES));
            case 9, 10 -> feeds.importAll().assertOk();
            case 11 -> feeds.sync().assertOk();
            case 12 ->
                feeds.sync("--full", oneOf(random, MixedFeeds.CUSTOMERS, MixedFeeds.LINES, MixedFeeds.SITES))
                        .assertOk();
            default -> rehearseOrAllWhole(random);
        }
    }

    private void rehearseOrAllWhole(Random random) {
        if (random.nextBoolean()) {
            feeds.sync("--full").assertOk();
        } else {
            feeds.importAll("--dry-run").assertOk();
            feeds.sync("--dry-run").assertOk();
        }
    }

    private static String oneOf(Random random, String... tables) {
        return tables[random.nextInt(tables.length)];
    }

    private void finish() {
        feeds.export();
        feeds.importAll().assertOk();
        feeds.sync().assertOk();
        feeds.assertUnion();
    }

    @Test
    void fullOfOneFeed_neverDeletesRowsOfTheOther_evenWhenItBringsNone() {
        finish();
        feeds.north().execute("truncate " + MixedFeeds.CUSTOMERS + ", " + MixedFeeds.LINES);
        assertThat(feeds.sync("--full").assertOk().out()).contains("full of 0 rows, 40 deleted");
        feeds.assertUnion();
        feeds.north().execute("insert into " + MixedFeeds.CUSTOMERS + " values (1, 'again', now())");
        feeds.sync().assertOk();
        feeds.assertUnion();

        feeds.south().execute("truncate " + MixedFeeds.CUSTOMERS + ", " + MixedFeeds.LINES);
        feeds.export("--full");
        assertThat(feeds.importAll().assertOk().out()).contains("full of 0 rows, 40 deleted");
        feeds.assertUnion();
        assertThat(feeds.stage().target().value("select count(*) from " + MixedFeeds.ALL_CUSTOMERS))
                .isEqualTo("10");
    }

    @Test
    void importAndSyncAtOnce_waitForEachOther() {
        Random random = new Random(SEED);
        for (int i = 0; i < 5; i++) {
            feeds.changeNorth(random);
            feeds.changeSouth(random);
            feeds.export(i % 3 == 0 ? new String[] {"--full"} : new String[0]);
            String[] options = i % 4 == 0 ? new String[] {"--full"} : new String[0];
            CompletableFuture<Ran> sync = CompletableFuture.supplyAsync(() -> feeds.sync(options));
            feeds.importAll().assertOk();
            sync.join().assertOk();
            feeds.assertUnion();
        }
    }

    /** All tables are read at one snapshot of the source's, so no line ever comes without its customer. */
    @ParameterizedTest
    @ValueSource(strings = {"trigger", "watermark, watermark: [changed]", "snapshot"})
    void sourceThatIsWrittenWhileItIsRead_isSeenAtOneInstant(String capture) {
        feeds.configure(capture);
        Random random = new Random(SEED);
        Set<String> steps = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            feeds.syncBeside(step -> {
                        steps.add(step);
                        feeds.changeNorthBeside(random);
                    })
                    .assertOk();
            feeds.sync().assertOk();
            feeds.assertUnion();
        }
        assertThat(steps).contains("locked", "planned", "tables locked", "file read", "applied", "committed");
    }

    /** The link's source is gone, then the inbox; what is there of the other is enough for each. */
    @Test
    void eachCommand_needsNothingOfTheOther() throws IOException {
        feeds.export();
        feeds.north().execute("alter table " + MixedFeeds.CUSTOMERS + " rename to gone");
        assertThat(feeds.importAll().assertOk().out()).contains("south: mixed-").doesNotContain("north");
        feeds.assertUnion();
        feeds.sync().assertRefused(ExitCode.SOURCE, "north");
        feeds.assertUnion();
        feeds.north().execute("alter table \"My Shop's\".gone rename to \"Cust'omers\"");

        Files.move(feeds.inbox(), folder.resolve("gone"));
        assertThat(feeds.sync().assertOk().out()).contains("north: synced").doesNotContain("south");
        feeds.assertUnion();
        feeds.importAll().assertRefused(ExitCode.DEPOT, feeds.inbox().toString());
        feeds.assertUnion();
    }

    @Test
    void eachCommand_refusesAConfigurationThatHasNothingForIt() {
        SyncStage stage = feeds.stage();
        stage.configure(stage.link(
                "north", feeds.north(), "- { table: '\"My Shop''s\".sites', into: public.sites, capture: snapshot }"));
        importing().assertRefused(ExitCode.CONFIGURATION, "names no inbox", "rowferry sync");
        stage.sync().assertOk();
        stage.configureBeside("inboxes:\n  south: { from: " + feeds.inbox() + ", tables: [a.b] }\n");
        stage.sync().assertRefused(ExitCode.CONFIGURATION, "names no link");
        importing().assertOk();
    }

    private Ran importing() {
        return feeds.stage().types("import", "--config", feeds.stage().yaml());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ '\"id source\"': 2 }", "{ '\"id other\"': 1 }"})
    void inboxAndLinkWhoseRowsNothingTellsApart_areRefusedByBoth(String ofLink) {
        finish();
        waitingChanges();
        feeds.configure("snapshot", "{ '\"id source\"': 2 }", ofLink);
        refusedByBoth(
                ExitCode.CONFIGURATION,
                MixedFeeds.ALL_CUSTOMERS + " is fed by the inbox south already, and no column that both set has another"
                        + " constant for each");
    }

    /** Their texts differ, and to the server they are one number. */
    @Test
    void constantsThatTheServerTakesForEqual_areRefusedByBoth() {
        finish();
        waitingChanges();
        feeds.configure("snapshot", "{ '\"id source\"': 2 }", "{ '\"id source\"': '02' }");
        refusedByBoth(ExitCode.TARGET, "are not equal");
    }

    @Test
    void keyThatDoesNotCoverWhatTellsThemApart_isRefusedByBoth() {
        finish();
        waitingChanges();
        feeds.configure(
                "watermark, watermark: [changed]",
                "{ '\"id source\"': 2, note: own }",
                "{ '\"id source\"': 2, note: theirs }");
        refusedByBoth(ExitCode.TARGET, "are kept apart");
    }

    private void waitingChanges() {
        Stream.of(feeds.north(), feeds.south())
                .forEach(source -> source.execute("update " + MixedFeeds.CUSTOMERS
                        + " set \"na me\" = 'waits', changed = now() where \"group\" < 9; delete from "
                        + MixedFeeds.LINES));
        feeds.export("--full");
    }

    private void refusedByBoth(ExitCode code, String words) {
        for (Ran ran : List.of(feeds.importAll(), feeds.sync())) {
            ran.assertRefused(code, words);
            feeds.assertUnion();
        }
        feeds.configure("snapshot");
        feeds.importAll().assertOk();
        feeds.sync().assertOk();
        feeds.assertUnion();
    }
}
