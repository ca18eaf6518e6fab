package org.rowferry.link;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.apply.FeedEntry;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Tells the key of a foreign table, which has no index: the one that the configuration says, or its target's. */
final class LinkKey {
    private final Catalog catalog;

    LinkKey(Session session) {
        this.catalog = new Catalog(session);
    }

    /** Returns a table's settings with the key in them; a table may have none. */
    static CaptureSettings complete(Session session, LinkTable table) {
        CaptureSettings told = table.capture();
        Optional<Key> key = told.key().or(() -> new LinkKey(session).ofTarget(table.entry()));
        return new CaptureSettings(key, told.selection(), told.method());
    }

    private Optional<Key> ofTarget(FeedEntry entry) {
        return catalog.find(entry.into()).flatMap(target -> of(entry, target));
    }

    /** Constants are of the target alone, and renamed columns go by the source's names. */
    static Optional<Key> of(FeedEntry entry, Relation target) {
        Map<Identifier, Identifier> sources =
                entry.rename().entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        return target.keys().stream()
                .findFirst()
                .map(KeyIndex::key)
                .map(key -> key.columns().stream()
                        .filter(column -> !entry.set().containsKey(column))
                        .map(column -> sources.getOrDefault(column, column))
                        .toList())
                .filter(columns -> !columns.isEmpty())
                .map(Key::new);
    }
}
