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
final class MemberOrder {
    private final Damage damage;
    private final Map<String, MemberPurpose> possible = new HashMap<>();
    private final Map<TableName, MemberPurpose> more = new HashMap<>();
    private final TreeSet<String> needed = new TreeSet<>();

    MemberOrder(Manifest manifest, Damage damage) {
        this.damage = damage;
        for (TableContent shipped : manifest.tables()) {
            allow(MemberPurpose.columns(shipped));
            List<Content> contents = shipped.contents();
            if (!needed.add(MemberPurpose.first(shipped, contents.get(contents.size() - 1))
                    .member())) {
                throw damage.that("has a manifest with two tables in one folder");
            }
        }
    }

    /** Lists the contents that a manifest announces, in the order of counts.csv. */
    static List<ContentParts> announced(Manifest manifest) {
        List<ContentParts> all = new ArrayList<>();
        for (TableContent shipped : manifest.tables()) {
            for (Content content : shipped.contents()) {
                all.add(ContentParts.of(shipped.table().name(), content));
            }
        }
        return all;
    }

    /** Takes the next member's name and returns what it holds. */
    MemberPurpose place(String member) {
        MemberPurpose place = possible.remove(member);
        if (place == null) {
            throw damage.that("holds member " + Damage.show(member) + ", which its manifest does not allow there");
        }
        needed.remove(member);
        allowWhatFollows(place);
        return place;
    }

    private void allowWhatFollows(MemberPurpose place) {
        TableContent shipped = place.shipped();
        List<Content> contents = shipped.contents();
        Optional<Content> content = place.series().map(ContentParts::content);
        int next = content.map(contents::indexOf).orElse(-1) + 1;
        // A member of the next content ends the content before it.
        Optional.ofNullable(more.remove(shipped.table().name())).ifPresent(before -> possible.remove(before.member()));
        if (content.isPresent()) {
            allow(place.next());
            more.put(shipped.table().name(), place.next());
        }
        if (next < contents.size()) {
            allow(MemberPurpose.first(shipped, contents.get(next)));
        }
    }

    private void allow(MemberPurpose place) {
        possible.put(place.member(), place);
    }

    /** Refuses a bundle whose data end before every table's rows have come, or at least their empty member. */
    void complete() {
        if (!needed.isEmpty()) {
            throw damage.that("lacks member " + needed.first());
        }
    }
}
