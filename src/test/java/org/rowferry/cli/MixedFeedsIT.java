package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.history.Dice;
import org.rowferry.history.Trail;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TakesTurns;

/** Files and links into one set of tables: whatever one of them brings, and however whole, the other's rows stay. */
@TakesTurns
@ParameterizedClass
@EnumSource
class MixedFeedsIT {
    private static final long SEED = 5;

    private static final Map<Way, MixedFeeds> OPEN = new EnumMap<>(Way.class);

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

    private MixedFeeds feeds;

    @BeforeEach
    void begin() {
        feeds = OPEN.computeIfAbsent(way, one -> MixedFeeds.between(one.sources(), one.target()));
        feeds.begin(new Trail());
    }

    @AfterAll
    static void close() {
        OPEN.values().forEach(MixedFeeds::close);
        OPEN.clear();
    }

    @Test
    void fullOfOneFeed_neverDeletesRowsOfTheOther_evenWhenItBringsNone() {
        feeds.finish();
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
        Dice dice = new Dice(SEED);
        for (int i = 0; i < 5; i++) {
            MixedFeedsEvents.changeNorth(feeds, dice);
            MixedFeedsEvents.changeSouth(feeds, dice);
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
        Dice dice = new Dice(SEED);
        Set<String> steps = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            feeds.syncBeside(step -> {
                        steps.add(step);
                        MixedFeedsEvents.changeNorthBeside(feeds, dice);
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

        Files.move(feeds.inbox(), feeds.inbox().resolveSibling("gone"));
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
        feeds.finish();
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
        feeds.finish();
        waitingChanges();
        feeds.configure("snapshot", "{ '\"id source\"': 2 }", "{ '\"id source\"': '02' }");
        refusedByBoth(ExitCode.TARGET, "are not equal");
    }

    @Test
    void keyThatDoesNotCoverWhatTellsThemApart_isRefusedByBoth() {
        feeds.finish();
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
