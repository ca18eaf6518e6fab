package org.rowferry.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rowferry.importer.Arriving.CHILD;
import static org.rowferry.importer.Arriving.DIGEST;
import static org.rowferry.importer.Arriving.LIFE;
import static org.rowferry.importer.Arriving.STRANGER;
import static org.rowferry.importer.Arriving.at;
import static org.rowferry.importer.Arriving.upTo;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Invariant 4: changes (from, to) apply to a table at p if and only if from ≤ p ≤ to in one incarnation. */
class VerdictTest {
    @ParameterizedTest(name = "changes from {0} to {1} meet a table at {2}: {3}")
    @CsvSource({
        "4, 5, 3, lacks 4",
        "5, 7, 3, lacks 4 to 5",
        "4, 5, 4, applies",
        "3, 5, 4, applies",
        "1, 5, 4, applies",
        "4, 5, 5, passed",
        "4, 5, 6, passed",
        "1, 2, 9, passed"
    })
    void changes_applyWhereTheirWindowHoldsThePosition(long from, long to, long standing, String outcome) {
        Arriving bundle = upTo(to).changes("orders", from).standing("orders", standing);
        switch (outcome) {
            case "applies" -> assertThat(bundle.due()).containsExactly("orders");
            case "passed" -> assertThat(bundle.due()).isEmpty();
            default -> {
                Failure gap = refused(bundle, Family.GAP);
                String missing = outcome.substring("lacks ".length());
                assertThat(gap)
                        .hasMessageContaining("begins at position " + from)
                        .hasMessageContaining(
                                missing.contains("to")
                                        ? "bundles " + missing + " are missing"
                                        : "bundle " + missing + " is missing");
                assertThat(Gaps.isBehind(gap)).isTrue();
                assertThat(gap.hints().toString()).contains("--since " + standing);
            }
        }
    }

    @ParameterizedTest(name = "a full at 5 meets a table at {0}: {1}")
    @CsvSource({"1, applies", "4, applies", "5, passed", "6, passed"})
    void full_appliesToAllThatIsNotNewer(long standing, String outcome) {
        assertThat(upTo(5).full("orders").standing("orders", standing).due())
                .isEqualTo(outcome.equals("applies") ? List.of("orders") : List.of());
    }

    @Test
    void firstBundle_appliesInFullAlone() {
        assertThat(upTo(5).full("orders").due()).containsExactly("orders");
        assertThat(refused(upTo(5).changes("orders", 4), Family.GAP))
                .hasMessageContaining("nothing of it was applied here before");
    }

    @Test
    void eachTable_isJudgedByItsOwnPosition() {
        Arriving bundle = upTo(5).changes("orders", 3)
                .changes("lines", 4)
                .full("notes")
                .standing("orders", 5)
                .standing("lines", 4)
                .standing("notes", 2);
        assertThat(bundle.due()).containsExactly("lines", "notes");
    }

    @Test
    void gapOfOneTable_stopsAllTables_andOneCommandHelpsAll() {
        Arriving bundle = upTo(5).changes("orders", 4)
                .changes("lines", 4)
                .full("notes")
                .standing("orders", 2)
                .standing("lines", 4);
        assertThat(refused(bundle, Family.GAP).hints().get(0))
                .contains("--target reporting", "--since 2", "--full 'shop.notes'");
    }

    @Test
    void tablesThatWantAFull_areNamedTogether() {
        Arriving bundle = upTo(5).changes("orders", 4).changes("lines", 4);
        assertThat(refused(bundle, Family.GAP))
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("they are of no use for shop.lines either");
    }

    @Test
    void changesOfRowsThatAreWrittenElsewhereNow_wantAFull() {
        Arriving bundle = upTo(5).changes("orders", 4).standing("orders", 4).writtenElsewhere("orders");
        Failure gap = refused(bundle, Family.GAP);
        assertThat(gap).hasMessageContaining("into old.orders").hasMessageContaining("into shop.orders");
        assertThat(gap.hints().toString()).contains("rename: or set: back");
        assertThat(upTo(5).full("orders")
                        .standing("orders", 4)
                        .writtenElsewhere("orders")
                        .due())
                .containsExactly("orders");
    }

