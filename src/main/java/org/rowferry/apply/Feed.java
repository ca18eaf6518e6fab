package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/**
 * One source of rows, and the target's tables that it writes.
 *
 * @param name the name that its tracking goes by
 */
public record Feed(StreamName name, List<FeedEntry> tables) {
    public Feed {
        tables = List.copyOf(tables);
    }

    /** Returns the tables by the source's names. */
    public Set<TableName> names() {
        return tables.stream().map(FeedEntry::table).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the entry of a table, by the source's name. */
    public Optional<FeedEntry> entry(TableName table) {
        return tables.stream().filter(entry -> entry.table().equals(table)).findFirst();
    }

    /** Returns the entry that writes a table of the target. */
    Optional<FeedEntry> writing(TableName into) {
        return tables.stream().filter(entry -> entry.into().equals(into)).findFirst();
    }
}
