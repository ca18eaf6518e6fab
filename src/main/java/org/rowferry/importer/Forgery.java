package org.rowferry.importer;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.rowferry.apply.Standing;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Verified;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;

/**
 * Refuses what would have a target follow whoever can write its inbox, as one file could that is whole and fits: another
 * life of the source, a number beyond all that the source will reach, and other rows under a number that was applied.
 */
final class Forgery {
    /**
     * The most numbers that may lie between a bundle and the one before it. Exports that fail use them up, and files that
     * were lost had them: ten thousand are a week of one every minute, and 27 years of nights.
     */
    private static final long MOST_BETWEEN = 10_000;

    private final Verified verified;
    private final InboxState state;
    private final Consent consent;

    Forgery(Verified verified, InboxState state, Consent consent) {
        this.verified = verified;
        this.state = state;
        this.consent = consent;
    }

    private StreamName inbox() {
        return state.feed().name();
    }

    private Manifest manifest() {
        return verified.manifest();
    }

    private UUID life() {
        return manifest().incarnation().id();
    }

    /** A number is never used twice, so that one of two files with the same number is not the source's. */
    void refuseOtherRows() {
        Position number = manifest().to().position();
        state.history()
                .applied(life(), number)
                .filter(known -> known.snapshot().equals(manifest().to().snapshot()))
                .filter(known -> known.digest()
                        .filter(Predicate.not(verified.digest()::equals))
                        .isPresent())
                .ifPresent(known -> {
                    Failure failure = new Failure(
                                    Family.BUNDLE,
                                    "bundle " + number
                                            + " was applied here from another file: the SHA-256 of its SHA256SUMS"
                                            + " was " + known.digest().orElseThrow() + ", not " + verified.digest())
                            .hint(
                                    "Compare this file with the source's own in its outbox, with sha256sum. If they differ, take"
                                            + " this one out of the inbox.");
                    throw state.sql()
                            .undo(failure, "If they are the same", manifest().target(), life(), number);
                });
    }

    /** The first life that comes to an inbox is taken as it is: there is nothing yet that it could take over. */
    void refuseAnotherLife() {
        Collection<Standing> standings = state.standings().values();
        boolean accepted = consent.incarnations().contains(life())
                || standings.stream().noneMatch(this::isOfStream)
                || standings.stream().anyMatch(this::isOfLife)
                || state.history().last().isPresent();
        if (!accepted) {
            standings.stream()
                    .filter(this::isOfStream)
                    .max(Comparator.comparing(standing -> standing.point().position()))
                    .ifPresent(standing -> {
                        throw anotherLife(standing);
                    });
        }
    }

    private Failure anotherLife(Standing followed) {
        String last = state.history()
                .applied(followed.incarnation(), followed.point().position())
                .map(known -> ", was made at " + known.made())
                .orElse("");
        return new Failure(
                        Family.BUNDLE,
                        "the bundle begins another life of the source, incarnation " + life()
                                + ", which nobody has accepted here yet")
                .hint("This bundle, " + manifest().to().position() + ", was made at "
                        + manifest().time()
                        + ". The last one of the life that is followed here, "
                        + followed.point().position() + " of incarnation " + followed.incarnation() + last + ".")
                .hint(
                        "If the source was restored, moved or renewed between the two, run: ",
                        Invocation.ofImporter("import", "--inbox " + inbox() + " --accept-incarnation " + life()))
                .hint("If it was not, somebody else made the file: take it out of the inbox.");
    }

    /** All numbers that are passed over count as applied; the source would come to them for years, and nobody notice. */
    void refuseJump() {
        Position number = manifest().to().position();
        Optional<Position> known = state.standings().values().stream()
                .filter(this::isOfStream)
                .filter(this::isOfLife)
                .map(standing -> standing.point().position())
                .max(Comparator.naturalOrder());
        known.filter(last -> number.number() - last.number() - 1 > MOST_BETWEEN
                        && !consent.jumps().contains(number))
                .ifPresent(last -> {
                    throw new Failure(
                                    Family.BUNDLE,
                                    "the bundle is number " + number + ", while the last one that was applied here is "
                                            + last + ": more than " + MOST_BETWEEN + " numbers lie between")
                            .hint("The source's last number is shown by: ", Invocation.ofExporter("status", ""))
                            .hint(
                                    "If it has come that far, run: ",
                                    Invocation.ofImporter("import", "--inbox " + inbox() + " --accept-jump " + number))
                            .hint("If it has not, somebody else made the file: take it out of the inbox.");
                });
    }

    private boolean isOfStream(Standing standing) {
        return standing.stream().equals(manifest().target());
    }

    private boolean isOfLife(Standing standing) {
        return standing.incarnation().equals(life());
    }
}