    @Test
    void bundleOfAnotherStream_isRefused() {
        assertThat(refused(upTo(5).ofStream("others").full("orders").standing("orders", 4), Family.BUNDLE))
                .hasMessageContaining("the stream for target others")
                .hasMessageContaining("follows that for reporting");
    }

    @Test
    void newLifeThatDescends_needsConsentAndAFull() {
        Arriving full = upTo(5).of(CHILD, LIFE).full("orders").standing("orders", 4);
        Failure refused = refused(full, Family.BUNDLE);
        assertThat(refused).hasMessageContaining("which nobody has accepted here yet");
        assertThat(refused.hints().toString()).contains("--accept-incarnation " + CHILD);
        assertThat(full.accepting(CHILD).due()).containsExactly("orders");
        Arriving changes = upTo(5).of(CHILD, LIFE).changes("orders", 4).standing("orders", 4);
        assertThat(refused(changes.accepting(CHILD), Family.GAP)).hasMessageContaining("has begun a new incarnation");
    }

    @Test
    void newLife_isFollowedByTheOtherTablesOnceOneTableDoes() {
        Arriving bundle = upTo(6).of(CHILD, LIFE)
                .full("orders")
                .full("lines")
                .standing("orders", CHILD, at(5))
                .standing("lines", 4);
        assertThat(bundle.due()).containsExactly("orders", "lines");
    }

    @Test
    void newLife_appliesFromALowerNumberToo() {
        assertThat(upTo(3).of(CHILD, LIFE)
                        .full("orders")
                        .standing("orders", 9)
                        .accepting(CHILD)
                        .due())
                .containsExactly("orders");
    }

    @Test
    void strangersLife_isRefusedWithTheWayToFollowIt() {
        Failure refused = refused(upTo(5).of(STRANGER).full("orders").standing("orders", 4), Family.BUNDLE);
        assertThat(refused).hasMessageContaining("comes from another source");
        assertThat(refused.hints().toString())
                .contains("delete from rowferry.import_tracking where inbox = 'shop' and incarnation = '" + LIFE);
    }

    @Test
    void lifeThatIsOver_isRefusedOrPassedByWhatIsKnown() {
        Arriving newer =
                upTo(5).of(LIFE).full("orders").standing("orders", CHILD, at(7)).known(4, DIGEST);
        assertThat(newer.verdict().isOfALifeThatIsOver()).isTrue();
        assertThat(refused(newer, Family.BUNDLE)).hasMessageContaining("comes from an older incarnation");
        Arriving older =
                upTo(3).of(LIFE).full("orders").standing("orders", CHILD, at(7)).known(4, DIGEST);
        assertThat(older.due()).as("each file up to the last one was here").isEmpty();
    }

    @Test
    void lifeThatATableFollows_isNotOver() {
        assertThat(upTo(5).full("orders")
                        .standing("orders", 4)
                        .known(4, DIGEST)
                        .verdict()
                        .isOfALifeThatIsOver())
                .isFalse();
        assertThat(upTo(5).full("orders").verdict().isOfALifeThatIsOver()).isFalse();
    }

