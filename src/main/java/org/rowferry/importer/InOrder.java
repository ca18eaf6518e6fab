package org.rowferry.importer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * Has bundles tried in the order of their positions. One that was made again for one that is lost comes last and reaches
 * over those in between, so these are tried once more.
 */
final class InOrder {
    private final Function<BundleName, Result> attempt;
    private final Consumer<Result> results;
    private final Set<String> told = new HashSet<>();
    private Optional<Result.Refused> waitedFor = Optional.empty();

    InOrder(Function<BundleName, Result> attempt, Consumer<Result> results) {
        this.attempt = attempt;
        this.results = results;
    }

    void tryAll(List<BundleName> bundles) {
        List<Result> again = new ArrayList<>();
        boolean moved = false;
        for (BundleName bundle : bundles) {
            Result result = attempt.apply(bundle);
            if (result instanceof Result.Refused refused && hangsOnOthers(refused.failure())) {
                again.add(result);
            } else {
                moved |= result instanceof Result.Applied;
                tell(result);
            }
        }
        for (Result result : again) {
            tell(moved ? attempt.apply(result.bundle()) : result);
        }
    }

    private static boolean hangsOnOthers(Failure failure) {
        return failure.family() == Family.GAP || failure.family() == Family.CONFIGURATION;
    }

    private void tell(Result result) {
        results.accept(result instanceof Result.Refused refused ? withTheHintThatHelps(refused) : result);
    }

    private static boolean isHelpedWith(Failure first, Failure failure) {
        return Gaps.isBehind(failure)
                || first.hints().equals(failure.hints())
                || (!first.family().equals(Family.GAP) && !LostTables.isCauseOf(failure));
    }

    /**
     * One hint helps the first of many refused bundles and all after it, so it is printed once. A bundle with another
     * hint has a reason of its own, such as one that was made to help.
     */
    private Result withTheHintThatHelps(Result.Refused refused) {
        Failure failure = refused.failure();
        if (failure.family() == Family.GAP
                && waitedFor
                        .filter(first -> isHelpedWith(first.failure(), failure))
                        .isPresent()) {
            return new Result.Refused(
                    refused.bundle(),
                    new Failure(Family.GAP, "it comes after " + waitedFor.get().bundle() + ", which was refused"));
        }
        if (waitedFor.isEmpty() && failure.family() != Family.BUNDLE) {
            waitedFor = Optional.of(refused);
        }
        return told.add(failure.getMessage() + failure.hints())
                ? refused
                : new Result.Refused(
                        refused.bundle(), new Failure(failure.family(), String.valueOf(failure.getMessage())));
    }
}
