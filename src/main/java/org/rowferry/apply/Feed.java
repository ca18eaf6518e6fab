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
    private final AfterImport after;
    private final Map<TableName, FeedEntry> bySource = new HashMap<>();
    private final Map<TableName, FeedEntry> byTarget = new HashMap<>();

    /**
     * Makes one; of two entries with one name the first counts.
     *
     * @param name the name that its tracking goes by
     */
    public Feed(StreamName name, List<FeedEntry> tables) {
        this(name, tables, AfterImport.NOTHING);
    }

    /** Makes one after whose rows the operator wants something done. */
    public Feed(StreamName name, List<FeedEntry> tables, AfterImport after) {
        this.name = name;
        this.tables = List.copyOf(tables);
        this.after = after;
        for (FeedEntry entry : tables) {
            bySource.putIfAbsent(entry.table(), entry);
            byTarget.putIfAbsent(entry.into(), entry);
        }
    }

    /** Returns the name that its tracking goes by. */
    public StreamName name() {
        return name;
    }

    /** Returns the operator's wishes for the time when its rows were written. */
    AfterImport after() {
        return after;
    }

    /** Returns the entries in their order. */
    public List<FeedEntry> tables() {
        return tables;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Feed that
                && name.equals(that.name)
                && tables.equals(that.tables)
                && after.equals(that.after);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, tables, after);
    }

    @Override
    public String toString() {
        return "Feed[name=" + name + ", tables=" + tables + ", after=" + after + "]";
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
