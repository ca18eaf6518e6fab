package org.rowferry.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.rowferry.apply.Aftermath;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Claim;
import org.rowferry.apply.Feed;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;

/** Brings what links feed up to date, one link at a time. */
public final class Sync {
    /** The source gives up first, and can say so; a statement here that goes on for longer waits for nobody. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Database target;
    private final LinkSettings settings;
    private final Journal journal;

    public Sync(Database target, LinkSettings settings, Journal journal) {
        this.target = target;
        this.settings = settings;
        this.journal = journal;
    }

    /**
     * Reads a link's tables and refreshes its materialized views.
     *
     * @throws Failure of the family BUSY while another sync of the link runs; whatever it is, what was not reported is as
     *     it was
     */
    public void run(Link link, SyncRequest request, SyncReport report) {
        Feed.requireTables(
                link.name(),
                link.list(),
                new Identifier(settings.target().endpoint().user()));
        try {
            worked(link, request, report);
        } catch (Failure failure) {
            throw TimeLimit.named(link, SourceRights.named(link, failure));
        } catch (IllegalArgumentException e) {
            throw new Failure(
                            Family.SOURCE,
                            "the source of the link " + link.name() + " answers as no PostgreSQL does: "
                                    + e.getMessage())
                    .because(e)
                    .hint("Find out who runs this source before you take anything from it.");
        }
    }

    private void worked(Link link, SyncRequest request, SyncReport report) {
        Aftermath aftermath = new Aftermath(link.feed());
        aftermath.follow(
                () -> locked(link, aftermath, request, report),
                request.dryRun(),
                target,
                settings.target().lockTimeout(),
                journal);
    }

    private void locked(Link link, Aftermath aftermath, SyncRequest request, SyncReport report) {
        Identifier schema = settings.target().schema();
        try (Session session = connect(link)) {
            LinkTracking.requireLayout(session, schema);
            try (Claim claim = Claim.take(
                    target,
                    schema,
                    "sync " + link.name(),
                    "sync of link " + link.name(),
                    settings.target().lockTimeout())) {
                journal.step("locked");
                claim.requireSameServer(session);
                aftermath.makeUp(claim, request.dryRun(), journal);
                // Before anything is read: reading may evaluate it.
                new PlainTables(session, schema, link).require();
                tables(session, link, claim, aftermath, request, report);
                if (!request.dryRun()) {
                    views(session, link, report);
                }
                claim.release();
            }
        }
    }

    private Session connect(Link link) {
        Session session = target.connect("sync " + link.name());
        session.lockTimeout(settings.target().lockTimeout());
        link.statementTimeout().ifPresent(most -> session.statementTimeout(most.plus(GRACE)));
        return session;
    }

    private void tables(
            Session session, Link link, Claim claim, Aftermath aftermath, SyncRequest request, SyncReport report) {
        Identifier schema = settings.target().schema();
        Applier applier = new Applier(session, schema, settings.feeds(), link.feed(), journal);
        new SyncRun(session, schema, link, applier, claim, aftermath, journal)
                .run(request)
                .ifPresent(cut -> {
                    report.tables(cut.lines());
                    if (link.readsShadowTables() && !request.dryRun()) {
                        tell(link, cut);
                    }
                });
    }

    /** One that fails does not keep the others from being refreshed; the first failure is what is told. */
    private void views(Session session, Link link, SyncReport report) {
        ViewRefresh refresh = new ViewRefresh(session, settings.target().schema(), link);
        List<Failure> failures = new ArrayList<>();
        for (LinkTable table : link.tables(Mirror.VIEW)) {
            if (session.isUsable()) {
                try {
                    RemoteState.settle(session, link);
                    report.view(refresh.refresh(table));
                } catch (Failure failure) {
                    failures.add(failure);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /**
     * The rows are there already; a source that was not told keeps its captured changes for longer, and no more. Code of the
     * owners of what was read ran in the session that postgres_fdw has there; for another session here it opens a new one.
     */
    private void tell(Link link, SyncRun.SyncOutcome cut) {
        try (Session session = connect(link)) {
            new AppliedReport(session, link).tell(cut);
            journal.step("told");
        } catch (Failure failure) {
            journal.say("link " + link.name() + ": the source was not told what was applied, and keeps what it captured"
                    + " until a sync can tell it: " + failure.getMessage());
        }
    }
}
