package org.rowferry.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Findings;
import org.rowferry.report.Invocation;
import org.rowferry.report.Journal;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Identifier;

/** Does what a sync does up to its first write, in READ ONLY transactions, and tells which steps would fail. */
public final class LinkCheck {
    private static final Invocation AGAIN = Invocation.ofImporter("check", "");

    private final Database target;
    private final LinkSettings settings;
    private final Findings findings;

    public LinkCheck(Database target, LinkSettings settings, Findings findings) {
        this.target = target;
        this.settings = settings;
        this.findings = findings;
    }

    /** Checks each link: its foreign tables, its source as far as it can be asked over the link, and its tables. */
    public void run() {
        for (Link link : settings.links()) {
            Findings ofLink = findings.knowing(known -> known.overLink(
                    link.sourceUrl(Surroundings.Side.OWNER), link.sourceSchema().name()));
            ofLink.during("link", link.name().toString(), () -> link(link, ofLink));
        }
    }

    /** Says that nothing of it is checked, since the server cannot be reached or cannot run a job. */
    public void skip() {
        settings.links().forEach(link -> findings.skip("link", link.name().toString(), AGAIN));
    }

    private void link(Link link, Findings ofLink) {
        try (Session session = target.connect("check")) {
            session.lockTimeout(settings.target().lockTimeout());
            session.readOnly();
            LinkTracking.requireLayout(session, settings.target().schema());
            Applier.tellRolesAfter(session, link.feed(), ofLink);
            Optional<List<PlannedTable>> planned = planned(session, link, ofLink);
            if (planned.isEmpty()) {
                ofLink.skip("table", link.name().toString(), AGAIN);
                return;
            }
            Applier applier =
                    new Applier(session, settings.target().schema(), settings.feeds(), link.feed(), Journal.silent());
            Map<FeedEntry, Failure> unwritable = applier.unwritable(
                    planned.get().stream().map(table -> table.table().entry()).toList());
            planned.get()
                    .forEach(table -> ofLink.during("table", into(table), () -> {
                        refuse(Optional.ofNullable(unwritable.get(table.table().entry())));
                        read(session, link, table);
                        ofLink.ok("table", into(table), "can be read and written");
                    }));
        }
    }

    private Optional<List<PlannedTable>> planned(Session session, Link link, Findings ofLink) {
        try {
            Feed.requireTables(
                    link.name(),
                    link.list(),
                    new Identifier(settings.target().endpoint().user()));
            new PlainTables(session, settings.target().schema(), link).require();
            List<PlannedTable> planned = new Planner(session, settings.target().schema(), link).plan();
            ofLink.ok("link", link.name().toString(), "its source answers, and has what its tables need");
            return Optional.of(planned);
        } catch (Failure failure) {
            ofLink.fail("link", link.name().toString(), named(link, failure));
            return Optional.empty();
        }
    }

    private static void refuse(Optional<Failure> problem) {
        problem.ifPresent(failure -> {
            throw failure;
        });
    }

    private static String into(PlannedTable table) {
        return table.table().entry().into().toString();
    }

    /** Reads one row, since only a query on the table shows whether the source lets the link's role read it. */
    private static void read(Session session, Link link, PlannedTable table) {
        try {
            session.transaction("begin isolation level read committed, read only", () -> {
                RemoteState.settle(session, link);
                return session.query(
                        table.rows("select * from " + table.source().base().name() + " limit 1"), row -> true);
            });
        } catch (Failure failure) {
            throw named(link, failure);
        }
    }

    private static Failure named(Link link, Failure failure) {
        return TimeLimit.named(link, SourceRights.named(link, failure));
    }
}
