package org.rowferry.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rowferry.bundle.BundleName;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Depots;
import org.rowferry.depot.StoredBundle;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;

/**
 * The way from an outbox to an inbox, as this host sees it.
 *
 * @param same they are one folder
 * @param atSource the bundles for the target in the outbox; empty if this host has no such folder
 * @param atTarget the same of the inbox
 */
record Carrying(
        String outbox, String inbox, boolean same, Optional<Set<Position>> atSource, Optional<Set<Position>> atTarget) {
    private static final String CHECK = "carrying";

    /** Lists both folders, of which the other host's is most often not here. */
    static Carrying read(String outbox, String inbox, StreamName target) {
        return new Carrying(outbox, inbox, areSame(outbox, inbox), bundles(outbox, target), bundles(inbox, target));
    }

    private static boolean areSame(String outbox, String inbox) {
        if (outbox.equals(inbox)) {
            return true;
        }
        try {
            return Files.isSameFile(Path.of(outbox), Path.of(inbox));
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Set<Position>> bundles(String folder, StreamName target) {
        return names(folder)
                .map(names -> names.stream()
                        .filter(name -> name.stream().equals(target))
                        .map(BundleName::position)
                        .collect(Collectors.toSet()));
    }

    /** Returns the bundles in a folder; empty if this host has no such folder. */
    static Optional<Set<BundleName>> names(String folder) {
        try {
            Depot depot = Depots.at(folder, Journal.silent());
            return Optional.of(depot.list().stream().map(StoredBundle::name).collect(Collectors.toSet()));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    /** Returns whether both folders are here, so that a bundle which is in neither was lost. */
    boolean isAllHere() {
        return atSource.isPresent() && atTarget.isPresent();
    }

    /** Returns whether this host has the bundle in one of the folders. */
    boolean holds(Position bundle) {
        return atSource.filter(bundles -> bundles.contains(bundle)).isPresent()
                || atTarget.filter(bundles -> bundles.contains(bundle)).isPresent();
    }

    /**
     * Says which way the bundles take.
     *
     * @param reached the last bundle that the target has; empty if it has none
     */
    void tell(String subject, Optional<Position> reached, Findings findings) {
        Set<Position> waiting = waiting(reached);
        if (same) {
            findings.ok(CHECK, subject, "outbox and inbox are one folder, " + outbox + ", and nothing carries bundles");
        } else if (waiting.isEmpty()) {
            findings.ok(
                    CHECK,
                    subject,
                    "a job must carry bundles from " + outbox + " to " + inbox + ", such as rowferry-carry.timer");
        } else {
            findings.warn(CHECK, subject, notCarried(waiting));
        }
    }

    /** A carrying job may leave the files in the outbox, so files that the inbox has, or had, do not wait. */
    private Set<Position> waiting(Optional<Position> reached) {
        Set<Position> waiting = new TreeSet<>(atSource.orElse(Set.of()));
        waiting.removeAll(atTarget.orElse(Set.of()));
        waiting.removeIf(
                bundle -> reached.filter(last -> bundle.compareTo(last) <= 0).isPresent());
        return waiting;
    }

    private Failure notCarried(Set<Position> waiting) {
        String words = waiting.size() == 1
                ? "bundle " + waiting.iterator().next() + " is in the outbox " + outbox + " and was not carried to "
                : waiting.size() + " bundles are in the outbox " + outbox + " and were not carried to ";
        Failure failure = new Failure(Family.DEPOT, words + inbox);
        return atTarget.isPresent()
                ? failure.hint("Carry them with: rsync -a --remove-source-files --exclude='.*' "
                        + Shell.word(outbox + "/") + " " + Shell.word(inbox + "/"))
                : failure.hint("Run on the target's host: systemctl start rowferry-carry.service");
    }
}
