package org.rowferry.apply;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.config.SchemaPattern;
import org.rowferry.config.TableList;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;

/** One source of rows, and the target's tables that it writes. */
public final class Feed {
    private final StreamName name;
    private final TableList<FeedEntry> list;
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
        this(name, TableList.of(tables, FeedEntry::table), after);
    }

    /**
     * Makes one of a list whose patterns may not be resolved yet.
     *
     * @param name the name that its tracking goes by
     */
    public Feed(StreamName name, TableList<FeedEntry> list, AfterImport after) {
        this.name = name;
        this.list = list;
        this.after = after;
        for (FeedEntry entry : list.isResolved() ? list.entries() : List.<FeedEntry>of()) {
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

    /** Returns the entries in their order, once the patterns of its list are resolved. */
    public List<FeedEntry> tables() {
        return list.entries();
    }

    /** Returns the list as the configuration has it. */
    public TableList<FeedEntry> list() {
        return list;
    }

    /** Returns the feed of the tables that the configuration names. */
    public Feed named() {
        return new Feed(name, list.named(), after);
    }

    /** Returns the feed with the tables that its patterns take, of those that the target has and may write. */
    public Feed resolved(Collection<TableName> tables) {
        return new Feed(name, list.resolved(tables, entry -> true), after);
    }

    /**
     * Refuses a table that comes, if a pattern would take it and the target lacks it: a file must not choose which tables it
     * writes, so the target's owner makes one.
     *
     * @param importer the role that imports
     */
    public void refuseMissing(TableName table, Identifier importer) {
        list.pattern(table).ifPresent(pattern -> {
            Failure failure = new Failure(
                    Family.CONFIGURATION,
                    "the bundle holds " + table + ", and the target has no such table that " + importer
                            + " may write, so " + pattern + " does not take it");
            throw TargetScript.hinted(failure, list.entry(table).stream().toList(), importer)
                    .hint("Or name it under except: of the target on the source, in ", Mention.EXPORTER_FILE, ".");
        });
    }

    /**
     * Refuses to go on where the patterns of a feed take no table.
     *
     * @param importer the role that imports
     */
    public static void requireTables(StreamName name, TableList<?> list, Identifier importer) {
        if (list.entries().isEmpty()) {
            throw unmatched(name, list.patterns(), importer);
        }
    }

    /** Returns a failure for the patterns that take none of the tables that the target has and the role may write. */
    public static Optional<Failure> unmatched(
            StreamName name, TableList<?> list, Collection<TableName> tables, Identifier importer) {
        List<SchemaPattern> patterns = list.patterns().stream()
                .filter(pattern ->
                        tables.stream().noneMatch(table -> table.schema().equals(pattern.schema())))
                .toList();
        return patterns.isEmpty() ? Optional.empty() : Optional.of(unmatched(name, patterns, importer));
    }

    private static Failure unmatched(StreamName name, List<SchemaPattern> patterns, Identifier importer) {
        String words = patterns.stream().map(SchemaPattern::toString).collect(Collectors.joining(" and "));
        return TargetScript.hinted(
                new Failure(
                        Family.CONFIGURATION,
                        "the target has no table that " + words + " of " + name + " would take, and " + importer
                                + " may write"),
                List.of(),
                importer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Feed that
                && name.equals(that.name)
                && list.equals(that.list)
                && after.equals(that.after);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, list, after);
    }

    @Override
    public String toString() {
        return "Feed[name=" + name + ", tables=" + list + ", after=" + after + "]";
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