    @ParameterizedTest(name = "position 5 with snapshot {0} meets {1} with {2}: {3}")
    @CsvSource({
        "50:50:, 5, 50:50:, passed",
        "51:51:, 5, 50:50:, another history",
        "30:30:, 4, 40:40:, another history",
        "50:50:, 4, 60:60:, another history",
        "50:50:, 6, 40:40:, another history",
        "50:50:, 6, 60:60:, passed",
        "50:50:, 4, 40:40:, applies"
    })
    void snapshots_goTheWayOfTheNumbers(String snapshot, long standing, String there, String outcome) {
        Arriving bundle = upTo(5).withSnapshot(snapshot)
                .full("orders")
                .standing("orders", LIFE, new Arriving.At(standing, there).point());
        switch (outcome) {
            case "applies" -> assertThat(bundle.due()).containsExactly("orders");
            case "passed" -> assertThat(bundle.due()).isEmpty();
            default -> assertThat(refused(bundle, Family.BUNDLE)).hasMessageContaining("tells another history");
        }
    }

    @Test
    void positionThatWasAppliedWithAnotherSnapshot_isAFork() {
        Arriving reachesIt =
                upTo(5).full("orders").standing("orders", 4).known(new Arriving.At(5, "44:44:").point(), DIGEST);
        Failure fork = refused(reachesIt, Family.BUNDLE);
        assertThat(fork).hasMessageContaining("position 5 was applied here with snapshot 44:44:");
        assertThat(fork.hints().toString()).contains("--renew-incarnation", "number >= 5;");
        Arriving beginsAtIt =
                upTo(5).changes("orders", 3).standing("orders", 4).known(new Arriving.At(3, "33:33:").point(), DIGEST);
        assertThat(refused(beginsAtIt, Family.BUNDLE)).hasMessageContaining("position 3 was applied here");
    }

    @Test
    void numberThatWasAppliedWithOtherRows_isRefused() {
        Arriving bundle = upTo(5).full("orders").standing("orders", 5).known(5, "b".repeat(64));
        assertThat(refused(bundle, Family.BUNDLE)).hasMessageContaining("was applied here from another file");
        assertThat(upTo(5).full("orders").standing("orders", 5).known(5, DIGEST).due())
                .isEmpty();
    }

    @ParameterizedTest(name = "from 4 to {0}: refused {1}")
    @CsvSource({"10005, false", "10006, true", "999999999999, true"})
    void jumpOverMoreNumbersThanASourceUsesUp_needsConsent(long to, boolean refused) {
        Arriving bundle = upTo(to).full("orders").standing("orders", 4);
        if (refused) {
            assertThat(refused(bundle, Family.BUNDLE).hints().toString()).contains("--accept-jump " + to);
            assertThat(bundle.accepting(to).due()).containsExactly("orders");
        } else {
            assertThat(bundle.due()).containsExactly("orders");
        }
    }

    @Test
    void tablesOfBothSides_mustBeTheSame() {
        assertThat(refused(upTo(5).full("orders").full("lines").nothingNamed().named("orders"), Family.CONFIGURATION))
                .hasMessageContaining("holds shop.lines, which the inbox does not name");
        Arriving lacksOne =
                upTo(5).full("orders").named("lines").standing("orders", 4).standing("lines", 4);
        assertThat(refused(lacksOne, Family.CONFIGURATION)).hasMessageContaining("no longer holds shop.lines");
        Arriving never = upTo(5).full("orders").named("lines").standing("orders", 4);
        assertThat(never.due())
                .as("a table that is new to the inbox comes later")
                .containsExactly("orders");
        Arriving leftOut =
                upTo(5).full("orders").leavesOut("lines").standing("orders", 4).standing("lines", 4);
        assertThat(leftOut.due()).containsExactly("orders");
    }

    @Test
    void olderBundleOfOtherTables_isPassedWithoutAWord() {
        Arriving old = upTo(3).full("orders")
                .full("gone")
                .nothingNamed()
                .named("orders")
                .named("later")
                .standing("orders", 5)
                .standing("later", 5);
        assertThat(old.due()).isEmpty();
    }

    private static Failure refused(Arriving bundle, Family family) {
        Failure failure = catchThrowableOfType(Failure.class, bundle::due);
        assertThat(failure).as("the bundle is refused").isNotNull();
        assertThat(failure.family()).isEqualTo(family);
        return failure;
    }
}
