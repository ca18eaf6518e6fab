package org.rowferry.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * Several feeds that write one table of the target. Each of them deletes, counts and compares its own rows alone, so a
 * column that each sets to another constant must tell their rows apart.
 */
public record FanIn(List<Feed> feeds) {
    public FanIn {
        feeds = List.copyOf(feeds);
    }

    /** A feed that would delete the rows that one before it writes to the same table. */
    public record Collision(Feed feed, Feed before, TableName into) {
        /** Words it, where {@code kind} is what the configuration calls the feed before. */
        public String fedBy(String kind) {
            return into + " is fed by the " + kind + " " + before.name()
                    + " already, and no column that both set has another constant for each: set: { source_id: 1 } in"
                    + " one, set: { source_id: 2 } in the other";
        }
    }

    /** Returns one for each table of each feed that would delete rows of a feed before it. */
    public List<Collision> collisions() {
        List<Collision> collisions = new ArrayList<>();
        for (int i = 0; i < feeds.size(); i++) {
            Feed feed = feeds.get(i);
            for (FeedEntry entry : feed.tables()) {
                feeds.subList(0, i).stream()
                        .filter(before -> !before.name().equals(feed.name()))
                        .filter(before -> before.writing(entry.into())
                                .filter(other -> telling(entry, other).isEmpty())
                                .isPresent())
                        .findFirst()
                        .ifPresent(before -> collisions.add(new Collision(feed, before, entry.into())));
            }
        }
        return collisions;
    }

    /** An entry of another feed that writes the same table. */
    record Other(StreamName feed, FeedEntry entry) {}

    /** Returns what other feeds write to a table of the target. */
    List<Other> others(StreamName feed, TableName into) {
        return feeds.stream()
                .filter(other -> !other.name().equals(feed))
                .flatMap(other -> other.writing(into).map(entry -> new Other(other.name(), entry)).stream())
                .toList();
    }

    /**
     * The columns of a table that entries set to constants.
     *
     * @param types those that their constants have by their looks, in the order in which the entries set the columns
     * @param setByAll the columns that every entry of the table sets; another one stands empty in the rows of some feeds,
     *     and can be no part of the key
     */
    public record Constants(Map<Identifier, String> types, Set<Identifier> setByAll) {
        public Constants {
            types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
            setByAll = Set.copyOf(setByAll);
        }
    }

    /** Returns the constants that the entries of all feeds write to a table of the target. */
    public Constants constants(TableName into) {
        List<Map<Identifier, String>> sets = feeds.stream()
                .flatMap(feed -> feed.tables().stream())
                .filter(entry -> entry.into().equals(into))
                .map(FeedEntry::set)
                .toList();
        Map<Identifier, String> types = new LinkedHashMap<>();
        sets.forEach(set -> set.keySet().forEach(column -> types.put(column, type(column, sets))));
        Set<Identifier> setByAll = types.keySet().stream()
                .filter(column -> sets.stream().allMatch(set -> set.containsKey(column)))
                .collect(Collectors.toUnmodifiableSet());
        return new Constants(types, setByAll);
    }

    private static String type(Identifier column, List<Map<Identifier, String>> sets) {
        Set<String> types = sets.stream()
                .flatMap(set -> Optional.ofNullable(set.get(column)).stream())
                .map(FeedEntry::typeOf)
                .collect(Collectors.toSet());
        return types.size() == 1 ? types.iterator().next() : "text";
    }

    /** Returns the columns that two entries set to constants with different texts. */
    static Set<Identifier> telling(FeedEntry one, FeedEntry other) {
        return one.set().entrySet().stream()
                .filter(constant -> Optional.ofNullable(other.set().get(constant.getKey()))
                        .filter(text -> !text.equals(constant.getValue()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
