package org.rowferry.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.apply.FeedEntry;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Builds an importer's entry from one of a table that is written as it is. */
final class Entries {
    private Entries() {}

    static FeedEntry into(FeedEntry entry, TableName into) {
        return new FeedEntry(
                entry.table(), into, entry.rename(), entry.set(), entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static FeedEntry renaming(FeedEntry entry, String column, String name) {
        Map<Identifier, Identifier> rename = new LinkedHashMap<>(entry.rename());
        rename.put(new Identifier(column), new Identifier(name));
        return new FeedEntry(
                entry.table(), entry.into(), rename, entry.set(), entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static FeedEntry setting(FeedEntry entry, String column, String constant) {
        Map<Identifier, String> set = new LinkedHashMap<>(entry.set());
        set.put(new Identifier(column), constant);
        return new FeedEntry(
                entry.table(), entry.into(), entry.rename(), set, entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static FeedEntry applying(FeedEntry entry, Apply apply) {
        return new FeedEntry(
                entry.table(), entry.into(), entry.rename(), entry.set(), apply, entry.onNewColumn(), entry.triggers());
    }

    static FeedEntry onNewColumn(FeedEntry entry, OnNewColumn onNewColumn) {
        return new FeedEntry(
                entry.table(), entry.into(), entry.rename(), entry.set(), entry.apply(), onNewColumn, entry.triggers());
    }

    static FeedEntry keeping(FeedEntry entry, Identifier... columns) {
        return new FeedEntry(
                entry.table(),
                entry.into(),
                entry.rename(),
                entry.set(),
                entry.apply(),
                entry.onNewColumn(),
                entry.triggers(),
                Set.of(columns),
                entry.asOwner());
    }

    static FeedEntry triggers(FeedEntry entry, TriggerFiring triggers) {
        return new FeedEntry(
                entry.table(),
                entry.into(),
                entry.rename(),
                entry.set(),
                entry.apply(),
                entry.onNewColumn(),
                Optional.of(triggers));
    }
}
