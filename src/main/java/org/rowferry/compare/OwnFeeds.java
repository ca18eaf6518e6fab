package org.rowferry.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowferry.apply.Feed;
import org.rowferry.apply.Standing;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.TableName;

/** Tells which of several feeds a source brings, by the incarnation at which their tables stand. */
record OwnFeeds(Optional<Incarnation> incarnation) {
    /** Returns the only feed, or those that the source brings. */
    List<Feed> among(Map<Feed, Map<TableName, Standing>> standings) {
        List<Feed> feeds = standings.keySet().stream()
                .sorted(Comparator.comparing(feed -> feed.name().name()))
                .toList();
        if (feeds.size() <= 1) {
            return feeds;
        }
        List<Feed> own = feeds.stream()
                .filter(feed ->
                        standings.getOrDefault(feed, Map.of()).values().stream().anyMatch(this::isOfTheSource))
                .toList();
        if (own.isEmpty()) {
            List<String> names = feeds.stream().map(feed -> feed.name().name()).toList();
            throw new Failure(
                            Family.USAGE,
                            "nothing shows which of the inboxes " + String.join(", ", names) + " this source brings")
                    .hint("Name it: --inbox " + names.get(0));
        }
        return own;
    }

    private boolean isOfTheSource(Standing standing) {
        return incarnation
                .filter(own -> own.id().equals(standing.incarnation()) || own.descendsFrom(standing.incarnation()))
                .isPresent();
    }
}
