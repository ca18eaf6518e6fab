package org.rowferry.exporter;

import org.rowferry.depot.Depot;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.report.Journal;

/** Exports from one source, to one target at a time. */
public final class Exporter {
    private final Database source;
    private final ExporterSettings settings;
    private final String tool;
    private final Journal journal;
    private final int jobs;

    /** Makes an exporter; {@code tool} is the name and version that stand in the manifests. */
    public Exporter(Database source, ExporterSettings settings, String tool, Journal journal) {
        this(source, settings, tool, journal, 1);
    }

    private Exporter(Database source, ExporterSettings settings, String tool, Journal journal, int jobs) {
        this.source = source;
        this.settings = settings;
        this.tool = tool;
        this.journal = journal;
        this.jobs = jobs;
    }

    /** Returns an exporter that reads so many tables at once, each through a session of its own, beside the ledger's. */
    public Exporter withJobs(int sessions) {
        return new Exporter(source, settings, tool, journal, sessions);
    }

    /**
     * Exports to one target what is due and what is asked for.
     *
     * @throws org.rowferry.report.Failure of the family BUSY while another export to the target runs
     */
    public Outcome run(Target target, Depot outbox, Request request) {
        target.requireTables();
        Faults known = new Faults();
        try {
            return attempt(target, outbox, request, known);
        } catch (Unreadable unreadable) {
            known.noteAll(faultsOf(target, request, unreadable));
            return again(target, outbox, request, known);
        }
    }

    /** Goes on without the tables that turned out to be unreadable. */
    private Outcome again(Target target, Depot outbox, Request request, Faults known) {
        known.refuseHeld();
        try {
            return attempt(target, outbox, request, known);
        } catch (Unreadable unreadable) {
            throw unreadable.failure();
        }
    }

    /** Reads all tables for what else is wrong; one that can be read now was not at fault itself. */
    private Faults faultsOf(Target target, Request request, Unreadable unreadable) {
        Faults faults = new Faults();
        try (Reopened session = Rehearsal.session(source, settings, "rehearsal of " + target.name())) {
            new Rehearsal(session, settings, target, request).of(target.tables(), faults);
        }
        if (!faults.isOf(unreadable.table())) {
            throw unreadable.failure();
        }
        return faults;
    }

    private Outcome attempt(Target target, Depot outbox, Request request, Faults known) {
        try (Ledger ledger = Ledger.open(source, settings, target.name())) {
            journal.step("locked");
            try (Readers readers = Readers.connect(source, settings, target, ledger, jobs)) {
                ExportRun run = new ExportRun(ledger, readers, settings, target, outbox, tool, journal, known);
                Outcome outcome = run.run(request);
                ledger.release();
                return outcome;
            }
        }
    }
}
