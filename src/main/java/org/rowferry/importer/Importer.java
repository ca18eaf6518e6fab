package org.rowferry.importer;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.rowferry.apply.Aftermath;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Claim;
import org.rowferry.apply.Feed;
import org.rowferry.depot.Depot;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;

/** Imports into one target, from one inbox at a time. */
public final class Importer {
    private final Database target;
    private final ImporterSettings settings;
    private final List<Feed> feeds;
    private final Journal journal;

    /** Makes an importer for a target that nothing but its inboxes feeds. */
    public Importer(Database target, ImporterSettings settings, Journal journal) {
        this(target, settings, settings.feeds(), journal);
    }

    /** @param feeds all that feed the target, the inboxes among them */
    public Importer(Database target, ImporterSettings settings, List<Feed> feeds, Journal journal) {
        this.target = target;
        this.settings = settings;
        this.feeds = List.copyOf(feeds);
        this.journal = journal;
    }

    /**
     * Applies what waits in an inbox, in the order of its positions, each bundle in one transaction.
     *
     * @param consent what a person confirms
     * @param dryRun does all of it and rolls back; no file is moved
     * @param results hears what became of each bundle as soon as that is known
     * @throws org.rowferry.report.Failure of the family BUSY while another import from the inbox runs; what is wrong with
     *     one bundle alone comes as a result
     */
    public void run(Inbox inbox, Depot depot, Consent consent, boolean dryRun, Consumer<Result> results) {
        Feed.requireTables(inbox.name(), inbox.feed().list(), role());
        Aftermath aftermath = new Aftermath(inbox.feed());
        aftermath.follow(
                () -> locked(inbox, depot, consent, aftermath, dryRun, results),
                dryRun,
                target,
                settings.target().lockTimeout(),
                journal);
    }

    private void locked(
            Inbox inbox, Depot depot, Consent consent, Aftermath aftermath, boolean dryRun, Consumer<Result> results) {
        Identifier schema = settings.target().schema();
        Duration lockTimeout = settings.target().lockTimeout();
        String purpose = "import " + inbox.name();
        try (Session session = target.connect(purpose)) {
            session.lockTimeout(lockTimeout);
            Applier.requireLayout(session, schema, inbox.tables());
            try (Claim claim = Claim.take(target, schema, purpose, job(inbox), lockTimeout)) {
                journal.step("locked");
                claim.requireSameServer(session);
                aftermath.makeUp(claim, dryRun, journal);
                InboxTarget tables = InboxTarget.open(session, schema, feeds, inbox.feed(), journal)
                        .indexesAfter(settings.target().indexesAfterRows());
                ImportRun run = new ImportRun(session, tables, inbox, depot, consent, claim, aftermath, journal);
                if (dryRun) {
                    run.rehearse(results);
                } else {
                    run.run(results);
                }
                claim.release();
            }
        }
    }

    private Identifier role() {
        return new Identifier(settings.target().endpoint().user());
    }

    /** Returns the job of an inbox, as the operator knows it. */
    static String job(Inbox inbox) {
        return "import of inbox " + inbox.name();
    }
}
