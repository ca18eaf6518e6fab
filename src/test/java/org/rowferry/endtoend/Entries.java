package org.rowferry.endtoend;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.importer.ImporterSettings.Apply;
import org.rowferry.importer.ImporterSettings.Entry;
import org.rowferry.importer.ImporterSettings.OnNewColumn;
import org.rowferry.importer.ImporterSettings.Triggers;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Builds an importer's entry from one of a table that is written as it is. */
final class Entries {
    private Entries() {}

    static Entry into(Entry entry, TableName into) {
        return new Entry(
                entry.table(), into, entry.rename(), entry.set(), entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static Entry renaming(Entry entry, String column, String name) {
        Map<Identifier, Identifier> rename = new LinkedHashMap<>(entry.rename());
        rename.put(new Identifier(column), new Identifier(name));
        return new Entry(
                entry.table(), entry.into(), rename, entry.set(), entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static Entry setting(Entry entry, String column, String constant) {
        Map<Identifier, String> set = new LinkedHashMap<>(entry.set());
        set.put(new Identifier(column), constant);
        return new Entry(
                entry.table(), entry.into(), entry.rename(), set, entry.apply(), entry.onNewColumn(), entry.triggers());
    }

    static Entry applying(Entry entry, Apply apply) {
        return new Entry(
                entry.table(), entry.into(), entry.rename(), entry.set(), apply, entry.onNewColumn(), entry.triggers());
    }

    static Entry onNewColumn(Entry entry, OnNewColumn onNewColumn) {
        return new Entry(
                entry.table(), entry.into(), entry.rename(), entry.set(), entry.apply(), onNewColumn, entry.triggers());
    }

    static Entry keeping(Entry entry, Identifier... columns) {
        return new Entry(
                entry.table(),
                entry.into(),
                entry.rename(),
                entry.set(),
                entry.apply(),
                entry.onNewColumn(),
                entry.triggers(),
                Set.of(columns));
    }

    static Entry triggers(Entry entry, Triggers triggers) {
        return new Entry(
                entry.table(),
                entry.into(),
                entry.rename(),
                entry.set(),
                entry.apply(),
                entry.onNewColumn(),
                Optional.of(triggers));
    }
}
