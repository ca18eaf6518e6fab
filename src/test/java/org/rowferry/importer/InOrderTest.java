package org.rowferry.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Totals;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** A letter stands for a bundle's outcome: applied, known already, or refused with a reason and a hint. */
class InOrderTest {
    private static final String BEHIND = "the bundle begins at position 4, but shop.orders is at 2 here";

    @ParameterizedTest(name = "{0}, and at a second attempt {1}: tried {2}, told {3}")
    @CsvSource({
        "'applied,applied', '', '1,2', '1 applied,2 applied'",
        "'known,applied', '', '1,2', '1 known,2 applied'",
        "'GAP,applied', 'applied', '1,2,1', '2 applied,1 applied'",
        "'CONFIGURATION,applied', 'applied', '1,2,1', '2 applied,1 applied'",
        "'GAP,applied', 'GAP', '1,2,1', '2 applied,1 GAP'",
        "'GAP,GAP,applied', 'applied,applied', '1,2,3,1,2', '3 applied,1 applied,2 applied'",
        "'GAP,known', '', '1,2', '2 known,1 GAP'",
        "'CONFIGURATION', '', '1', '1 CONFIGURATION'",
        "'BUNDLE,applied', '', '1,2', '1 BUNDLE,2 applied'",
        "'TARGET,applied', '', '1,2', '1 TARGET,2 applied'",
        "'BUNDLE,GAP', '', '1,2', '1 BUNDLE,2 GAP'",
    })
    void bundleThatHangsOnOthers_isTriedAgainOnceOneOfThemWasApplied(
            String first, String second, String tried, String told) {
        Outcomes outcomes = new Outcomes();
        long number = 0;
        for (String outcome : first.split(",", -1)) {
            outcomes.add(++number, outcome);
        }
        List<Long> again = outcomes.hanging();
        String[] later = second.split(",", -1);
        for (int i = 0; i < again.size() && !second.isEmpty(); i++) {
            outcomes.add(again.get(i), later[i]);
        }
        outcomes.tryAll();
        assertThat(outcomes.tried).hasToString("[" + tried.replace(",", ", ") + "]");
        assertThat(outcomes.told.stream().map(Outcomes::words)).containsExactly(told.split(",", -1));
    }

    @Test
    void gapsAfterTheFirst_areToldToComeAfterIt_whereTheSameHelpsThem() {
        Outcomes outcomes = new Outcomes();
        outcomes.add(1, refused(Family.GAP, "shop.orders was never here", "Make it in full."));
        outcomes.add(2, refused(Family.GAP, BEHIND, "Make bundle 3 again."));
        outcomes.add(3, refused(Family.GAP, "shop.lines was never here", "Make it in full."));
        outcomes.add(4, refused(Family.GAP, "shop.notes was never here", "Make something else."));
        outcomes.tryAll();
        assertThat(outcomes.failures())
                .extracting(Failure::getMessage)
                .containsExactly(
                        "shop.orders was never here",
                        "it comes after " + bundle(1) + ", which was refused",
                        "it comes after " + bundle(1) + ", which was refused",
                        "shop.notes was never here");
        assertThat(outcomes.failures())
                .extracting(Failure::hints)
                .containsExactly(List.of("Make it in full."), List.of(), List.of(), List.of("Make something else."));
        assertThat(outcomes.failures()).extracting(Failure::family).containsOnly(Family.GAP);
    }

    @ParameterizedTest(name = "a gap after {0}: comes after it {1}")
    @CsvSource({"CONFIGURATION, true", "GAP, true", "BUNDLE, false"})
    void gap_comesAfterTheFirstBundleThatKeepsOthersWaiting(Family family, boolean after) {
        Outcomes outcomes = new Outcomes();
        outcomes.add(1, refused(family, "no", "Help it."));
        outcomes.add(2, refused(Family.GAP, BEHIND, "Make bundle 3 again."));
        outcomes.tryAll();
        Failure second = outcomes.failures().get(1);
        assertThat(second).hasMessage(after ? "it comes after " + bundle(1) + ", which was refused" : BEHIND);
        assertThat(second.hints()).hasSize(after ? 0 : 1);
    }

