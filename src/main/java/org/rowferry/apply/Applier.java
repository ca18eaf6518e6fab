package org.rowferry.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Findings;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Position;
import org.rowferry.schema.TableName;

/** Writes what a feed delivers into the target's tables and tracks it, in the transaction that is open. */
public final class Applier {
    private final Session session;
    private final Identifier schema;
    private final FanIn all;
    private final Feed own;
    private final Journal journal;
    private final ImportTracking tracking;
    private final DigestTracking digests;
    private final long indexesAfterRows;

    /**
     * Opens the tables of one feed.
     *
     * @param schema Rowferry's own on the target
     * @param all all that feed the target, this one among them
     */
    public Applier(Session session, Identifier schema, List<Feed> all, Feed own, Journal journal) {
        this(session, schema, new FanIn(all), own, journal, Long.MAX_VALUE);
    }

    private Applier(Session session, Identifier schema, FanIn all, Feed own, Journal journal, long indexesAfterRows) {
        this.session = session;
        this.schema = schema;
        this.all = all;
        this.own = own;
        this.journal = journal;
        this.indexesAfterRows = indexesAfterRows;
        this.tracking = new ImportTracking(session, schema, own.name());
        this.digests = new DigestTracking(session, schema, own.name());
    }

    /** Returns one that gives an empty table its indexes after its rows, if at least so many arrive. */
    public Applier indexesAfter(long rows) {
        return new Applier(session, schema, all, own, journal, rows);
    }

    /** Refuses a target that has no tracking, or one of another version; {@code mended} adds how it is made. */
    public static void requireLayout(Session session, Identifier schema, UnaryOperator<Failure> mended) {
        ImportTracking.requireLayout(session, schema, mended);
    }

    /** Refuses a target that {@code generate importer} has not made for these entries. */
    public static void requireLayout(Session session, Identifier schema, Collection<FeedEntry> entries) {
        requireLayout(
                session, schema, failure -> TargetScript.hinted(failure, entries, new Catalog(session).currentRole()));
    }

    /** Counts the rows of a relation of the target with the rights of its owner, where the session may have them. */
    public static long rows(Session session, TableName name) {
        long oid = session.one("select to_regclass(?)::oid::bigint as oid", row -> row.number("oid"), name.toString());
        return session.rolledBack(() -> new TableSessions(session)
                .of(oid, Optional.empty())
                .onlyRow("select count(*) as rows from " + name, "rows bigint", row -> row.number("rows")));
    }

    /** Returns where each table stands, by the source's name. */
    public Map<TableName, Standing> standings() {
        return tracking.standings();
    }

    /** Refuses tables that are missing or cannot be looked at. */
    public void requirePresent(Collection<FeedEntry> entries) {
        new Presence(session, new Catalog(session)).require(entries);
    }

    /**
     * Returns why tables could not be written, whatever arrives for them, by their entries: they are missing, hide rows, have a
     * rule or a trigger in the way, or this role lacks a right to them.
     */
    public Map<FeedEntry, Failure> unwritable(Collection<FeedEntry> entries) {
        return Apart.failures(
                session,
                entries,
                some -> session.transaction(
                        "begin isolation level read committed, read only",
                        () -> new Writability(session).failures(some)));
    }

    /**
     * Tells whether this role has the rights that every import needs.
     *
     * @param schema Rowferry's own on the target
     */
    public static void tellRights(Session session, Identifier schema, Findings findings) {
        new ImporterRights(session, schema).tell(findings);
    }

    /** Tells whether the statements that follow an import of this feed can have the rights of the roles that they name. */
    public static void tellRolesAfter(Session session, Feed feed, Findings findings) {
        AfterImportRoles.read(session, feed.after()).tell(findings);
    }

    /**
     * Returns the tables of these entries that are not as this feed left them, by the source's names; a table that is
     * missing is left out.
     *
     * @param standings where the tables stand
     */
    public Map<TableName, Loss> losses(Collection<FeedEntry> entries, Map<TableName, Standing> standings) {
        return losses(entries, standings, new TableSessions(session));
    }

