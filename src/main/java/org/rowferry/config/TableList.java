package org.rowferry.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.rowferry.config.Listed.Matching;
import org.rowferry.config.Listed.Named;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The tables of a target, of an inbox or of a link: some by their names, others by a pattern such as {@code public.*}. A
 * pattern is resolved before a run, against the database that has the tables; until then the list has no entries to give.
 */
public final class TableList<T> {
    private static final String EXCEPT = "except";

    private final List<Listed<T>> listed;
    private final Set<TableName> except;
    private final List<T> entries;
    private final boolean resolved;

    /** The entries of the tables that are named. */
    private final Map<TableName, T> named;

    private TableList(List<Listed<T>> listed, Set<TableName> except, List<T> entries, boolean resolved) {
        this.listed = List.copyOf(listed);
        this.except = Set.copyOf(except);
        this.entries = List.copyOf(entries);
        this.resolved = resolved;
        this.named = byName(listed);
    }

    private TableList(List<Listed<T>> listed, Set<TableName> except) {
        this(listed, except, named(listed), listed.stream().allMatch(Named.class::isInstance));
    }

    private static <T> Map<TableName, T> byName(List<Listed<T>> listed) {
        Map<TableName, T> named = new HashMap<>();
        for (Listed<T> line : listed) {
            if (line instanceof Named<T> one) {
                named.putIfAbsent(one.table(), one.entry());
            }
        }
        return named;
    }

    /** Returns a list without patterns; {@code table} is the table that an entry names. */
    public static <T> TableList<T> of(List<T> entries, Function<T, TableName> table) {
        return new TableList<>(
                entries.stream()
                        .<Listed<T>>map(entry -> new Named<>(table.apply(entry), entry))
                        .toList(),
                Set.of());
    }

    /**
     * Reads a list; notes a problem where it has no entry, or names a table twice.
     *
     * @param ofOneTable the keys of an entry that make no sense for all tables of a schema
     * @param reading reads an entry but for its table; what it returns makes the entry of a table, or nothing, after a
     *     problem was noted
     */
    public static <T> TableList<T> read(
            Section section,
            String key,
            Set<String> ofOneTable,
            Function<Section, Function<TableName, Optional<T>>> reading) {
        List<Listed<T>> listed = section.entries(key, "table").stream()
                .flatMap(entry -> listed(entry, ofOneTable, reading).stream())
                .toList();
        Set<String> seen = new HashSet<>();
        listed.stream()
                .map(TableList::name)
                .filter(name -> !seen.add(name))
                .forEach(name -> section.problem(key, name + " is named twice"));
        if (section.isEmpty(key)) {
            section.problem(key, "names no table");
        }
        TableList<T> list = new TableList<>(listed, except(section));
        list.refuseUselessExceptions(section, key);
        return list;
    }

    private static <T> Optional<Listed<T>> listed(
            Section entry, Set<String> ofOneTable, Function<Section, Function<TableName, Optional<T>>> reading) {
        entry.required("table");
        if (entry.text("table").filter(SchemaPattern::isOne).isEmpty()) {
            Optional<TableName> name = entry.value("table", TableName::parse);
            Function<TableName, Optional<T>> making = reading.apply(entry);
            return name.flatMap(table -> making.apply(table).map(made -> new Named<>(table, made)));
        }
        Optional<SchemaPattern> pattern = entry.value("table", SchemaPattern::parse);
        Function<TableName, Optional<T>> making = reading.apply(entry);
        pattern.ifPresent(all -> ofOneTable.stream()
                .sorted()
                .filter(key -> !entry.isEmpty(key))
                .forEach(key -> entry.problem(
                        key, "is for one table, and " + all + " takes many; write an entry for that table too")));
        return pattern.map(all -> new Matching<>(all, making));
    }

    private static Set<TableName> except(Section section) {
        Set<TableName> except = new TreeSet<>();
        for (String name : section.texts(EXCEPT)) {
            try {
                except.add(TableName.parse(name));
            } catch (IllegalArgumentException e) {
                section.problem(EXCEPT, String.valueOf(e.getMessage()));
            }
        }
        return except;
    }

