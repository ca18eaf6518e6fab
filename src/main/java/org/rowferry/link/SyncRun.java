package org.rowferry.link;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.apply.Aftermath;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Claim;
import org.rowferry.apply.Delivery;
import org.rowferry.apply.DeliveryOutcome;
import org.rowferry.apply.Loss;
import org.rowferry.apply.Records;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TableDelivery;
import org.rowferry.catalog.NamedTypes;
import org.rowferry.link.LinkTracking.LinkMemory;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * One sync of a link's tables: reading, writing and noting, in one transaction of the target's, for which postgres_fdw
 * keeps one REPEATABLE READ transaction on the source. So all tables are read at one snapshot of the source's.
 */
final class SyncRun {
    /** The incarnation of a source that is read without Rowferry's schema, which has no other. */
    private static final Incarnation ONLY = new Incarnation(new UUID(0, 0), List.of());

    /** How often tables may get other files while they are read, one time after the other. */
    private static final int ATTEMPTS = 3;

    private final Session session;
    private final Link link;
    private final Planner planner;
    private final Applier applier;
    private final Claim claim;
    private final Journal journal;
    private final LinkTracking tracking;
    private final Aftermath aftermath;

    SyncRun(
            Session session,
            Identifier schema,
            Link link,
            Applier applier,
            Claim claim,
            Aftermath aftermath,
            Journal journal) {
        this.session = session;
        this.link = link;
        this.planner = new Planner(session, schema, link);
        this.applier = applier;
        this.claim = claim;
        this.aftermath = aftermath;
        this.journal = journal;
        this.tracking = new LinkTracking(session, schema, link.name());
    }

    /** Where the source was cut, and what became of each table. */
    record SyncOutcome(
            Point to, Incarnation incarnation, List<PlannedTable> tables, List<SyncReport.SyncedTable> lines) {
        SyncOutcome {
            tables = List.copyOf(tables);
            lines = List.copyOf(lines);
        }
    }

