package org.rowferry.importer;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.Apart;
import org.rowferry.apply.Applier;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.Loss;
import org.rowferry.apply.Standing;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.TableName;

/** Refuses tables of an inbox that are not as it left them, and words how all of them come back. */
final class LostTables {
    private static final String LOST = "; changes on top of that would make a table that the source never had";

    private final Session session;
    private final Applier applier;
    private final Feed feed;
    private final TrackingSql sql;

    LostTables(Session session, Applier applier, Feed feed, TrackingSql sql) {
        this.session = session;
        this.applier = applier;
        this.feed = feed;
        this.sql = sql;
    }

    /** Returns whether a failure is about the target's own tables, whatever bundles come before. */
    static boolean isCauseOf(Failure failure) {
        return String.valueOf(failure.getMessage()).endsWith(LOST);
    }

    /** Returns why tables would take no changes: they are not as the inbox left them, or cannot be looked at. */
    Map<FeedEntry, Failure> troubles(Collection<FeedEntry> entries) {
        return Apart.failures(
                session,
                entries,
                some -> session.transaction("begin isolation level read committed, read only", () -> lost(some)));
    }

    private Map<FeedEntry, Failure> lost(Collection<FeedEntry> entries) {
        Map<TableName, Standing> standings = applier.standings();
        Map<TableName, Loss> losses = present(entries, standings);
        Map<FeedEntry, Failure> lost = new LinkedHashMap<>();
        for (FeedEntry entry : entries) {
            Optional.ofNullable(losses.get(entry.table()))
                    .ifPresent(loss -> lost.put(entry, failure(Map.of(entry.table(), loss), standings)));
        }
        return lost;
    }

    /**
     * Refuses to go on where tables of the inbox are not as it left them, or cannot be looked at.
     *
     * @param known tables that need not be looked at
     * @throws Failure of the family GAP that names all of them
     */
    void requireOthersThan(Set<TableName> known) {
        List<FeedEntry> others = feed.tables().stream()
                .filter(entry -> !known.contains(entry.table()))
                .toList();
        if (!others.isEmpty()) {
            require(others);
        }
    }

    private void require(List<FeedEntry> entries) {
        Map<TableName, Standing> standings = applier.standings();
        refuse(present(entries, standings), standings);
    }

    /** Returns what was lost of the tables that stand somewhere; refuses those that are missing. */
    private Map<TableName, Loss> present(Collection<FeedEntry> entries, Map<TableName, Standing> standings) {
        applier.requirePresent(entries.stream()
                .filter(entry -> standings.containsKey(entry.table()))
                .toList());
        return applier.losses(entries, standings);
    }

    /** Refuses tables that were lost, where there are any. */
    void refuse(Map<TableName, Loss> losses, Map<TableName, Standing> standings) {
        if (!losses.isEmpty()) {
            throw failure(losses, standings);
        }
    }

    /**
     * The bundle that helps must reach over those that are refused meanwhile, so it begins where the target is. One table
     * with other rows than the tracking says shows that it is not of the same dump, whatever the others look like.
     */
    Failure failure(Map<TableName, Loss> losses, Map<TableName, Standing> standings) {
        Standing last = standings.entrySet().stream()
                .filter(standing -> feed.names().contains(standing.getKey()))
                .map(Map.Entry::getValue)
                .min(Comparator.comparing(standing -> standing.point().position()))
                .orElseThrow();
        String tables =
                losses.keySet().stream().sorted().map(TableName::argument).collect(Collectors.joining(" "));
        Failure failure = new Failure(
                        Family.GAP,
                        losses.values().stream().map(Loss::toString).sorted().collect(Collectors.joining("; ")) + LOST)
                .hint(
                        "Have the source ship all rows: ",
                        Invocation.ofExporter(
                                "export",
                                "--target " + last.stream() + " --since "
                                        + last.point().position() + " --full " + tables));
        return losses.values().stream().allMatch(Loss::restored)
                ? failure.hint(
                        "If rows and tracking came out of one dump, and nothing was changed since, keep the rows."
                                + " Run on the target: " + sql.adopt(losses.keySet()))
                : failure;
    }
}
