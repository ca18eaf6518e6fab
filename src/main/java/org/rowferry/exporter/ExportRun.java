package org.rowferry.exporter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.depot.Depot;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.Survey.Planned;
import org.rowferry.postgres.Session;
import org.rowferry.proof.Verify;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * One export to one target: number, snapshot, file, tracking, purge.
 *
 * <p>The order is what makes a crash harmless. The number is committed before the snapshot is taken and before any file
 * bears it, so that none is ever used twice. The file is visible before tracking says so: a crash between the two leaves
 * a bundle whose changes the next one holds again, which a target applies or skips by its position; the other way round
 * they would be lost. The purge comes last, since it deletes what the steps before it may still need. Which session does
 * what is the {@link Ledger}'s to say.
 */
final class ExportRun {
    private final Ledger ledger;
    private final Readers readers;
    private final Session session;
    private final ExporterSettings settings;
    private final Target target;
    private final Depot outbox;
    private final String tool;
    private final Journal journal;
    private final ExportTracking tracking;
    private final Faults faults;
    private final Survey survey;

    /** Makes a run that goes without the tables whose faults are known. */
    ExportRun(
            Ledger ledger,
            Readers readers,
            ExporterSettings settings,
            Target target,
            Depot outbox,
            String tool,
            Journal journal,
            Faults faults) {
        this.ledger = ledger;
        this.readers = readers;
        this.session = readers.own();
        this.settings = settings;
        this.target = target;
        this.outbox = outbox;
        this.tool = tool;
        this.journal = journal;
        this.tracking = ledger.tracking();
        this.faults = faults;
        this.survey = new Survey(session, settings.schema(), faults);
    }

    Outcome run(Request request) {
        Incarnation incarnation = ledger.incarnation();
        long last = new Numbering(tracking, outbox, target.name(), journal).last(incarnation);
        Optional<Point> since = request.since().flatMap(position -> since(position, last, incarnation));
        List<Planned> planned = survey.plan(target.tables());
        if (planned.stream().noneMatch(Planned::mayReadViews)) {
            readers.refuseViews();
        }
        Due due = new Due(session, new Fitness(incarnation, request, since), tracking.tables());
        if (faults.held().isPresent()) {
            nameAll(planned, due);
        }
        outbox.sweep(target.name());
        Position number = tracking.takeNumberAfter(last, incarnation);
        journal.step("numbered");
        Cut cut = snapshot(() -> {
            List<Planned> locked = unlessGivenBack(number, () -> lock(planned));
            Point to = new Point(number, now());
            ledger.requireClaim();
            journal.step("snapshot taken");
            List<Due.Decision> contents = unlessGivenBack(number, () -> contents(locked, due));
            return new Cut(to.snapshot(), ship(to, incarnation, contents, due, request));
        });
        return cut.shipped().map(this::conclude).orElseGet(() -> {
            tracking.nothingSince(number, cut.to());
            return new Outcome.NotExported(target.name(), faults.leftOut());
        });
    }

