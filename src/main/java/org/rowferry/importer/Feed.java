package org.rowferry.importer;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.bundle.Kind;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals;
import org.rowferry.importer.Continuity.Loss;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A source of rows for tables of the target, such as an inbox. It writes the rows and their tracking in the open
 * transaction.
 */
public final class Feed {
    private final Session session;
    private final List<Inbox> all;
    private final Inbox own;
    private final Journal journal;
    private final ImportTracking tracking;

    /**
     * Opens the feed of that name.
     *
     * @param schema Rowferry's own on the target
     * @param all all that feed the target, this one among them
     * @param own this one's tables, by the name that its tracking goes by
     */
    public Feed(Session session, Identifier schema, List<Inbox> all, Inbox own, Journal journal) {
        this.session = session;
        this.all = List.copyOf(all);
        this.own = own;
        this.journal = journal;
        this.tracking = new ImportTracking(session, schema, own.name());
    }

    /** Refuses a target that {@code generate fdw target} has not seen, or one of another version. */
    public static void requireLayout(Session session, Identifier schema) {
        Invocation generate = Invocation.ofTargetOwner("generate fdw target", "");
        ImportTracking.requireLayout(session, schema, failure -> failure.hint("Run as the owner: ", generate));
    }

    ImportTracking tracking() {
        return tracking;
    }

    /** Returns where each table stands, by the source's name. */
    public Map<TableName, Standing> standings() {
        return tracking.standings();
    }

    /** Returns why a table of this feed would take no changes: it is not what was left here, or cannot be looked at. */
    Optional<Failure> trouble(Entry entry) {
        try {
            Map<TableName, Standing> standings = standings();
            if (standings.containsKey(entry.table())) {
                new Presence(session).require(List.of(entry));
            }
            Map<TableName, Loss> losses = continuity().losses(List.of(entry), standings);
            return losses.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new LostTables(own, losses, standings).failure(tracking));
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            return Optional.of(failure);
        }
    }

    /** Returns why tables are not what was left here any more, in words that follow their names, by the source's names. */
    public Map<TableName, String> losses() {
        Map<TableName, String> why = new HashMap<>();
        continuity().losses(own.tables(), standings()).forEach((table, loss) -> why.put(table, loss.why()));
        return why;
    }

    /**
     * Refuses to go on where tables of this feed are not what was left here any more, or cannot be looked at.
     *
     * @throws org.rowferry.report.Failure of the family GAP that names all of them
     */
    void requireContinuity() {
        Map<TableName, Standing> standings = standings();
        new Presence(session)
                .require(own.tables().stream()
                        .filter(entry -> standings.containsKey(entry.table()))
                        .toList());
        refuse(continuity().losses(own.tables(), standings), standings, true);
    }

    /** Changes on top of rows that are not there would make a table that nobody has. */
    private void requireContinuity(List<TableContent> due, Map<TableName, Standing> standings, boolean shipped) {
        List<Entry> entries = due.stream()
                .filter(content -> content.kind() == Kind.CHANGES)
                .flatMap(content -> own.entry(content.table().name()).stream())
                .toList();
        refuse(continuity().losses(entries, standings), standings, shipped);
    }

    private void refuse(Map<TableName, Loss> losses, Map<TableName, Standing> standings, boolean shipped) {
        if (!losses.isEmpty()) {
            LostTables lost = new LostTables(own, losses, standings);
            throw shipped ? lost.failure(tracking) : lost.whileRead();
        }
    }

    private TargetTables targets(Manifest manifest, Map<TableName, Standing> standings) {
        return new TargetTables(session, new FanIn(all), own, standings, manifest.types());
    }

    private Continuity continuity() {
        return new Continuity(session);
    }

    /**
     * Asks of the tables that are due all that applying them asks, and changes nothing.
     *
     * @param manifest what is brought, whole
     * @param standings where the tables will stand then
     */
    List<TargetTable> foresee(Manifest manifest, List<TableContent> due, Map<TableName, Standing> standings) {
        List<TargetTable> tables = targets(manifest, standings).foresee(due);
        requireContinuity(due, standings, true);
        return tables;
    }

    /**
     * Applies the tables that are due, and returns what was done to each.
     *
     * @param manifest what is brought, whole
     * @param totals how many records are to come, where that is known
     * @param records those of the tables that are due, and maybe of others
     * @throws org.rowferry.report.Failure if it cannot be applied; the transaction is to be rolled back then
     */
    public List<Result.Line> apply(
            Manifest manifest, List<TableContent> due, Optional<Totals> totals, Iterator<Records> records) {
        Map<TableName, Standing> standings = tracking.standings();
        TargetTables targets = targets(manifest, standings);
        TablesApply apply = new TablesApply(session, targets, journal);
        apply.lock(due);
        List<TargetTable> tables = targets.find(due);
        requireContinuity(due, standings, totals.isPresent());
        List<Result.Line> lines = apply.apply(manifest.target(), tables, totals, records);
        tracking.record(manifest, lines);
        return lines;
    }
}
