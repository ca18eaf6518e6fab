package org.rowferry.apply;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** One source of rows, and the target's tables that it writes. */
public final class Feed {
    private final StreamName name;
    private final List<FeedEntry> tables;
    private final Map<TableName, FeedEntry> bySource = new HashMap<>();
    private final Map<TableName, FeedEntry> byTarget = new HashMap<>();

    /**
     * Makes one; of two entries with one name the first counts.
     *
     * @param name the name that its tracking goes by
     */
    public Feed(StreamName name, List<FeedEntry> tables) {
        this.name = name;
        this.tables = List.copyOf(tables);
        for (FeedEntry entry : tables) {
            bySource.putIfAbsent(entry.table(), entry);
            byTarget.putIfAbsent(entry.into(), entry);
        }
    }

    /** Returns the name that its tracking goes by. */
    public StreamName name() {
        return name;
    }

    /** Returns the entries in their order. */
    public List<FeedEntry> tables() {
        return tables;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Feed that && name.equals(that.name) && tables.equals(that.tables);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, tables);
    }

    @Override
    public String toString() {
        return "Feed[name=" + name + ", tables=" + tables + "]";
    }

    /** Returns the tables by the source's names. */
    public Set<TableName> names() {
        return Set.copyOf(bySource.keySet());
    }

    /** Returns the entry of a table, by the source's name. */
    public Optional<FeedEntry> entry(TableName table) {
        return Optional.ofNullable(bySource.get(table));
    }

    /** Returns the entry that writes a table of the target. */
    Optional<FeedEntry> writing(TableName into) {
        return Optional.ofNullable(byTarget.get(into));
    }
}
