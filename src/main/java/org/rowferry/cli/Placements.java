package org.rowferry.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.ddl.Placement;
import org.rowferry.ddl.TargetPlan;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * Plans a target's tables as the entries of the importer's configuration have them.
 *
 * @param feeds the inboxes and the links
 */
record Placements(List<Feed> feeds) {
    Placements {
        feeds = List.copyOf(feeds);
    }

    /** Returns the tables as the inboxes that name them have them; a table that none names is as it is on the source. */
    TargetPlan of(TargetPlan plan) {
        List<TableName> tables =
                plan.tables().stream().map(target -> target.table().name()).toList();
        return feeds.stream()
                .filter(inbox -> tables.stream().anyMatch(inbox.names()::contains))
                .map(inbox -> plan.placed(placements(inbox, tables)))
                .reduce(TargetPlan::and)
                .orElse(plan);
    }

    private Map<TableName, Placement> placements(Feed feed, List<TableName> tables) {
        Map<TableName, Placement> placements = new LinkedHashMap<>();
        for (TableName table : tables) {
            Optional<Placement> placement = feed.entry(table).map(this::placement);
            if (placement.isPresent() || !isNamed(table)) {
                placements.put(table, placement.orElseGet(() -> Placement.asItIs(table)));
            }
        }
        return placements;
    }

    private boolean isNamed(TableName table) {
        return feeds.stream().anyMatch(inbox -> inbox.names().contains(table));
    }

    /** A column that not all inboxes set stands empty in the rows of the others, and can be no part of the key. */
    private Placement placement(FeedEntry entry) {
        List<FeedEntry> feeding = feeds.stream()
                .flatMap(inbox -> inbox.tables().stream())
                .filter(other -> other.into().equals(entry.into()))
                .toList();
        Map<Identifier, String> constants = new LinkedHashMap<>();
        feeding.forEach(other -> other.set().keySet().forEach(column -> constants.put(column, type(column, feeding))));
        Set<Identifier> telling = constants.keySet().stream()
                .filter(column -> feeding.stream().allMatch(other -> other.set().containsKey(column)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Placement(entry.into(), entry.rename(), constants, telling);
    }

    private static String type(Identifier column, List<FeedEntry> feeding) {
        Set<String> types = feeding.stream()
                .flatMap(entry -> Optional.ofNullable(entry.set().get(column)).stream())
                .map(FeedEntry::typeOf)
                .collect(Collectors.toSet());
        return types.size() == 1 ? types.iterator().next() : "text";
    }
}
