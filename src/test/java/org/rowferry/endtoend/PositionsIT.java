package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.apply.FeedEntry;
import org.rowferry.bundle.BundleName;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** Positions decide which bundle applies to which target. */
class PositionsIT {
    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.newest(),
            Servers.oldest(),
            ShippedSchema.of(
                    "create table yard.\"Order-Lines\" (\"group\" integer primary key, v integer);"
                            + "create table yard.still (id integer primary key)",
                    "yard.\"Order-Lines\"",
                    "yard.still"));

    private final Pipeline ferry = TEMPLATE.copied();
    private int changes;

    @BeforeEach
    void importFirstBundle() {
        ferry.source().writer().execute("insert into yard.still values (1)");
        ferry.ship(bundle());
        assertThat(ferry.importAll()).hasSize(1).allMatch(Result.Applied.class::isInstance);
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    @Test
    void gap_namesTheBundlesThatAreMissingAndTheCommandThatMakesThemAgain() {
        List<String> before = ferry.targetRows();
        bundle();
        bundle();
        ferry.ship(bundle());

        Failure gap = refusal();
        assertThat(gap.family()).isEqualTo(Family.GAP);
        assertThat(gap)
                .hasMessageContaining("begins at position 3")
                .hasMessageContaining("is at 1")
                .hasMessageContaining("bundles 2 to 3 are missing");
        assertThat(gap.hints()).singleElement().asString().contains("--target reporting --since 1");
        assertThat(ferry.targetRows()).isEqualTo(before);
        assertThat(ferry.standings())
                .containsOnlyKeys("yard.\"Order-Lines\"", "yard.still")
                .allSatisfy((t, at) -> assertThat(at).isEqualTo(1));
    }

    @Test
    void gap_isClosedByTheCommandThatItNames() {
        bundle();
        ferry.ship(bundle());
        refusal();

        ferry.ship(file(ferry.exportSince(1)));
        assertThat(ferry.importAll())
                .map(Result::getClass)
                .map(Class::getSimpleName)
                .containsExactly("Applied", "AlreadyApplied");
        assertSame();
    }

    @Test
    void gapOfOneBundle_namesIt() {
        bundle();
        ferry.ship(bundle());
        assertThat(refusal()).hasMessageContaining("bundle 2 is missing");
    }

    @Test
    void bundlesInTheWrongOrder_areAppliedAsSoonAsTheFirstHasCome() {
        BundleName second = bundle();
        ferry.ship(bundle());
        refusal();
        ferry.ship(second);
        assertThat(ferry.importAll()).hasSize(2).allMatch(Result.Applied.class::isInstance);
        assertSame();
    }

    @Test
    void duplicate_isSkippedAndMoved() {
        BundleName second = bundle();
        ferry.ship(second);
        ferry.importAll();
        ferry.ship(bundle());
        ferry.importAll();

        ferry.ship(second);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.AlreadyApplied.class);
        assertThat(ferry.inbox().resolve(second.toString())).doesNotExist();
        assertSame();
    }

    @Test
    void bundleThatTheTargetStandsAt_isSkipped() {
        BundleName second = bundle();
        ferry.ship(second);
        ferry.importAll();
        ferry.ship(second);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.AlreadyApplied.class);
    }

    @Test
    void widerBundle_appliesOverANarrowerOne() {
        ferry.ship(bundle());
        ferry.importAll();
        change();
        ferry.ship(file(ferry.exportSince(1)));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();
    }

    @Test
    void narrowerBundle_isSkippedAfterAWiderOne() {
        BundleName narrow = bundle();
        change();
        ferry.ship(file(ferry.exportSince(1)));
        ferry.importAll();
        assertSame();

        ferry.ship(narrow);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.AlreadyApplied.class);
        assertSame();
    }

    /** What was changed while the capture had a hole stands in no window, so none may reach back over the hole. */
    @Test
    void exportSinceABundleOfBeforeAHoleInTheCapture_holdsTheTableInFull() {
        ferry.source().owner().execute("alter table yard.still disable trigger rowferry_insert");
        ferry.source().writer().execute("insert into yard.still values (2)");
        assertThatThrownBy(ferry::export).hasMessageContaining("the trigger rowferry_insert is disabled");
        ferry.source().generateExporter();
        assertThat(fullReasons(ferry.export())).contains("its capture was installed anew");

        Outcome since = ferry.exportSince(1);
        assertThat(fullReasons(since)).containsExactlyInAnyOrder("", "it was shipped full after bundle 1");
        ferry.importAllOf(since);
        assertSame();
    }

    @Test
    void bundleOfNoChange_movesThePositionOn() {
        ferry.ship(file(ferry.export(new Request(FullTables.NONE, Optional.empty(), true))));
        ferry.importAll();
        assertThat(ferry.standings().values()).containsOnly(2L);
        ferry.ship(bundle());
        ferry.importAll();
        assertSame();
    }

    @Test
    void full_appliesFromAnywhereThatIsNotNewer() {
        bundle();
        bundle();
        change();
        BundleName full = file(ferry.export(full()));
        ferry.ship(full);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();

        ferry.ship(bundle());
        ferry.importAll();
        ferry.ship(full);
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.AlreadyApplied.class);
        assertSame();
    }

    @Test
    void changes_areRefusedByATargetThatHasNothing() {
        ferry.target().superuser().execute("delete from rowferry.import_tracking; delete from rowferry.import_bundle");
        ferry.ship(bundle());
        Failure gap = refusal();
        assertThat(gap.family()).isEqualTo(Family.GAP);
        assertThat(gap).hasMessageContaining("nothing of it was applied here before");
        assertThat(gap.hints()).singleElement().asString().contains("--full");

        ferry.ship(file(ferry.export(full())));
        ferry.importAll();
        assertSame();
    }

    @Test
    void bundleOfAnOlderIncarnation_isRefused() {
        BundleName old = bundle();
        ferry.renewIncarnation();
        ferry.ship(bundle());
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);
        assertSame();

        ferry.ship(old);
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("older incarnation of the source");
        assertSame();
    }

    /** Whoever named its tables again would be refused next for its life. */
    @Test
    void bundleOfAnOlderIncarnation_isToBeTakenOutWhateverItsTables() {
        BundleName old = bundle();
        ferry.renewIncarnation();
        TableName left = TableName.of("yard", "Order-Lines");
        ferry.setEntries(FeedEntry.of(left));
        ferry.ship(file(ferry.exportTo(Pipeline.TARGET, List.of(left), Request.due())));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Applied.class);

        ferry.ship(old);
        Failure refusal = refusal();
        assertThat(refusal).hasMessageContaining("older incarnation of the source");
        assertThat(refusal.hints()).anyMatch(hint -> hint.startsWith("Take the file out of the inbox"));
    }

    @Test
    void changesOfANewIncarnation_areRefusedBeforeItsFull() {
        ferry.renewIncarnation();
        bundle();
        ferry.ship(bundle());
        Failure gap = refusal();
        assertThat(gap.family()).isEqualTo(Family.GAP);
        assertThat(gap).hasMessageContaining("begun a new incarnation since bundle 1");

        ferry.ship(file(ferry.export(full())));
        ferry.importAll();
        assertSame();
    }

    @Test
    void bundleOfAnotherSource_isRefused() {
        List<String> before = ferry.targetRows();
        try (Pipeline stranger = Pipeline.between(Servers.newest(), Servers.oldest(), ferry.cargo())) {
            stranger.source().writer().execute("insert into yard.still values (666)");
            stranger.ship(file(stranger.export()));
            ferry.takeFrom(stranger);
        }
        Failure refusal = refusal();
        assertThat(refusal.family()).isEqualTo(Family.BUNDLE);
        assertThat(refusal).hasMessageContaining("comes from another source");
        assertThat(ferry.targetRows()).isEqualTo(before);
    }

    /** Two sources that both take themselves for the one: a clone that was told to keep the incarnation. */
    @Test
    void bundlesOfAFork_areRefused() {
        try (Pipeline fork = ferry.copied()) {
            ferry.ship(bundle());
            ferry.importAll();
            List<String> before = ferry.targetRows();

            fork.source().writer().execute("insert into yard.still values (666)");
            fork.ship(file(fork.export()));
            ferry.takeFrom(fork);
            assertThat(refusal()).hasMessageContaining("tells another history: position 2");

            fork.source().writer().execute("insert into yard.still values (667)");
            fork.ship(file(fork.export()));
            ferry.takeFrom(fork);
            assertThat(ferry.importAll())
                    .hasSize(2)
                    .allSatisfy(result -> assertThat(((Result.Refused) result).failure())
                            .hasMessageContaining("tells another history: position 2")
                            .satisfies(failure -> assertThat(failure.family()).isEqualTo(Family.BUNDLE)));
            assertThat(ferry.targetRows()).isEqualTo(before);
        }
    }

    private Failure refusal() {
        List<Result> results = ferry.importAll();
        assertThat(results).singleElement().isInstanceOf(Result.Refused.class);
        return ((Result.Refused) results.get(0)).failure();
    }

    private void change() {
        ferry.source()
                .writer()
                .execute("insert into yard.\"Order-Lines\" values (" + ++changes + ", 0);"
                        + "update yard.\"Order-Lines\" set v = v + 1 where \"group\" = " + changes / 2);
    }

    /** Changes something and exports it. */
    private BundleName bundle() {
        change();
        return file(ferry.export());
    }

    private static Request full() {
        return new Request(FullTables.ALL, Optional.empty(), false);
    }

    private static BundleName file(Outcome outcome) {
        return ((Outcome.Exported) outcome).file();
    }

    private static List<String> fullReasons(Outcome outcome) {
        return ((Outcome.Exported) outcome)
                .tables().stream().map(Outcome.ExportedContent::full).toList();
    }

    private void assertSame() {
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows());
    }
}