    /** Does work before any file bears the number, which is given back where that fails. */
    private <T> T unlessGivenBack(Position number, Supplier<T> work) {
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                giveBackQuietly(number);
            }
        }
    }

    private void giveBackQuietly(Position number) {
        try {
            tracking.giveBack(number);
        } catch (Failure failure) {
            // It stays used up, which the next run tells; the failure that led here is the one to report.
            return;
        }
    }

    /** Ends a run that cannot go on with the faults of the other tables too, before it has taken a number. */
    private void nameAll(List<Planned> planned, Due due) {
        snapshot(() -> survey.due(lock(planned), due));
        faults.refuseHeld();
    }

    private <T> T snapshot(Supplier<T> work) {
        return session.transaction("begin isolation level repeatable read, read only", work);
    }

    /** Where the source was cut, and what went out; nothing where nothing had changed. */
    private record Cut(Snapshot to, Optional<Shipped> shipped) {}

    private record Shipped(Shipment shipment, Digests digests) {}

    private Outcome conclude(Shipped shipped) {
        Shipment shipment = shipped.shipment();
        tellBegunOnes(shipment.to().position());
        shipped.digests().lines().forEach(line -> journal.say("target " + target.name() + ": " + line));
        tracking.commit(shipment, shipped.digests().oids());
        journal.step("tracked");
        ledger.purge(settings, journal).run(target.name(), shipment.captured());
        return shipment.outcome(target.name(), faults);
    }

    /** Numbers that no bundle followed upon would look like ones that were lost. */
    private void tellBegunOnes(Position number) {
        List<Long> begun = tracking.usedUp().stream()
                .filter(other -> other != number.number())
                .toList();
        if (!begun.isEmpty()) {
            journal.say("target " + target.name() + ": bundle " + number
                    + " also holds what runs that did not end began as "
                    + begun.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
    }

    /**
     * Returns where the changes after a position begin; nowhere if that is forgotten, and all tables are shipped in full.
     */
    private Optional<Point> since(Position position, long last, Incarnation incarnation) {
        if (position.number() > last) {
            throw new Failure(
                            Family.SOURCE,
                            "target " + target.name() + " was not sent a bundle " + position + ": the last is " + last)
                    .hint("See the positions with: ", Invocation.ofExporter("status", ""))
                    .hint(
                            "Or ship everything: ",
                            Invocation.ofExporter("export", "--target " + target.name() + " --full"));
        }
        return tracking.point(position, incarnation);
    }

    /**
     * TRUNCATE and rewrites are not MVCC-safe: a reader with an older snapshot would see an empty table. So the locks come
     * before the snapshot, which the first query after them takes.
     */
    private List<Planned> lock(List<Planned> planned) {
        try {
            readers.lockAndShare(names(planned));
            return planned;
        } catch (Failure failure) {
            List<Planned> locked =
                    failure.family() == Family.SOURCE && session.isUsable() ? survey.lockOneByOne(planned) : planned;
            if (locked.size() == planned.size()) {
                throw failure;
            }
            readers.lockAndShare(names(locked));
            return locked;
        }
    }

    private static List<TableName> names(List<Planned> planned) {
        return planned.stream().flatMap(table -> table.locked().stream()).toList();
    }

    private Snapshot now() {
        return session.one("select pg_current_snapshot() as now", row -> row.snapshot("now"));
    }

    private List<Due.Decision> contents(List<Planned> locked, Due due) {
        List<Due.Decision> contents = survey.due(locked, due);
        faults.refuseHeld();
        if (contents.isEmpty()) {
            throw faults.all();
        }
        return contents;
    }

    private boolean isHeartbeatDue() {
        return target.heartbeat()
                .filter(heartbeat -> tracking.silence().filter(heartbeat::isDue).isPresent())
                .isPresent();
    }

    /** Writes the bundle unless there is nothing to say. */
    private Optional<Shipped> ship(
            Point to, Incarnation incarnation, List<Due.Decision> contents, Due due, Request request) {
        boolean news = contents.stream().anyMatch(content -> !content.isEmpty()) || due.wasShipped(faults::isOf);
        Digests digests = digests(contents, request);
        if (!request.wantsBundle() && !news && !digests.isAny() && !isHeartbeatDue()) {
            return Optional.empty();
        }
        BundleMaker maker = new BundleMaker(readers, target, outbox, tool, journal, digests, request.repair());
        return Optional.of(new Shipped(maker.make(to, incarnation, contents, faults.announced()), digests));
    }

    private Digests digests(List<Due.Decision> contents, Request request) {
        boolean possible = contents.stream()
                .map(content -> content.shipped().name())
                .anyMatch(table -> target.verify(table) != Verify.NEVER
                        || request.digests().contain(table));
        return Digests.plan(session, target, request, possible ? tracking.digested() : Map.of(), contents);
    }
}
