package org.rowferry.check;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.bundle.Compression;
import org.rowferry.depot.FolderCheck;
import org.rowferry.importer.ImportCheck;
import org.rowferry.importer.ImporterSettings;
import org.rowferry.link.LinkCheck;
import org.rowferry.link.LinkSettings;
import org.rowferry.postgres.Database;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.schema.TableName;

/** Checks a target and its host, in the order in which an import and a sync meet what could refuse them. */
public final class TargetCheck {
    private final ImporterSettings inboxes;
    private final LinkSettings links;
    private final Clock clock;
    private final Findings findings;

    public TargetCheck(ImporterSettings inboxes, LinkSettings links, Clock clock, Findings findings) {
        this.inboxes = inboxes;
        this.links = links;
        this.clock = clock;
        this.findings = findings;
    }

    /** Checks all that needs no server; a folder may be another host's, so that it does not fail here. */
    public void offline() {
        host();
        Findings folders = new Findings();
        folders(folders);
        folders.all().forEach(findings::addAsWarning);
    }

    /** Checks all of it. */
    public void run(Database target) {
        host();
        boolean reached = new ServerCheck(
                        target, Family.TARGET, inboxes.target().lockTimeout(), clock, findings)
                .passes(tables());
        ImportCheck ofInboxes = new ImportCheck(target, inboxes, links.feeds(), findings);
        LinkCheck ofLinks = new LinkCheck(target, links, findings);
        if (reached) {
            findings.during("connection", target.toString(), () -> {
                if (!inboxes.inboxes().isEmpty()) {
                    ofInboxes.run();
                }
            });
            ofLinks.run();
        } else {
            ofInboxes.skip();
            folders(findings);
            ofLinks.skip();
        }
    }

    private void host() {
        HostCheck host = new HostCheck(findings);
        host.run(Compression.ZSTD);
        host.key(inboxes.target().endpoint());
    }

    private void folders(Findings into) {
        inboxes.inboxes().forEach(inbox -> new FolderCheck(into).inbox(inbox.from()));
    }

    private List<TableName> tables() {
        return Stream.concat(inboxes.feeds().stream(), links.feeds().stream())
                .map(Feed::tables)
                .flatMap(List::stream)
                .map(FeedEntry::into)
                .distinct()
                .toList();
    }
}