    /** No bundle before it brings back what the target has lost. */
    @ParameterizedTest
    @EnumSource(names = {"CONFIGURATION", "GAP"})
    void tableThatWasLost_isToldOf_whateverComesBefore(Family family) {
        String lost = "shop.orders is empty; changes on top of that would make a table that the source never had";
        Outcomes outcomes = new Outcomes();
        outcomes.add(1, refused(family, "no", "Help it."));
        outcomes.add(2, refused(Family.GAP, lost, "Ship it in full."));
        outcomes.tryAll();
        assertThat(outcomes.failures().get(1)).hasMessage(lost);
        assertThat(outcomes.failures().get(1).hints()).containsExactly("Ship it in full.");
    }

    @Test
    void hintOfOneReason_isPrintedOnce() {
        Outcomes outcomes = new Outcomes();
        outcomes.add(1, refused(Family.BUNDLE, "it is broken", "Copy it again."));
        outcomes.add(2, refused(Family.BUNDLE, "it is broken", "Copy it again."));
        outcomes.add(3, refused(Family.BUNDLE, "it is broken", "Throw it away."));
        outcomes.tryAll();
        assertThat(outcomes.failures())
                .extracting(Failure::hints)
                .containsExactly(List.of("Copy it again."), List.of(), List.of("Throw it away."));
        assertThat(outcomes.failures()).extracting(Failure::getMessage).containsOnly("it is broken");
    }

    private static Failure refused(Family family, String words, String hint) {
        return new Failure(family, words).hint(hint);
    }

    private static BundleName bundle(long number) {
        return BundleName.parse(String.format(Locale.ROOT, "reporting-%010d.tar.zst", number))
                .orElseThrow();
    }

    /** Bundles by number, each with what comes of its attempts. */
    private static final class Outcomes {
        private final Map<Long, List<Result>> outcomes = new HashMap<>();
        private final List<Long> tried = new ArrayList<>();
        private final List<Result> told = new ArrayList<>();

        void add(long number, String outcome) {
            Result result = switch (outcome) {
                case "applied" ->
                    new Result.Applied(
                            bundle(number),
                            Instant.EPOCH,
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            List.of(),
                            new Totals(List.of(), 0));
                case "known" -> new Result.AlreadyApplied(bundle(number));
                default -> new Result.Refused(bundle(number), new Failure(Family.valueOf(outcome), "no " + number));
            };
            outcomes.computeIfAbsent(number, any -> new ArrayList<>()).add(result);
        }

        void add(long number, Failure failure) {
            outcomes.computeIfAbsent(number, any -> new ArrayList<>()).add(new Result.Refused(bundle(number), failure));
        }

        List<Long> hanging() {
            return outcomes.entrySet().stream()
                    .filter(one -> List.of("GAP", "CONFIGURATION")
                            .contains(words(one.getValue().get(0)).substring(2)))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }

        void tryAll() {
            InOrder inOrder = new InOrder(this::attempt, told::add);
            inOrder.tryAll(
                    outcomes.keySet().stream().sorted().map(InOrderTest::bundle).toList());
        }

        private Result attempt(BundleName name) {
            long number = name.position().number();
            tried.add(number);
            return outcomes.getOrDefault(number, List.of()).remove(0);
        }

        List<Failure> failures() {
            return told.stream()
                    .map(result -> ((Result.Refused) result).failure())
                    .toList();
        }

        static String words(Result result) {
            String words = result instanceof Result.Refused refused
                    ? refused.failure().family().name()
                    : result instanceof Result.Applied ? "applied" : "known";
            return result.bundle().position().number() + " " + words;
        }
    }
}
