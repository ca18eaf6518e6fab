package org.rowferry.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.rowferry.schema.TableName;

/** Reads a list of tables: of a target, of an inbox or of a link. */
public final class TableList {
    private TableList() {}

    /**
     * Returns the entries of a list; notes a problem where it has none, or names a table twice.
     *
     * @param entry reads one of them; nothing, after a problem was noted, where it is none
     * @param table the table that an entry names
     */
    public static <T> List<T> read(
            Section section, String key, Function<Section, Optional<T>> entry, Function<T, TableName> table) {
        List<T> entries = section.entries(key, "table").stream()
                .flatMap(each -> entry.apply(each).stream())
                .toList();
        Set<TableName> seen = new HashSet<>();
        entries.stream()
                .map(table)
                .filter(name -> !seen.add(name))
                .forEach(name -> section.problem(key, name + " is named twice"));
        if (section.isEmpty(key)) {
            section.problem(key, "names no table");
        }
        return entries;
    }
}