    private Map<TableName, Loss> losses(
            Collection<FeedEntry> entries, Map<TableName, Standing> standings, TableSessions sessions) {
        return new Continuity(session, sessions).losses(entries, standings);
    }

    /** Returns the same of the tables that changes arrive for: on top of other rows they would make a table that nobody has. */
    public Map<TableName, Loss> losses(Delivery delivery, Map<TableName, Standing> standings) {
        return losses(delivery, standings, new TableSessions(session));
    }

    private Map<TableName, Loss> losses(Delivery delivery, Map<TableName, Standing> standings, TableSessions sessions) {
        List<FeedEntry> entries = delivery.tables().stream()
                .filter(table -> !table.isFull())
                .flatMap(table -> own.entry(table.name()).stream())
                .toList();
        return losses(entries, standings, sessions);
    }

    /** Returns how long ago each table was compared with digests, by the source's names; one that never was is left out. */
    public Map<TableName, Duration> sinceCompared() {
        return digests.sinceCompared();
    }

    /**
     * Asks of the tables all that applying the delivery asks, and changes nothing.
     *
     * @param standings where the tables will stand then
     * @return where the tables of the delivery will stand after it
     */
    public Map<TableName, Standing> foresee(Delivery delivery, Map<TableName, Standing> standings) {
        Map<TableName, Standing> after = new HashMap<>();
        TableSessions sessions = new TableSessions(session);
        for (TargetTable table : targets(delivery, standings, sessions).foresee(delivery.tables())) {
            TableName name = table.delivery().name();
            after.put(name, after(delivery, table, Optional.ofNullable(standings.get(name))));
        }
        return after;
    }

    private Standing after(Delivery delivery, TargetTable table, Optional<Standing> before) {
        // The entry of the configuration: that of the table leaves out what an import would add.
        boolean added = own.entry(table.delivery().name())
                .filter(entry -> entry.onNewColumn() == FeedEntry.OnNewColumn.ADD)
                .isPresent();
        return new Standing(
                delivery.stream(),
                delivery.incarnation(),
                delivery.to(),
                table.entry().mapping(),
                added ? Set.of() : Set.copyOf(table.ignored()),
                Set.copyOf(table.columns()),
                table.isFull() ? Optional.empty() : before.flatMap(Standing::imprint));
    }

    /**
     * Applies a delivery.
     *
     * @param standings where the tables stand, read in the transaction that is open
     * @param records those of its tables, and maybe of others
     * @throws Failure if it cannot be applied; the transaction is to be rolled back then
     */
    public DeliveryOutcome apply(Delivery delivery, Map<TableName, Standing> standings, Iterator<Records> records) {
        TableSessions sessions = new TableSessions(session);
        TargetTables targets = targets(delivery, standings, sessions);
        TablesApply apply = new TablesApply(
                session,
                targets,
                sessions,
                new DigestCheck(
                        session,
                        sessions,
                        delivery.types(),
                        new TraceSearch(session, schema, own.name(), standings, Optional.of(delivery))),
                journal,
                indexesAfterRows);
        apply.lock(delivery.tables());
        List<TargetTable> tables = targets.find(delivery.tables());
        Map<TableName, Loss> losses = losses(delivery, standings, sessions);
        if (!losses.isEmpty()) {
            return new DeliveryOutcome.NotAsLeft(losses);
        }
        DeliveryOutcome outcome = apply.apply(tables, records);
        if (outcome instanceof DeliveryOutcome.Applied applied) {
            tracking.record(delivery, applied.tables());
            digests.record(delivery, applied.tables());
        }
        return outcome;
    }

    /**
     * Does what the operator wants in the transaction that wrote the rows, when all is tracked.
     *
     * @param position the one that the tables were brought to
     * @throws Failure if it cannot be done; the transaction is to be rolled back then
     */
    public void conclude(Aftermath aftermath, Position position, List<AppliedTable> applied) {
        aftermath.inTransaction(session, position.number(), applied);
    }

    private TargetTables targets(Delivery delivery, Map<TableName, Standing> standings, TableSessions sessions) {
        return new TargetTables(session, sessions, all, own, standings, delivery.types());
    }
}
