package org.rowferry.exporter;

import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.depot.Depot;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.AdvisoryLock;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.TableName;

/** Exports from one source, to one target at a time. */
public final class Exporter {
    private final Database source;
    private final ExporterSettings settings;
    private final String tool;
    private final Journal journal;

    /** Makes an exporter; {@code tool} is the name and version that stand in the manifests. */
    public Exporter(Database source, ExporterSettings settings, String tool, Journal journal) {
        this.source = source;
        this.settings = settings;
        this.tool = tool;
        this.journal = journal;
    }

    /**
     * Exports to one target what is due and what is asked for.
     *
     * @throws Failure of the family BUSY while another export to the target runs
     */
    public Outcome run(Target target, Depot outbox, Request request) {
        refuseUnknownTables(target, request);
        try (Session session = source.connect("export " + target.name())) {
            AdvisoryLock.take(session, "export of target " + target.name());
            journal.step("locked");
            ExportTracking.requireLayout(session, settings.schema());
            return new ExportRun(session, settings, target, outbox, tool, journal).run(request);
        }
    }

    private static void refuseUnknownTables(Target target, Request request) {
        Set<TableName> known = target.tables().stream().map(Entry::table).collect(Collectors.toSet());
        for (TableName table : request.full()) {
            if (!known.contains(table)) {
                throw new Failure(Family.USAGE, "target " + target.name() + " has no table " + table)
                        .hint("Add it to the configuration, or leave it out of --full; the target's tables are " + known
                                + ".");
            }
        }
    }
}
