package org.rowferry.apply;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.apply.FeedEntry.OnNewColumn;
import org.rowferry.apply.FeedEntry.TriggerFiring;
import org.rowferry.config.Section;
import org.rowferry.config.TableList;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads an inbox's list of tables, and what any other list says of a table of the target. */
public final class EntrySettings {
    /** The keys of an entry that make no sense for all tables of a schema. */
    public static final Set<String> OF_ONE_TABLE = Set.of("into", "rename", "keep");

    private static final String KEY = "tables";

    private EntrySettings() {}

    /**
     * Reads the tables of an inbox.
     *
     * @param asOwner the value for all inboxes
     */
    public static TableList<FeedEntry> read(Section inbox, Optional<Boolean> asOwner) {
        Optional<Boolean> ofAll = asOwner(inbox).or(() -> asOwner);
        return read(
                inbox,
                OF_ONE_TABLE,
                section -> {
                    Function<TableName, Optional<FeedEntry>> entry = read(section);
                    return table -> entry.apply(table).map(made -> made.asOwner(ofAll));
                },
                entry -> entry,
                ", where an inbox feeds a table once; an inbox of its own may feed it, too");
    }

    /**
     * Reads the tables of an inbox or a link; notes a problem where it names none, or one of them twice, on either side.
     *
     * @param ofOneTable the keys of an entry that make no sense for all tables of a schema
     * @param reading reads one entry of the list but for its table
     * @param entry how it gets into the target
     * @param advice follows the problem of two entries that go into one table
     */
    public static <T> TableList<T> read(
            Section feed,
            Set<String> ofOneTable,
            Function<Section, Function<TableName, Optional<T>>> reading,
            Function<T, FeedEntry> entry,
            String advice) {
        TableList<T> read = TableList.read(feed, KEY, ofOneTable, reading);
        Set<TableName> tables = new HashSet<>();
        Set<TableName> intos = new HashSet<>();
        read.named().entries().stream()
                .map(entry)
                .filter(each -> tables.add(each.table()) && !intos.add(each.into()))
                .forEach(each -> feed.problem(KEY, "two tables go into " + each.into() + advice));
        return read;
    }

    /** Reads one entry but for its table; what makes it returns nothing, after a problem was noted, where it is none. */
    public static Function<TableName, Optional<FeedEntry>> read(Section section) {
        if (section.holdsOnly("table")) {
            return table -> Optional.of(FeedEntry.of(table));
        }
        Optional<TableName> into = section.value("into", TableName::parse);
        Map<Identifier, Identifier> rename = new LinkedHashMap<>();
        names(section, "rename", (from, to) -> rename.put(from, Identifier.parse(to)));
        Map<Identifier, String> set = new LinkedHashMap<>();
        names(section, "set", set::put);
        Apply apply = section.choice("apply", Apply.class, Apply.AUTO);
        OnNewColumn onNewColumn = section.choice("on-new-column", OnNewColumn.class, OnNewColumn.STOP);
        Optional<TriggerFiring> triggers = section.text("triggers")
                .map(text -> section.choice("triggers", TriggerFiring.class, TriggerFiring.FIRE));
        Set<Identifier> keep = new HashSet<>();
        section.texts("keep").forEach(name -> named(section, "keep", () -> keep.add(Identifier.parse(name))));
        Optional<Boolean> asOwner = asOwner(section);
        return name -> {
            try {
                return Optional.of(new FeedEntry(
                        name, into.orElse(name), rename, set, apply, onNewColumn, triggers, keep, asOwner));
            } catch (IllegalArgumentException e) {
                section.problem("rename", String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        };
    }

    /** Reads whether tables are written with their owners' rights, where a section says so: of one, of some, or of all. */
    public static Optional<Boolean> asOwner(Section section) {
        return section.text("as-owner").map(text -> section.flag("as-owner", true));
    }

    private static void names(Section section, String key, BiConsumer<Identifier, String> named) {
        section.values(key)
                .forEach((name, text) -> named(section, key, () -> named.accept(Identifier.parse(name), text)));
    }

    private static void named(Section section, String key, Runnable parsing) {
        try {
            parsing.run();
        } catch (IllegalArgumentException e) {
            section.problem(key, String.valueOf(e.getMessage()));
        }
    }
}
