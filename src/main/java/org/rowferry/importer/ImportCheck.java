package org.rowferry.importer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.bundle.BundleName;
import org.rowferry.depot.Depot;
import org.rowferry.depot.Depots;
import org.rowferry.depot.FolderCheck;
import org.rowferry.depot.StoredBundle;
import org.rowferry.depot.Stray;
import org.rowferry.importer.ImporterSettings.Inbox;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;

/** Does what an import does up to its first write, in READ ONLY transactions, and tells which steps would fail. */
public final class ImportCheck {
    private final Database target;
    private final ImporterSettings settings;
    private final List<Feed> feeds;
    private final Identifier schema;
    private final Findings findings;

    /** @param feeds all that feed the target, the inboxes among them */
    public ImportCheck(Database target, ImporterSettings settings, List<Feed> feeds, Findings findings) {
        this.target = target;
        this.settings = settings;
        this.feeds = List.copyOf(feeds);
        this.schema = settings.target().schema();
        this.findings = findings;
    }

    /** Says that nothing of it is checked, since the server cannot be reached or cannot run a job; folders are not meant. */
    public void skip() {
        Stream.of("tracking", "rights").forEach(check -> skip(check, schema.toString()));
        settings.inboxes().forEach(inbox -> skip("table", inbox.name().toString()));
    }

    private void skip(String check, String subject) {
        findings.skip(check, subject, Invocation.ofImporter("check", ""));
    }

    /** Checks tracking, rights, and for each inbox its folder, its bundles and its tables. */
    public void run() {
        try (Session session = target.connect("check")) {
            session.lockTimeout(settings.target().lockTimeout());
            session.readOnly();
            List<FeedEntry> entries = settings.inboxes().stream()
                    .flatMap(inbox -> inbox.tables().stream())
                    .toList();
            boolean tracked = findings.passes("tracking", schema.toString(), () -> {
                Applier.requireLayout(session, schema, entries);
                return "layout of this version";
            });
            if (tracked) {
                Applier.tellRights(session, schema, findings);
                settings.inboxes().forEach(inbox -> inbox(session, inbox));
            } else {
                untracked();
            }
        }
    }

    private void untracked() {
        skip("rights", schema.toString());
        for (Inbox inbox : settings.inboxes()) {
            new FolderCheck(findings).inbox(inbox.from());
            skip("table", inbox.name().toString());
        }
    }

    private void inbox(Session session, Inbox inbox) {
        String name = inbox.name().toString();
        findings.during("run", name, () -> {
            Optional<Failure> other = RunLock.holder(session, schema, Importer.job(inbox));
            other.ifPresentOrElse(
                    busy -> findings.warn("run", name, busy),
                    () -> findings.ok("run", name, "no other import of it is running"));
        });
        new FolderCheck(findings).inbox(inbox.from());
        Applier.tellRolesAfter(session, inbox.feed(), findings);
        try {
            Feed.requireTables(
                    inbox.name(),
                    inbox.feed().list(),
                    new Identifier(settings.target().endpoint().user()));
            InboxTarget tables = InboxTarget.open(session, schema, feeds, inbox.feed(), Journal.silent());
            tables.bundles().pulse().ifPresent(pulse -> tell(name, pulse));
            bundles(session, inbox, tables);
            tables(tables, inbox.tables());
            new Passing(tables.applier(), tables.bundles())
                    .alarm()
                    .ifPresent(alarm -> findings.fail("bundles", name, alarm));
        } catch (Failure failure) {
            findings.fail("bundles", name, failure);
            skip("table", name);
        }
    }

    private void tell(String inbox, Pulse pulse) {
        String next = pulse.due().map(due -> ", next bundle due by " + due).orElse("");
        pulse.alarm(inbox)
                .ifPresentOrElse(
                        alarm -> findings.warn("data", inbox, alarm),
                        () -> findings.ok("data", inbox, "true at the source at " + pulse.trueAt() + next));
    }

    private void bundles(Session session, Inbox inbox, InboxTarget tables) {
        String name = inbox.name().toString();
        Depot depot = Depots.at(inbox.from(), Journal.silent());
        findings.during("bundles", name, () -> {
            List<BundleName> waiting =
                    depot.list().stream().map(StoredBundle::name).toList();
            new Forecast(session, tables, new Verification(depot, inbox.limits(), Journal.silent()))
                    .of(waiting)
                    .forEach(this::bundle);
            depot.strays().forEach(stray -> findings.warn("bundle", stray.file(), stray(depot, stray)));
            findings.ok("bundles", name, waiting.size() + " wait");
        });
    }

    private void bundle(Result result) {
        String name = result.bundle().toString();
        if (result instanceof Result.Refused refused) {
            findings.fail("bundle", name, refused.failure());
        } else {
            findings.ok("bundle", name, result instanceof Result.Applied ? "to be applied" : "applied already");
        }
    }

    private static Failure stray(Depot depot, Stray stray) {
        return new Failure(Family.DEPOT, stray.file() + ": " + stray.why())
                .hint("See what it is with: ls -l " + Shell.word(depot + "/" + stray.file()));
    }

    private void tables(InboxTarget tables, List<FeedEntry> entries) {
        Map<FeedEntry, Failure> wrong = new HashMap<>(tables.lost().troubles(entries));
        wrong.putAll(tables.applier().unwritable(entries));
        for (FeedEntry entry : entries) {
            String name = entry.into().toString();
            Optional.ofNullable(wrong.get(entry))
                    .ifPresentOrElse(
                            trouble -> findings.fail("table", name, trouble),
                            () -> findings.ok("table", name, "can be written, and is as the inbox left it"));
        }
    }
}
