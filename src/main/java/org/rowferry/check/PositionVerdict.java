package org.rowferry.check;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rowferry.apply.Standing;
import org.rowferry.exporter.Offer;
import org.rowferry.importer.TrackingSql;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.StreamName;

/** Decides whether the next bundle of a source can follow where a target stands. */
final class PositionVerdict {
    private static final String CHECK = "position";

    private final Offer offer;
    private final StreamName target;
    private final List<Standing> standings;
    private final Carrying carrying;
    private final TrackingSql sql;

    /**
     * Decides for one inbox.
     *
     * @param standings where its tables stand in the stream of that target
     * @param sql that corrects the tracking of the inbox
     */
    PositionVerdict(Offer offer, Collection<Standing> standings, Carrying carrying, TrackingSql sql) {
        this.offer = offer;
        this.target = offer.target().name();
        this.standings = List.copyOf(standings);
        this.carrying = carrying;
        this.sql = sql;
    }

    /** Returns the last bundle of the source's present incarnation that the target has; empty if it has none. */
    Optional<Position> reached() {
        return ofThisLife().max(Comparator.naturalOrder());
    }

    private Stream<Position> ofThisLife() {
        return standings.stream()
                .filter(this::isOfThisLife)
                .map(standing -> standing.point().position());
    }

    private boolean isOfThisLife(Standing standing) {
        return standing.incarnation().equals(offer.incarnation().id());
    }

    /** Tells the finding. */
    void tell(String subject, Findings findings) {
        trouble()
                .ifPresentOrElse(
                        failure -> findings.fail(CHECK, subject, failure),
                        () -> lost().ifPresentOrElse(
                                        failure -> findings.warn(CHECK, subject, failure),
                                        () -> findings.ok(CHECK, subject, words())));
    }

    private Optional<Failure> trouble() {
        return stranger().or(this::otherLife).or(this::ahead).or(this::fork);
    }

    private Optional<Failure> stranger() {
        return standings.stream()
                .filter(standing ->
                        !isOfThisLife(standing) && !offer.incarnation().descendsFrom(standing.incarnation()))
                .findFirst()
                .map(standing -> new Failure(
                                Family.BUNDLE,
                                "the target follows the incarnation " + standing.incarnation()
                                        + ", which this source never was; it is "
                                        + offer.incarnation().id())
                        .hint("If its tables shall follow this source from now on, run as the owner on the target: "
                                + sql.forget(standing.incarnation()))
                        .hint(
                                "Then run on the source: ",
                                Invocation.ofExporter("export", "--target " + target + " --full")));
    }

    private Optional<Failure> otherLife() {
        return standings.isEmpty() || standings.stream().anyMatch(this::isOfThisLife)
                ? Optional.empty()
                : Optional.of(new Failure(
                                Family.BUNDLE,
                                "the source has begun the incarnation "
                                        + offer.incarnation().id() + ", and the target follows the one before")
                        .hint(
                                "When its first bundle is in the inbox, run: ",
                                Invocation.ofImporter(
                                        "import",
                                        "--inbox " + sql.inbox() + " --accept-incarnation "
                                                + offer.incarnation().id())));
    }

    private Optional<Failure> ahead() {
        return reached()
                .filter(here ->
                        offer.last().filter(last -> here.compareTo(last) <= 0).isEmpty())
                .map(here -> setBack("the target has applied bundle " + here + ", but the last one of the source is "
                        + offer.last().map(Position::toString).orElse("none")));
    }

    private Optional<Failure> fork() {
        return standings.stream()
                .filter(this::isOfThisLife)
                .map(Standing::point)
                .filter(point -> differs(point, offer.sent().get(point.position())))
                .findFirst()
                .map(point -> setBack("bundle " + point.position() + " was applied with the snapshot "
                        + point.snapshot() + ", and the source has another one for this number"));
    }

    private static boolean differs(Point point, @Nullable Snapshot sent) {
        return sent != null && !sent.equals(point.snapshot());
    }

    private static Failure setBack(String words) {
        return new Failure(Family.BUNDLE, words + ": the source was set back")
                .hint(
                        "Run as the owner on the source, and the next export sends every table in full: ",
                        Invocation.ofSourceOwner("generate tracking", "--renew-incarnation"));
    }

    /** A bundle that neither folder has was lost between the two, or was deleted. */
    private Optional<Failure> lost() {
        return ahead().isPresent() || !carrying.isAllHere()
                ? Optional.empty()
                : reached()
                        .flatMap(here -> offer.sent().keySet().stream()
                                .filter(bundle -> bundle.compareTo(here) > 0 && !carrying.holds(bundle))
                                .min(Comparator.naturalOrder())
                                .map(bundle -> new Failure(
                                                Family.GAP,
                                                "the target stands at bundle " + here + ", and bundle " + bundle
                                                        + " is neither in the outbox nor in the inbox")
                                        .hint(
                                                "Find the file, or make it again with: ",
                                                Invocation.ofExporter(
                                                        "export",
                                                        "--target " + target + " --since "
                                                                + ofThisLife()
                                                                        .min(Comparator.naturalOrder())
                                                                        .orElse(here)))));
    }

    private String words() {
        String last = offer.sent().keySet().stream()
                .max(Comparator.naturalOrder())
                .map(bundle -> "the source has sent bundle " + bundle)
                .orElse("the source has sent no bundle");
        return reached()
                .map(here -> "the target stands at bundle " + here + ", and " + last)
                .orElse("nothing was applied yet, and " + last);
    }
}
