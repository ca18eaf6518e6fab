package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.bundle.BundleName;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.capture.SourceTable;
import org.rowferry.capture.SourceTables;
import org.rowferry.depot.Depot;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Session;
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
 * they would be lost. The purge comes last, since it deletes what the steps before it may still need.
 */
final class ExportRun {
    private final Readers readers;
    private final Session session;
    private final ExporterSettings settings;
    private final Target target;
    private final Depot outbox;
    private final String tool;
    private final Journal journal;
    private final ExportTracking tracking;
    private final SourceTables sources;

    ExportRun(Readers readers, ExporterSettings settings, Target target, Depot outbox, String tool, Journal journal) {
        this.readers = readers;
        this.session = readers.own();
        this.settings = settings;
        this.target = target;
        this.outbox = outbox;
        this.tool = tool;
        this.journal = journal;
        this.tracking = new ExportTracking(session, settings.schema(), target.name());
        this.sources = new SourceTables(session, settings.schema());
    }

    Outcome run(Request request) {
        Incarnation incarnation = new SourceIdentity(session, settings.schema()).require();
        long last = lastNumber(incarnation);
        Optional<Point> since = request.since().map(position -> since(position, incarnation));
        List<Planned> planned = plan();
        outbox.sweep(target.name());
        Position number = tracking.takeNumberAfter(last, incarnation);
        journal.step("numbered");
        Cut cut = session.transaction("begin isolation level repeatable read, read only", () -> {
            Snapshot to = lockAndSnapshot(planned);
            journal.step("snapshot taken");
            return new Cut(to, ship(new Point(number, to), incarnation, request, since, planned));
        });
        return cut.shipment().map(this::conclude).orElseGet(() -> {
            tracking.giveBack(number, cut.to());
            return new Outcome.NothingChanged(target.name());
        });
    }

    /** Where the source was cut, and what went out; nothing where nothing had changed. */
    private record Cut(Snapshot to, Optional<Shipment> shipment) {}

    private Outcome conclude(Shipment shipment) {
        tracking.commit(shipment);
        journal.step("tracked");
        new Purge(session, settings.schema(), settings.retain(), journal).run(target.name(), shipment.captured());
        return shipment.outcome(target.name());
    }

    /**
     * Returns the number behind which the next one comes. A number is committed before its file appears, so a file
     * beyond the last number is of a life that is lost. Where another life has been begun since, that is known, and its
     * numbers come behind those of the lost one.
     */
    private long lastNumber(Incarnation incarnation) {
        long last = tracking.lastNumber();
        Optional<BundleName> unknown = outbox.list().stream()
                .map(org.rowferry.depot.Entry::name)
                .filter(name -> name.stream().equals(target.name()))
                .filter(name -> name.position().number() > last)
                .max(Comparator.comparing(BundleName::position));
        if (unknown.isPresent() && tracking.knows(incarnation)) {
            throw SourceIdentity.other("the outbox " + outbox + " holds " + unknown.get()
                    + ", but the last number that its tracking knows is " + last);
        }
        return unknown.map(name -> name.position().number()).orElse(last);
    }

    private Point since(Position position, Incarnation incarnation) {
        return tracking.point(position, incarnation)
                .orElseThrow(() -> new Failure(
                                Family.SOURCE,
                                "target " + target.name() + " was not sent a bundle " + position
                                        + " in this incarnation of the source, or it is forgotten")
                        .hint("See the positions with: ", Invocation.ofExporter("status", ""))
                        .hint(
                                "Or ship everything: ",
                                Invocation.ofExporter("export", "--target " + target.name() + " --full")));
    }

    /** A table of the target, found and checked before anything was begun. */
    private record Planned(Entry entry, SourceTable source, Checked checked) {
        /** Returns what can be locked: the rest has nothing that a TRUNCATE or a rewrite would hide from a snapshot. */
        Stream<TableName> locked() {
            if (source instanceof CapturedTable captured) {
                return Stream.of(captured.name(), captured.shadow());
            }
            return switch (source.base().kind()) {
                case TABLE, PARTITIONED_TABLE, VIEW -> Stream.of(source.name());
                default -> Stream.empty();
            };
        }
    }

    private List<Planned> plan() {
        return target.tables().stream().map(this::plan).toList();
    }

    private Planned plan(Entry entry) {
        SourceTable source = sources.find(entry.table(), entry.capture());
        ShippedTables.requireColumns(source, entry.selection());
        return new Planned(entry, source, new Expressions(session, source).check(entry.selection()));
    }

    /**
     * TRUNCATE and rewrites are not MVCC-safe: a reader with an older snapshot would see an empty table. So the locks come
     * before the snapshot, which the first query after them takes.
     */
    private Snapshot lockAndSnapshot(List<Planned> planned) {
        List<TableName> tables = planned.stream().flatMap(Planned::locked).toList();
        readers.lockAndShare(tables);
        return session.one("select pg_current_snapshot() as now", row -> row.snapshot("now"));
    }

    /** Reads the catalog again, now that locks hold it still, and writes the bundle unless there is nothing to say. */
    private Optional<Shipment> ship(
            Point to, Incarnation incarnation, Request request, Optional<Point> since, List<Planned> planned) {
        ShippedTables shipped = new ShippedTables(session);
        Due due = new Due(session, incarnation, tracking.tables(), request, since);
        List<Due.Content> contents = new ArrayList<>();
        for (Planned table : planned) {
            Entry entry = table.entry();
            SourceTable source = sources.find(entry.table(), entry.capture());
            contents.add(due.of(shipped.of(source, entry.selection(), table.checked()), entry.onRewrite()));
        }
        if (!request.wantsBundle() && contents.stream().allMatch(Due.Content::isEmpty)) {
            return Optional.empty();
        }
        BundleMaker maker = new BundleMaker(readers, target, outbox, tool, journal);
        return Optional.of(maker.make(to, incarnation, contents));
    }
}
