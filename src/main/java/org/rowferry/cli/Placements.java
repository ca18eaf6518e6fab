package org.rowferry.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.FanIn;
import org.rowferry.apply.Feed;
import org.rowferry.apply.FeedEntry;
import org.rowferry.ddl.Placement;
import org.rowferry.ddl.TargetPlan;
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

    private Placement placement(FeedEntry entry) {
        FanIn.Constants constants = new FanIn(feeds).constants(entry.into());
        return new Placement(entry.into(), entry.rename(), constants.types(), constants.setByAll());
    }
}
