package org.rowferry.exporter;

import java.nio.file.FileSystemException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Manifest;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.depot.Depot;
import org.rowferry.depot.StoredBundle;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.StreamName;

/** The numbers of a target's bundles, as tracking and outbox know them. */
final class Numbering {
    private final ExportTracking tracking;
    private final Depot outbox;
    private final StreamName target;
    private final Journal journal;

    Numbering(ExportTracking tracking, Depot outbox, StreamName target, Journal journal) {
        this.tracking = tracking;
        this.outbox = outbox;
        this.target = target;
        this.journal = journal;
    }

    /** A file of this source beyond the last number that the tracking knows, and the life that it was made in. */
    private record Lost(BundleName file, UUID life) {}

    /**
     * Returns the number behind which the next one comes. A number is committed before its file appears, so a file of
     * this source beyond the last number is of a life that is lost. Where another life has been begun since, that is
     * known, and its numbers come behind those of the lost one. A file that is not this source's counts for nothing.
     */
    long last(Incarnation incarnation) {
        long last = tracking.lastNumber();
        List<BundleName> beyond = outbox.list().stream()
                .map(StoredBundle::name)
                .filter(name -> name.stream().equals(target))
                .filter(name -> name.position().number() > last)
                .sorted(Comparator.comparing(BundleName::position).reversed())
                .toList();
        boolean begun = !beyond.isEmpty() && tracking.knows(incarnation);
        Optional<Lost> lost = beyond.stream()
                .flatMap(name -> lost(name, incarnation, begun).stream())
                .findFirst();
        if (begun && lost.isPresent()) {
            throw setBack(lost.get(), last, incarnation);
        }
        return beforeFree(lost.map(found -> found.file().position().number()).orElse(last), beyond);
    }

    private Failure setBack(Lost lost, long last, Incarnation incarnation) {
        Failure failure = SourceIdentity.other("the outbox " + outbox + " holds " + lost.file()
                + ", but the last number that its tracking knows is " + last);
        return lost.life().equals(incarnation.id())
                ? failure
                : failure.hint(
                        "If a clone of this database made the file, do not begin an incarnation here: move the file out of"
                                + " the outbox, and give the clone an outbox and a target name of its own.");
    }

    /** Passes over the numbers whose names are taken by files that nobody here made: a bundle is never overwritten. */
    static long beforeFree(long last, List<BundleName> beyond) {
        Set<Long> taken = beyond.stream().map(name -> name.position().number()).collect(Collectors.toSet());
        long number = last;
        while (taken.contains(number + 1)) {
            number++;
        }
        return number;
    }

    private Optional<Lost> lost(BundleName name, Incarnation incarnation, boolean begun) {
        try (BundleReader bundle = BundleReader.open(outbox.open(name), name.toString())) {
            Manifest manifest = bundle.manifest();
            Optional<String> other = whyNotOwn(manifest, name, incarnation, begun);
            other.ifPresent(why -> warn(name, why));
            return other.isPresent()
                    ? Optional.empty()
                    : Optional.of(new Lost(name, manifest.incarnation().id()));
        } catch (Failure failure) {
            // A file that cannot be read may be of this source, and then it has been set back.
            if (failure.family() != Family.BUNDLE || failure.getCause() instanceof FileSystemException) {
                throw failure.of(Family.DEPOT);
            }
            warn(name, String.valueOf(failure.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Returns why a file was not made by this source: in this life, in one before, or in one that came of it.
     *
     * @param begun bundles were exported in this life. The first of them came behind all that lost lives had left in the
     *     outbox, so a file of another life that has appeared since is of a clone which still exports
     */
    Optional<String> whyNotOwn(Manifest manifest, BundleName name, Incarnation incarnation, boolean begun) {
        Set<UUID> lives = new HashSet<>(manifest.incarnation().ancestors());
        lives.add(manifest.incarnation().id());
        if (lives.stream()
                .noneMatch(life -> life.equals(incarnation.id()) || (!begun && incarnation.descendsFrom(life)))) {
            return Optional.of("another source made it, in the incarnation "
                    + manifest.incarnation().id());
        }
        if (!manifest.target().equals(target) || !manifest.to().position().equals(name.position())) {
            return Optional.of("it is number " + manifest.to().position().number() + " of this source for target "
                    + manifest.target());
        }
        return Optional.empty();
    }

    private void warn(BundleName name, String why) {
        journal.warn(new Failure(
                        Family.DEPOT,
                        "the outbox " + outbox + " holds " + name + ", which this source did not make: " + why)
                .hint("Move it out of the outbox before it is carried on; whose it is, tells: rowferry inspect "
                        + Shell.word(outbox + "/" + name))
                .hint(
                        "If another source goes on writing there, give each source an outbox of its own under targets: in ",
                        Mention.EXPORTER_FILE,
                        "."));
    }
}
