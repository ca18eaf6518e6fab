package org.rowferry.link;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.rowferry.bundle.Content;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Origin;
import org.rowferry.bundle.TableContent;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.capture.Expressions;
import org.rowferry.capture.Expressions.Checked;
import org.rowferry.capture.ShippedTables;
import org.rowferry.capture.SourceTables;
import org.rowferry.capture.Watch;
import org.rowferry.capture.WatchedTable;
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

    private final Session session;
    private final Identifier schema;
    private final Link link;
    private final Feed feed;
    private final String tool;
    private final Journal journal;
    private final LinkTracking tracking;

    SyncRun(Session session, Identifier schema, Link link, Feed feed, String tool, Journal journal) {
        this.session = session;
        this.schema = schema;
        this.link = link;
        this.feed = feed;
        this.tool = tool;
        this.journal = journal;
        this.tracking = new LinkTracking(session, schema, link.name());
    }

    List<SyncResult.Line> run(SyncRequest request) {
        // The expressions are checked in a transaction of their own, since that leaves nothing behind.
        List<Planned> planned = link.tables().stream()
                .filter(table -> table.mirror() == Mirror.TABLE)
                .map(this::plan)
                .toList();
        if (planned.isEmpty()) {
            return List.of();
        }
        session.execute("begin isolation level read committed, read write");
        boolean done = false;
        try {
            List<SyncResult.Line> lines = attempt(planned, request);
            journal.step("applied");
            session.execute(request.dryRun() ? "rollback" : "commit");
            done = true;
            return lines;
        } finally {
            if (!done && session.isUsable()) {
                session.execute("rollback");
            }
        }
    }

    /** A table whose keys show that its changes were not all of them is read whole, in the same transaction. */
    private List<SyncResult.Line> attempt(List<Planned> planned, SyncRequest request) {
        Set<TableName> missed = new HashSet<>();
        while (true) {
            try {
                return session.savepoint(() -> apply(planned, request, missed));
            } catch (MissedRows rows) {
                journal.say("link " + link.name() + ": " + rows.getMessage()
                        + "; it is read whole, since rows were written with a watermark that was passed already");
                missed.add(rows.table());
            }
        }
    }

    private Planned plan(LinkTable table) {
        if (Link.readsShadowTable(table)) {
            throw new Failure(
                            Family.CONFIGURATION,
                            "the link " + link.name() + " does not read what triggers noted of "
                                    + table.entry().table())
                    .hint("Say 'capture: watermark' or 'capture: snapshot' at the table's entry under links: in"
                            + " importer.yaml, or have the source export bundles for it.");
        }
        TableName foreign = link.foreign(table);
        requireForeignTable(foreign);
        CaptureSettings settings = LinkKey.complete(session, table);
        WatchedTable source = (WatchedTable) new SourceTables(session, schema).find(foreign, settings);
        ShippedTables.requireColumns(source, settings.selection());
        Checked checked = new Expressions(session, source).check(settings.selection());
        return new Planned(table, source, new ShippedTables(session).of(source, settings.selection(), checked));
    }

    private void requireForeignTable(TableName foreign) {
        boolean there = session.one(
                "select exists (select from pg_foreign_table where ftrelid = to_regclass(?)) as there",
                row -> row.flag("there"),
                foreign.toString());
        if (!there) {
            throw new Failure(Family.TARGET, "the target has no foreign table " + foreign)
                    .hint("Make it with: rowferry generate fdw target --config importer.yaml --link " + link.name()
                            + " --apply");
        }
    }

    private List<SyncResult.Line> apply(List<Planned> planned, SyncRequest request, Set<TableName> missed) {
        Map<TableName, Standing> standings = feed.standings();
        Map<TableName, Noted> noted = tracking.noted();
        Point to = next(standings);
        List<TableContent> contents = new ArrayList<>();
        List<Records> records = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Planned table : planned) {
            Optional<Noted> before = Optional.ofNullable(noted.get(table.name()));
            Optional<Standing> standing = Optional.ofNullable(standings.get(table.name()));
            Optional<String> full = missed.contains(table.name())
                    ? Optional.of("changes of it had been missed")
                    : full(table, before, standing, request);
            Watch watch = new Watch(session, table.shipped(), table.source());
            contents.add(content(table, standing, full));
            records.addAll(records(table, watch, full.isPresent() ? Optional.empty() : before));
            reasons.add(full.orElse(""));
            tracking.note(table.name(), new Noted(watch.mark(), table.words()));
        }
        journal.step("source read");
        Manifest manifest = new Manifest(tool, new Origin("", "", ""), ONLY, link.name(), to, Instant.EPOCH, contents);
        List<Result.Line> lines = feed.apply(manifest, contents, Optional.empty(), records.iterator());
        List<SyncResult.Line> results = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            results.add(new SyncResult.Line(lines.get(i), reasons.get(i)));
        }
        return results;
    }

    /** Each sync has a number of its own; the snapshot beside it is the target's, since that of the source is not known. */
    private Point next(Map<TableName, Standing> standings) {
        long last = standings.values().stream()
                .mapToLong(standing -> standing.point().position().number())
                .max()
                .orElse(0);
        return new Point(
                new Position(last + 1), session.one("select pg_current_snapshot() as now", row -> row.snapshot("now")));
    }

    private static Optional<String> full(
            Planned table, Optional<Noted> before, Optional<Standing> standing, SyncRequest request) {
        if (before.isEmpty() || standing.isEmpty()) {
            return Optional.of("it was not read before");
        }
        if (request.wantsFull(table.name())) {
            return Optional.of("it was asked for");
        }
        if (!before.get().shape().equals(table.words())) {
            return Optional.of("its columns, its key or its entry changed");
        }
        return table.hasWatermark() ? Optional.empty() : Optional.of("nothing tells which rows changed");
    }

    private static TableContent content(Planned table, Optional<Standing> standing, Optional<String> full) {
        if (full.isPresent()) {
            return TableContent.full(table.shape(), full.get(), NO_FINGERPRINT);
        }
        TableContent changes =
                TableContent.changes(table.shape(), standing.orElseThrow().point(), NO_FINGERPRINT);
        return table.seesDeletes() ? changes.withAllKeys() : changes;
    }

    private List<Records> records(Planned table, Watch watch, Optional<Noted> before) {
        if (before.isEmpty()) {
            return List.of(query(table, Content.ROWS, table.rows(watch.all())));
        }
        String changed = watch.changedSince(before.get().mark());
        List<Records> records = new ArrayList<>();
        records.add(query(table, Content.IDS, table.keys(changed)));
        if (table.seesDeletes()) {
            records.add(query(table, Content.KEYS, table.keys(table.rows(watch.all()))));
        }
        records.add(query(table, Content.ROWS, table.rows(changed)));
        return records;
    }

    private Records query(Planned table, Content content, String query) {
        return new QueryRecords(session, table.name(), content, query);
    }
}
