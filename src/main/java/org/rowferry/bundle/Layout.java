package org.rowferry.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.rowferry.schema.Content;
import org.rowferry.schema.TableName;

/**
 * Decides which members may come, and when. A name is never taken apart into a path: it is compared with the names that
 * the manifest makes possible at this place, and every other is refused.
 */
final class Layout {
    private final Damage damage;
    private final Map<String, Place> possible = new HashMap<>();
    private final Map<TableName, Place> more = new HashMap<>();
    private final TreeSet<String> needed = new TreeSet<>();

    Layout(Manifest manifest, Damage damage) {
        this.damage = damage;
        for (TableContent shipped : manifest.tables()) {
            allow(Place.columns(shipped));
            if (!needed.add(Place.first(shipped, Content.ROWS).member())) {
                throw damage.that("has a manifest with two tables in one folder");
            }
        }
    }

    /** Lists the contents that a manifest announces, in the order of counts.csv. */
    static List<Series> announced(Manifest manifest) {
        List<Series> all = new ArrayList<>();
        for (TableContent shipped : manifest.tables()) {
            for (Content content : shipped.contents()) {
                all.add(Series.of(shipped.table().name(), content));
            }
        }
        return all;
    }

    /** Takes the next member's name and returns what it holds. */
    Place place(String member) {
        Place place = possible.remove(member);
        if (place == null) {
            throw damage.that("holds member " + Damage.show(member) + ", which its manifest does not allow there");
        }
        needed.remove(member);
        allowWhatFollows(place);
        return place;
    }

    private void allowWhatFollows(Place place) {
        TableContent shipped = place.shipped();
        List<Content> contents = shipped.contents();
        Optional<Content> content = place.series().map(Series::content);
        int next = content.map(contents::indexOf).orElse(-1) + 1;
        // A member of the next content ends the content before it.
        Optional.ofNullable(more.remove(shipped.table().name())).ifPresent(before -> possible.remove(before.member()));
        if (content.isPresent()) {
            allow(place.next());
            more.put(shipped.table().name(), place.next());
        }
        if (next < contents.size()) {
            allow(Place.first(shipped, contents.get(next)));
        }
    }

    private void allow(Place place) {
        possible.put(place.member(), place);
    }

    /** Refuses a bundle whose data end before every table's rows have come, or at least their empty member. */
    void complete() {
        if (!needed.isEmpty()) {
            throw damage.that("lacks member " + needed.first());
        }
    }
}
