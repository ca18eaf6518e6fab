package org.rowferry.link;

import java.util.List;
import org.rowferry.importer.Feed;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.AdvisoryLock;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
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
            List<SyncResult.Line> lines =
                    new SyncRun(session, importer.schema(), link, feed, tool, journal).run(request);
            List<SyncResult.Refreshed> views = request.dryRun()
                    ? List.of()
                    : link.tables().stream()
                            .filter(table -> table.mirror() == Mirror.VIEW)
                            .map(table -> new ViewRefresh(session, link)
                                    .refresh(table.entry().into()))
                            .toList();
            AdvisoryLock.release(session, what);
            return new SyncResult(lines, views);
        }
    }

    private Inbox own(Link link) {
        return settings.feeds().stream()
                .filter(feed -> feed.name().equals(link.name()))
                .findFirst()
                .orElseThrow();
    }
}