    private void refuseUselessExceptions(Section section, String key) {
        Set<Identifier> schemas = new HashSet<>(schemas());
        new TreeSet<>(except).forEach(table -> {
            if (named.containsKey(table)) {
                section.problem(EXCEPT, table + " is named under '" + key + "' too");
            } else if (!schemas.contains(table.schema())) {
                section.problem(
                        EXCEPT,
                        table + " is taken by no pattern; '" + key + "' has no " + new SchemaPattern(table.schema()));
            }
        });
    }

    private static String name(Listed<?> line) {
        return line instanceof Named<?> named
                ? named.table().toString()
                : ((Matching<?>) line).pattern().toString();
    }

    private static <T> List<T> named(List<Listed<T>> listed) {
        return listed.stream()
                .flatMap(line -> line instanceof Named<T> named
                        ? Optional.of(named.entry()).stream()
                        : Optional.<T>empty().stream())
                .toList();
    }

    /**
     * Returns the entries in their order, those of a pattern by the names of their tables.
     *
     * @throws IllegalStateException if the list has a pattern that is not resolved
     */
    public List<T> entries() {
        if (!resolved) {
            throw new IllegalStateException("not resolved: " + this);
        }
        return entries;
    }

    /** Returns whether the entries are known: there is no pattern, or each was resolved. */
    public boolean isResolved() {
        return resolved;
    }

    /** Returns the list without its patterns. */
    public TableList<T> named() {
        return new TableList<>(listed.stream().filter(Named.class::isInstance).toList(), Set.of());
    }

    /** Returns the patterns in their order. */
    public List<SchemaPattern> patterns() {
        List<SchemaPattern> patterns = new ArrayList<>();
        listed.forEach(line -> {
            if (line instanceof Matching<T> matching) {
                patterns.add(matching.pattern());
            }
        });
        return patterns;
    }

    /** Returns the schemas of the patterns. */
    public List<Identifier> schemas() {
        return patterns().stream().map(SchemaPattern::schema).toList();
    }

    /** Returns the pattern that takes a table if the database has it: there is none for one that is named or excepted. */
    public Optional<SchemaPattern> pattern(TableName table) {
        return matching(table).map(Matching::pattern);
    }

    /** Returns the entry of a table that the list names, or that one of its patterns would take. */
    public Optional<T> entry(TableName table) {
        return Optional.ofNullable(named.get(table))
                .or(() -> matching(table).flatMap(matching -> matching.entry().apply(table)));
    }

    private Optional<Matching<T>> matching(TableName table) {
        for (Listed<T> line : listed) {
            if (line instanceof Matching<T> matching
                    && matching.pattern().schema().equals(table.schema())) {
                return except.contains(table) || named.containsKey(table) ? Optional.empty() : Optional.of(matching);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the list with the entries that its patterns stand for. A table that is named keeps the entry of its name.
     *
     * @param tables the tables that the database has
     * @param takes whether the entry of such a table is taken
     */
    public TableList<T> resolved(Collection<TableName> tables, Predicate<T> takes) {
        Set<TableName> left = new TreeSet<>(tables);
        left.removeAll(named.keySet());
        left.removeAll(except);
        List<T> all = new ArrayList<>();
        for (Listed<T> line : listed) {
            if (line instanceof Named<T> named) {
                all.add(named.entry());
            } else if (line instanceof Matching<T> matching) {
                left.stream()
                        .filter(table -> matching.pattern().schema().equals(table.schema()))
                        .flatMap(table -> matching.entry().apply(table).stream())
                        .filter(takes)
                        .forEach(all::add);
            }
        }
        return new TableList<>(listed, except, all, true);
    }

    /** Returns the list with other entries for the same tables, once its patterns are resolved. */
    public TableList<T> changed(UnaryOperator<T> change) {
        return new TableList<>(listed, except, entries().stream().map(change).toList(), true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableList<?> that
                && listed.equals(that.listed)
                && except.equals(that.except)
                && entries.equals(that.entries)
                && resolved == that.resolved;
    }

    @Override
    public int hashCode() {
        return Objects.hash(listed, except, entries, resolved);
    }

    @Override
    public String toString() {
        return patterns().isEmpty()
                ? entries.toString()
                : entries + " and " + patterns() + " except " + new TreeSet<>(except);
    }
}
