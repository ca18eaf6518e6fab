package org.rowferry.importer;

import java.util.List;
import java.util.function.Consumer;
import org.rowferry.depot.Depot;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;

/** Imports into one target, from one inbox at a time. */
public final class Importer {
    private final Database target;
    private final ImporterSettings settings;
    private final List<Inbox> feeds;
    private final Journal journal;

    /** Makes an importer for a target that nothing but its inboxes feeds. */
    public Importer(Database target, ImporterSettings settings, Journal journal) {
        this(target, settings, settings.inboxes(), journal);
    }

    /** @param feeds all that feed the target, the inboxes among them */
    public Importer(Database target, ImporterSettings settings, List<Inbox> feeds, Journal journal) {
        this.target = target;
        this.settings = settings;
        this.feeds = List.copyOf(feeds);
        this.journal = journal;
    }

    /**
     * Applies what waits in an inbox, in the order of its positions, each bundle in one transaction.
     *
     * @param consent what a person vouches for
     * @param dryRun does all of it and rolls back; no file is moved
     * @param results hears what became of each bundle as soon as that is known
     * @throws org.rowferry.report.Failure of the family BUSY while another import from the inbox runs; what is wrong with
     *     one bundle alone comes as a result
     */
    public void run(Inbox inbox, Depot depot, Consent consent, boolean dryRun, Consumer<Result> results) {
        try (Session session = target.connect("import " + inbox.name())) {
            session.waitForLocks(settings.lockTimeout());
            ImportTracking.requireLayout(session, settings.schema(), inbox.tables());
            RunLock lock = RunLock.take(session, settings.schema(), "import of inbox " + inbox.name());
            journal.step("locked");
            Feed feed = new Feed(session, settings.schema(), feeds, inbox, journal);
            ImportRun run = new ImportRun(session, feed, inbox, depot, consent, journal);
            if (dryRun) {
                run.rehearse(results);
            } else {
                run.run(results);
            }
            lock.release();
        }
    }
}
