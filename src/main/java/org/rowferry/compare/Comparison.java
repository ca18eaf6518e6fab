package org.rowferry.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Standing;
import org.rowferry.apply.TargetSettings;
import org.rowferry.capture.SourceIdentity;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.postgres.TableLocks.Mode;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.TableName;

/**
 * Compares tables of a target with those of a source, each side in one snapshot, in READ ONLY transactions.
 *
 * <p>The target's snapshot comes first. So the source's holds all that the target has, and what the source has captured since
 * the target's position is what waits.
 */
public final class Comparison {
    private static final String BEGIN = "begin isolation level repeatable read, read only";
    private static final String PURPOSE = "compare";

    private final Database source;
    private final Identifier sourceSchema;
    private final Database target;
    private final TargetSettings settings;
    private final Journal journal;

    /** @param sourceSchema Rowferry's own on the source */
    public Comparison(
            Database source, Identifier sourceSchema, Database target, TargetSettings settings, Journal journal) {
        this.source = source;
        this.sourceSchema = sourceSchema;
        this.target = target;
        this.settings = settings;
        this.journal = journal;
    }

    /**
     * Compares the tables of feeds, one after the other. Where several feeds are given, those are meant that the source brings.
     *
     * @param feeds the inboxes, with the tables that are wanted
     * @param shipping how the source ships each table
     * @throws Failure if neither side can be read, or no feed is the source's
     */
    public void run(List<Feed> feeds, Shipping shipping, CompareReport report) {
        try (Session there = open(target);
                Session here = open(source)) {
            Applier.requireLayout(
                    there,
                    settings.schema(),
                    feeds.stream().flatMap(feed -> feed.tables().stream()).toList());
            Optional<Incarnation> incarnation = incarnation(here);
            Map<Feed, Map<TableName, Standing>> known = standings(there, feeds);
            List<Feed> chosen = new OwnFeeds(incarnation).among(known);
            List<PlannedTable> planned = new ComparePlan(
                            here, sourceSchema, incarnation.isPresent(), shipping, report::failed)
                    .of(chosen, known);
            there.transaction(BEGIN, () -> {
                lockTargets(there, planned);
                Map<Feed, Map<TableName, Standing>> now = standings(there, chosen);
                return here.transaction(BEGIN, () -> {
                    compare(here, there, planned, now, incarnation, report);
                    return true;
                });
            });
        }
    }

    private Session open(Database database) {
        Session session = database.connect(PURPOSE);
        session.lockTimeout(lockTimeout());
        session.readOnly();
        return session;
    }

    private Duration lockTimeout() {
        return settings.lockTimeout();
    }

    /** A role without rights on Rowferry's schema, or a source without it, can still be compared. */
    private Optional<Incarnation> incarnation(Session session) {
        return session.transaction("begin isolation level read committed, read only", () -> {
            try {
                return Optional.of(session.savepoint(() -> new SourceIdentity(session, sourceSchema).require()));
            } catch (Failure failure) {
                if (failure.family() != Family.SOURCE || !session.isUsable()) {
                    throw failure;
                }
                return Optional.empty();
            }
        });
    }

    private Map<Feed, Map<TableName, Standing>> standings(Session session, List<Feed> feeds) {
        Map<Feed, Map<TableName, Standing>> standings = new HashMap<>();
        feeds.forEach(
                feed -> standings.put(feed, new Applier(session, settings.schema(), feeds, feed, journal).standings()));
        return standings;
    }

    /** A table that is missing is told of by itself. */
    private static void lockTargets(Session session, List<PlannedTable> planned) {
        List<TableName> names =
                planned.stream().map(table -> table.entry().into()).distinct().toList();
        new TableLocks(session)
                .take(
                        new Catalog(session)
                                .find(names).keySet().stream().sorted().toList(),
                        Mode.ACCESS_SHARE);
    }

    private void compare(
            Session here,
            Session there,
            List<PlannedTable> planned,
            Map<Feed, Map<TableName, Standing>> standings,
            Optional<Incarnation> incarnation,
            CompareReport report) {
        List<TableName> locked = planned.stream()
                .flatMap(table -> table.locked().stream())
                .distinct()
                .sorted()
                .toList();
        new TableLocks(here).take(locked, Mode.ACCESS_SHARE);
        for (PlannedTable table : planned) {
            Optional<Standing> standing = standings.entrySet().stream()
                    .filter(feed -> feed.getKey().name().equals(table.feed()))
                    .flatMap(feed -> Optional.ofNullable(
                            feed.getValue().get(table.entry().table()))
                            .stream())
                    .findFirst();
            TableComparison comparison = new TableComparison(here, there, table, standing, incarnation);
            apart(here, there, table.entry(), report, () -> comparison.run(report));
        }
    }

    /** Does the work on one table so that its failure leaves both transactions to the others. */
    private static void apart(
            Session here, Session there, FeedEntry entry, CompareReport report, Supplier<ComparedTable> work) {
        List<ComparedTable> done = new ArrayList<>();
        try {
            here.savepoint(() -> there.savepoint(() -> done.add(work.get())));
        } catch (Failure failure) {
            if (!here.isUsable() || !there.isUsable()) {
                throw failure;
            }
            report.failed(entry.table(), failure);
            return;
        }
        done.forEach(report::table);
    }
}
