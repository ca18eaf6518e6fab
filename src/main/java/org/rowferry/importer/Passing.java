package org.rowferry.importer;

import java.util.Comparator;
import java.util.Optional;
import org.rowferry.apply.Applier;
import org.rowferry.bundle.Manifest;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;

/**
 * Counts the imports in a row that passed over bundles which were never applied here. One that was lost and is found
 * again is nothing; night after night, it is a target that no longer follows its source.
 */
final class Passing {
    private static final long MANY = 3;

    private final Applier applier;
    private final AppliedBundles bundles;
    private boolean counted;

    Passing(Applier applier, AppliedBundles bundles) {
        this.applier = applier;
        this.bundles = bundles;
    }

    /** Notes a bundle that the tables are beyond, in a transaction. */
    void note(Manifest manifest) {
        if (!counted && !bundles.has(manifest.incarnation().id(), manifest.to().position())) {
            applier.standings().values().stream()
                    .filter(standing ->
                            standing.incarnation().equals(manifest.incarnation().id()))
                    .map(standing -> standing.point().position())
                    .max(Comparator.naturalOrder())
                    .ifPresent(reaching ->
                            bundles.countPassing(manifest.incarnation().id(), reaching));
            counted = true;
        }
    }

    /** Has what was applied just now begin a new count: it may be wider than many that wait behind it. */
    void end() {
        counted = true;
    }

    /** Returns what is to be told of the tables. */
    Optional<Failure> alarm() {
        return bundles.reaching().filter(reaching -> reaching.passed() >= MANY).map(this::alarm);
    }

    private Failure alarm(AppliedBundles.Reaching reaching) {
        Failure failure = new Failure(
                        Family.BUNDLE,
                        reaching.passed() + " imports in a row brought nothing but bundles from before "
                                + reaching.file() + ", which was applied here at " + reaching.applied())
                .hint("The source's last bundle is shown by: ", Invocation.ofExporter("status", ""));
        return bundles.sql()
                .undo(
                        failure,
                        "If it is older than that one, somebody else made that file",
                        reaching.stream(),
                        reaching.incarnation(),
                        reaching.number());
    }
}
