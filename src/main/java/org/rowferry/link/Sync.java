package org.rowferry.link;

import java.util.List;
import java.util.Optional;
import org.rowferry.importer.Feed;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.AdvisoryLock;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;

/** Brings what links feed up to date, one link at a time. */
public final class Sync {
    private final Database target;
    private final LinkSettings settings;
    private final String tool;
    private final Journal journal;

    public Sync(Database target, LinkSettings settings, String tool, Journal journal) {
        this.target = target;
        this.settings = settings;
        this.tool = tool;
        this.journal = journal;
    }

    /**
     * Reads a link's tables and refreshes its materialized views.
     *
     * @throws org.rowferry.report.Failure of the family BUSY while another sync of the link runs; whatever it is, no
     *     table of the link was changed
     */
    public SyncResult run(Link link, SyncRequest request) {
        ImporterSettings importer = settings.importer();
        try (Session session = target.connect("sync " + link.name())) {
            session.waitForLocks(importer.lockTimeout());
            String what = "sync of link " + link.name();
            AdvisoryLock.take(session, what);
            journal.step("locked");
            Feed.requireLayout(session, importer.schema());
            Feed feed = new Feed(session, importer.schema(), settings.feeds(), own(link), journal);
            Optional<SyncRun.Cut> cut = new SyncRun(session, importer.schema(), link, feed, tool, journal).run(request);
            cut.filter(done -> link.readsShadowTables() && !request.dryRun())
                    .ifPresent(done -> tell(session, link, done));
            List<SyncResult.Refreshed> views = request.dryRun()
                    ? List.of()
                    : link.tables().stream()
                            .filter(table -> table.mirror() == Mirror.VIEW)
                            .map(table -> new ViewRefresh(session, importer.schema(), link).refresh(table))
                            .toList();
            AdvisoryLock.release(session, what);
            return new SyncResult(cut.map(SyncRun.Cut::lines).orElse(List.of()), views);
        }
    }

    /** The rows are there already; a source that was not told keeps its captured changes for longer, and no more. */
    private void tell(Session session, Link link, SyncRun.Cut cut) {
        try {
            new Applied(session, link).tell(cut);
            journal.step("told");
        } catch (Failure failure) {
            journal.say("link " + link.name() + ": the source was not told what was applied, and keeps what it captured"
                    + " until a sync can tell it: " + failure.getMessage());
        }
    }

    private Inbox own(Link link) {
        return settings.feeds().stream()
                .filter(feed -> feed.name().equals(link.name()))
                .findFirst()
                .orElseThrow();
    }
}
