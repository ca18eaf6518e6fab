package org.rowferry.link;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Origin;
import org.rowferry.bundle.TableContent;
import org.rowferry.importer.Feed;
import org.rowferry.importer.MissedRows;
import org.rowferry.importer.Records;
import org.rowferry.importer.Result;
import org.rowferry.importer.Standing;
import org.rowferry.link.LinkTracking.Noted;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.TableName;

/**
 * One sync of a link's tables: reading, writing and noting, in one transaction of the target's, for which postgres_fdw
 * keeps one REPEATABLE READ transaction on the source. So all tables are read at one snapshot of the source's.
 */
final class SyncRun {
    /** A source that is read without anything of Rowferry's has no lives to tell apart. */
    private static final Incarnation ONLY = new Incarnation(new UUID(0, 0), List.of());

    /** Tells nothing, since what was read before is compared by its words. */
    private static final String NO_FINGERPRINT = "0".repeat(64);

    /** How often tables may get other files while they are read, one time after the other. */
    private static final int ATTEMPTS = 3;

    private final Session session;
    private final Link link;
    private final Planner planner;
    private final Feed feed;
    private final String tool;
    private final Journal journal;
    private final LinkTracking tracking;

    SyncRun(Session session, Identifier schema, Link link, Feed feed, String tool, Journal journal) {
        this.session = session;
        this.link = link;
        this.planner = new Planner(session, schema, link);
        this.feed = feed;
        this.tool = tool;
        this.journal = journal;
        this.tracking = new LinkTracking(session, schema, link.name());
    }

    /** Where the source was cut, and what became of each table. */
    record Cut(Point to, Incarnation incarnation, List<Planned> tables, List<SyncReport.Line> lines) {
        Cut {
            tables = List.copyOf(tables);
            lines = List.copyOf(lines);
        }
    }

    /** Syncs the tables that rows are written to; nothing where the link has views alone. */
    Optional<Cut> run(SyncRequest request) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<Planned> planned = planner.plan();
            journal.step("planned");
            if (planned.isEmpty()) {
                return Optional.empty();
            }
            Optional<Cut> cut = named(planned, () -> once(planned, request));
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

    private Optional<Cut> named(List<Planned> planned, Supplier<Optional<Cut>> work) {
        try {
            return work.get();
        } catch (Failure failure) {
            throw new BadRow(session, link).named(planned, failure);
        }
    }

    /** Returns nothing, and leaves nothing, where the snapshot cannot be trusted for all tables. */
    private Optional<Cut> once(List<Planned> planned, SyncRequest request) {
        session.execute("begin isolation level read committed, read write");
        boolean done = false;
        try {
            Optional<Cut> cut = attempt(planned, request);
            journal.step("applied");
            session.execute(request.dryRun() || cut.isEmpty() ? "rollback" : "commit");
            done = true;
            journal.step("committed");
            return cut;
        } finally {
            if (!done && session.isUsable()) {
                session.execute("rollback");
            }
        }
    }

    /** A table whose keys show that its changes were not all of them is read whole, in the same transaction. */
    private Optional<Cut> attempt(List<Planned> planned, SyncRequest request) {
        Set<TableName> missed = new HashSet<>();
        while (true) {
            try {
                return session.savepoint(() -> apply(planned, request, missed));
            } catch (MissedRows rows) {
                journal.say("link " + link.name() + ": " + rows.getMessage()
                        + "; it is read whole, since rows were written with a watermark that was passed already");
                missed.add(rows.table());
            } catch (Failure failure) {
                if (!mayBeMoved()) {
                    throw failure;
                }
                return Optional.empty();
            }
        }
    }

    private Optional<Cut> apply(List<Planned> planned, SyncRequest request, Set<TableName> missed) {
        Map<TableName, Standing> standings = feed.standings();
        Map<TableName, Noted> noted = tracking.noted();
        Optional<RemoteState> state = RemoteState.read(session, link);
        Point to = new Point(next(standings), state.map(RemoteState::snapshot).orElseGet(this::ownSnapshot));
        Incarnation incarnation = state.map(RemoteState::incarnation).orElse(ONLY);
        Due due = new Due(session, incarnation, to, request, unfit(missed));
        List<Planned> tables = planned.stream().map(table -> now(table, state)).toList();
        List<Due.Reading> readings = tables.stream()
                .map(this::settled)
                .map(table -> due.of(
                        table,
                        Optional.ofNullable(noted.get(table.name())),
                        Optional.ofNullable(standings.get(table.name()))))
                .toList();
        List<TableContent> contents = readings.stream().map(SyncRun::content).toList();
        List<Records> records =
                readings.stream().flatMap(reading -> reading.records().stream()).toList();
        Manifest manifest =
                new Manifest(tool, new Origin("", "", ""), incarnation, link.name(), to, Instant.EPOCH, contents);
        List<Result.Line> lines = feed.apply(
                manifest,
                contents,
                Optional.empty(),
                records.stream().map(this::settled).iterator());
        readings.forEach(reading -> tracking.note(reading.table().name(), reading.noted()));
        Map<TableName, String> reasons = readings.stream()
                .collect(Collectors.toMap(
                        reading -> reading.table().name(),
                        reading -> reading.full().orElse("")));
        List<SyncReport.Line> results = lines.stream()
                .map(line -> new SyncReport.Line(line, reasons.getOrDefault(line.table(), "")))
                .toList();
        return moved() ? Optional.empty() : Optional.of(new Cut(to, incarnation, tables, results));
    }

    /** Comes before each table is looked at, and again before its rows are read: one owner's code may have run between. */
    private <T> T settled(T next) {
        RemoteState.settle(session, link);
        return next;
    }

    /** Says why changes would not do, whatever the source shows: they go on top of what was left here. */
    private Map<TableName, String> unfit(Set<TableName> missed) {
        Map<TableName, String> unfit = new HashMap<>();
        feed.losses().forEach((table, why) -> unfit.put(table, "the target's table " + why));
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

    private Planned now(Planned table, Optional<RemoteState> state) {
        return table.capture()
                .flatMap(before -> state.map(there -> same(table, before, there.capture(link, table.table()))))
                .orElse(table);
    }

    private Planned same(Planned table, RemoteCapture before, RemoteCapture now) {
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

    private static TableContent content(Due.Reading reading) {
        Planned table = reading.table();
        if (reading.full().isPresent()) {
            return TableContent.full(table.shape(), reading.full().get(), NO_FINGERPRINT)
                    .withholding(table.shipped().withheld());
        }
        TableContent changes = TableContent.changes(
                        table.shape(), reading.from().orElseThrow(), NO_FINGERPRINT)
                .withholding(table.shipped().withheld());
        return table.bringsAllKeys() ? changes.withAllKeys() : changes;
    }
}