    /** Syncs the tables that rows are written to; nothing where the link has views alone. */
    Optional<SyncOutcome> run(SyncRequest request) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<PlannedTable> planned = planner.plan();
            journal.step("planned");
            if (planned.isEmpty()) {
                return Optional.empty();
            }
            Optional<SyncOutcome> cut = named(planned, () -> once(planned, request));
            if (cut.isPresent()) {
                return cut;
            }
        }
        throw new Failure(
                        Family.BUSY,
                        "tables of the link " + link.name() + " were rewritten, truncated or renamed while they were"
                                + " read, " + ATTEMPTS + " times in a row")
                .hint("Run the same command again when that is over.");
    }

    private Optional<SyncOutcome> named(List<PlannedTable> planned, Supplier<Optional<SyncOutcome>> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            throw new BadRow(session, link).named(planned, failure);
        }
    }

    /** Returns nothing, and leaves nothing, where the snapshot cannot be trusted for all tables. */
    private Optional<SyncOutcome> once(List<PlannedTable> planned, SyncRequest request) {
        session.begin("begin isolation level read committed, read write");
        boolean done = false;
        try {
            Optional<SyncOutcome> cut = attempt(planned, request);
            cut.ifPresent(this::conclude);
            journal.step("applied");
            if (request.dryRun() || cut.isEmpty()) {
                session.execute("rollback");
            } else {
                claim.requireHeld();
                session.commit();
                aftermath.committed();
            }
            done = true;
            journal.step("committed");
            return cut;
        } finally {
            if (!done && session.isUsable()) {
                session.execute("rollback");
            }
        }
    }

    private void conclude(SyncOutcome cut) {
        applier.conclude(
                aftermath,
                cut.to().position(),
                cut.lines().stream().map(SyncReport.SyncedTable::line).toList());
    }

    /** A table whose keys show that rows of it are missing is read whole, in the same transaction. */
    private Optional<SyncOutcome> attempt(List<PlannedTable> planned, SyncRequest request) {
        Set<TableName> missed = new HashSet<>();
        try {
            while (true) {
                Attempt attempt = session.savepoint(() -> apply(planned, request, missed), Attempt::isKept);
                if (!(attempt.outcome() instanceof DeliveryOutcome.RowsMissing rows)) {
                    return attempt.cut();
                }
                journal.say("link " + link.name() + ": " + rows.into() + " has " + rows.held()
                        + " rows, and the source " + rows.keys()
                        + "; it is read whole, since rows were written with a watermark that was passed already");
                missed.add(rows.delivery().name());
            }
        } catch (Failure failure) {
            if (!mayBeMoved()) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    /**
     * One reading of all tables.
     *
     * @param cut empty where the outcome is another one, or the snapshot cannot be trusted
     */
    private record Attempt(DeliveryOutcome outcome, Optional<SyncOutcome> cut) {
        boolean isKept() {
            return outcome instanceof DeliveryOutcome.Applied;
        }
    }

    private Attempt apply(List<PlannedTable> planned, SyncRequest request, Set<TableName> missed) {
        Map<TableName, Standing> standings = applier.standings();
        Map<TableName, LinkMemory> noted = tracking.noted();
        Optional<RemoteState> state = RemoteState.read(session, link);
        Point to = new Point(next(standings), state.map(RemoteState::snapshot).orElseGet(this::ownSnapshot));
        Incarnation incarnation = state.map(RemoteState::incarnation).orElse(ONLY);
        SyncDue due = new SyncDue(session, to, new SyncFitness(incarnation, request, unfit(standings, missed)));
        List<PlannedTable> tables =
                planned.stream().map(table -> now(table, state)).toList();
        List<SyncDue.TableReading> readings = tables.stream()
                .map(this::settled)
                .map(table -> due.of(
                        table,
                        Optional.ofNullable(noted.get(table.name())),
                        Optional.ofNullable(standings.get(table.name()))))
                .map(proof(request)::of)
                .toList();
        List<Records> records =
                readings.stream().flatMap(reading -> reading.records().stream()).toList();
        Delivery delivery = new Delivery(
                link.name(),
                incarnation.id(),
                to,
                readings.stream().map(this::delivery).toList(),
                types(readings));
        DeliveryOutcome outcome = applier.apply(
                delivery,
                standings,
                records.stream().map(this::settled).peek(this::begun).iterator());
        if (outcome instanceof DeliveryOutcome.NotAsLeft notAsLeft) {
            throw whileRead(notAsLeft.losses().values());
        }
        return outcome instanceof DeliveryOutcome.Applied applied
                ? new Attempt(
                        outcome, noted(new SyncOutcome(to, incarnation, tables, lines(readings, applied)), readings))
                : new Attempt(outcome, Optional.empty());
    }

    private void begun(Records records) {
        journal.moved(Progress.begun(Progress.Phase.READ, records.table().toString()));
    }

    private Optional<SyncOutcome> noted(SyncOutcome cut, List<SyncDue.TableReading> readings) {
        readings.forEach(reading -> tracking.note(reading.table().name(), reading.noted()));
        return moved() ? Optional.empty() : Optional.of(cut);
    }

    private static List<SyncReport.SyncedTable> lines(
            List<SyncDue.TableReading> readings, DeliveryOutcome.Applied applied) {
        Map<TableName, String> reasons = readings.stream()
                .collect(Collectors.toMap(
                        reading -> reading.table().name(),
                        reading -> reading.full().orElse("")));
        return applied.tables().stream()
                .map(line -> new SyncReport.SyncedTable(line, reasons.getOrDefault(line.table(), "")))
                .toList();
    }

    /** The link looked before it read, and reads such a table whole the next time. */
    private static Failure whileRead(Collection<Loss> losses) {
        String words = losses.stream().map(Loss::toString).sorted().collect(Collectors.joining("; "));
        return new Failure(Family.BUSY, "while it was read, " + words).hint("Run the same command again.");
    }

    /** Comes before each table is looked at, and again before its rows are read: one owner's code may have run between. */
    private <T> T settled(T next) {
        RemoteState.settle(session, link);
        return next;
    }

    /** Says why changes would not do, whatever the source shows: they go on top of what was left here. */
    private Map<TableName, String> unfit(Map<TableName, Standing> standings, Set<TableName> missed) {
        Map<TableName, String> unfit = new HashMap<>();
        applier.losses(link.feed().tables(), standings)
                .forEach((table, loss) -> unfit.put(table, "the target's table " + loss.why()));
        missed.forEach(table -> unfit.put(table, "changes of it had been missed"));
        return unfit;
    }

    /** Rows that are missing may have been refused on the target; where the source cannot tell, that failure stands. */
    private boolean mayBeMoved() {
        try {
            return session.isUsable() && moved();
        } catch (Failure failure) {
            return false;
        }
    }

    /** The tables are locked by now, since they were read; before that, nothing kept them as the snapshot has them. */
    private boolean moved() {
        List<String> moved = link.readsShadowTables() ? RemoteState.moved(session, link) : List.of();
        if (!moved.isEmpty()) {
            journal.say("link " + link.name() + ": a table was rewritten, truncated or renamed while it was read: "
                    + String.join(", ", moved) + "; reading again");
        }
        return !moved.isEmpty();
    }

    private PlannedTable now(PlannedTable table, Optional<RemoteState> state) {
        return table.capture()
                .flatMap(before -> state.map(there -> same(table, before, there.capture(link, table.table()))))
                .orElse(table);
    }

    private PlannedTable same(PlannedTable table, RemoteCapture before, RemoteCapture now) {
        if (!now.key().equals(before.key())
                || now.unique() != before.unique()
                || !now.columns().equals(before.columns())) {
            throw new Failure(Family.BUSY, table.name() + " was altered on the source a moment ago")
                    .hint("Run the same command again.");
        }
        return table.with(now);
    }

    /** Each sync has a number of its own. */
    private static Position next(Map<TableName, Standing> standings) {
        long last = standings.values().stream()
                .mapToLong(standing -> standing.point().position().number())
                .max()
                .orElse(0);
        return new Position(last + 1);
    }

    /** Stands in where that of the source is not shown. */
    private Snapshot ownSnapshot() {
        return session.one("select pg_current_snapshot() as now", row -> row.snapshot("now"));
    }

    private TableDelivery delivery(SyncDue.TableReading reading) {
        PlannedTable table = reading.table();
        boolean full = reading.full().isPresent();
        return new TableDelivery(
                table.shape(),
                full ? Optional.empty() : Optional.of(reading.from().orElseThrow()),
                !full && table.bringsAllKeys(),
                table.shipped().withheld(),
                new TableDelivery.InFull(
                        Invocation.ofImporter(
                                "sync",
                                "--link " + link.name() + " --full "
                                        + table.name().argument()),
                        true),
                Optional.empty(),
                reading.proving());
    }

    private SyncProof proof(SyncRequest request) {
        return new SyncProof(
                session, link, request, SyncProof.isPossible(link, request) ? applier.sinceCompared() : Map.of());
    }

    /** Only a comparison has to know more of a type than its name, which stands for the same on both sides. */
    private List<NamedType> types(List<SyncDue.TableReading> readings) {
        List<String> names = readings.stream()
                .filter(reading -> reading.proving().buckets().isPresent()
                        || reading.proving().repair().isPresent())
                .flatMap(reading -> reading.table().shape().columns().stream())
                .map(Column::type)
                .distinct()
                .toList();
        return names.isEmpty() ? List.of() : new NamedTypes(session).of(names);
    }
}
