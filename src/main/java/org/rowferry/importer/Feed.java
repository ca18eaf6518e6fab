package org.rowferry.importer;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Session;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * What brings rows to tables of the target, an inbox or another: writes what it brings and notes that, in the transaction
 * that is open.
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
        TargetTables targets = new TargetTables(session, all, own, tracking.standings());
        List<Result.Line> lines =
                new TablesApply(session, targets, journal).apply(manifest.target(), due, totals, records);
        lines.forEach(line -> tracking.record(manifest, line));
        return lines;
    }
}
