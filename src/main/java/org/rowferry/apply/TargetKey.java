package org.rowferry.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.apply.FanIn.Other;
import org.rowferry.apply.FeedEntry.Apply;
import org.rowferry.catalog.KeyIndex;
import org.rowferry.catalog.Relation;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/**
 * Chooses the unique index that a bundle's rows are found by: on the bundle's key, by the target's names, and maybe on
 * columns that are set to constants. Where other inboxes feed the table, it must cover what tells their rows apart.
 */
final class TargetKey {
    private final FeedEntry entry;
    private final Relation relation;
    private final List<Identifier> key;

    TargetKey(TableDelivery delivery, FeedEntry entry, Relation relation) {
        this.entry = entry;
        this.relation = relation;
        this.key = delivery.table().key().columns().stream().map(entry::named).toList();
    }

    /** The server's answer whether an index tells two constants of a column apart. */
    interface Difference {
        boolean differ(KeyIndex index, Identifier column, FeedEntry one, FeedEntry other);
    }

    /**
     * Returns the index.
     *
     * @throws Failure that says how to make one
     */
    KeyIndex among(List<Other> others, Difference constants) {
        if (key.isEmpty()) {
            return none(others);
        }
        List<KeyIndex> candidates =
                relation.keys().stream().filter(this::isOnKey).toList();
        if (candidates.isEmpty()) {
            throw missing(telling(others));
        }
        for (Other other : others) {
            candidates = candidates.stream()
                    .filter(index -> FanIn.telling(entry, other.entry()).stream()
                            .anyMatch(column -> index.operator(column).isPresent()
                                    && constants.differ(index, column, entry, other.entry())))
                    .toList();
            if (candidates.isEmpty()) {
                throw collision(other);
            }
        }
        return candidates.get(0);
    }

    /** Rows without a key are all deleted before they come again. */
    private KeyIndex none(List<Other> others) {
        String hint =
                "If some columns tell its rows apart, say key: [COLUMN, …] at the entry that reads the table, in ";
        if (entry.apply() == Apply.MERGE) {
            throw new Failure(
                            Family.CONFIGURATION,
                            relation.name() + " cannot be merged: rows of " + entry.table() + " come without a key")
                    .hint(
                            "Say apply: replace at the table's entry, or leave apply: out, in ",
                            Mention.IMPORTER_FILE,
                            ".")
                    .hint(hint, Mention.ENTRY_FILE, ".");
        }
        if (!others.isEmpty()) {
            throw new Failure(
                            Family.CONFIGURATION,
                            relation.name() + " is fed by " + others.get(0).feed() + " too, and rows of "
                                    + entry.table() + " come without a key")
                    .hint("Give one of the two another into: in ", Mention.IMPORTER_FILE, ".")
                    .hint(hint, Mention.ENTRY_FILE, ".");
        }
        return KeyIndex.NONE;
    }

    private boolean isOnKey(KeyIndex index) {
        Set<Identifier> others = new HashSet<>(index.key().columns());
        boolean whole = others.containsAll(key);
        key.forEach(others::remove);
        return whole && entry.set().keySet().containsAll(others);
    }

    private List<Identifier> telling(List<Other> others) {
        return others.stream()
                .flatMap(other ->
                        FanIn.telling(entry, other.entry()).stream().sorted().limit(1))
                .distinct()
                .toList();
    }

    private Failure collision(Other other) {
        List<Identifier> telling = telling(List.of(other));
        String constants = telling.stream()
                .map(column -> column + " = " + new Literal(entry.set().getOrDefault(column, "")) + " and "
                        + new Literal(other.entry().set().getOrDefault(column, "")))
                .collect(Collectors.joining());
        return new Failure(
                        Family.TARGET,
                        relation.name() + " has no unique index by which its own rows and those of " + other.feed()
                                + " are kept apart: one on " + with(telling) + ", to which " + constants
                                + " are not equal")
                .hint(remedy(with(telling)));
    }

    /** A table has one primary key at the most, so where it has another one a unique index must do. */
    private Failure missing(List<Identifier> telling) {
        TableName name = relation.name();
        List<Identifier> columns = with(telling);
        Failure failure = new Failure(Family.TARGET, name + " has no unique index on " + columns + " on the target")
                .hint(remedy(columns));
        return relation.primaryKey().isEmpty()
                ? failure
                : failure.hint("Drop its primary key if the source's table no longer has it; it is named by: psql -c "
                        + Shell.word("\\d " + name));
    }

    private List<Identifier> with(List<Identifier> telling) {
        List<Identifier> columns = new ArrayList<>(telling);
        columns.addAll(key);
        return columns;
    }

    private String remedy(List<Identifier> columns) {
        TableName name = relation.name();
        String list = list(columns.stream().map(Identifier::toString));
        return relation.primaryKey().isEmpty()
                ? "Run on the target: alter table " + name + " add primary key (" + list + ");"
                : "Run on the target: " + notNull(columns).orElse("") + "create unique index on " + name + " (" + list
                        + ");";
    }

    private Optional<String> notNull(List<Identifier> columns) {
        List<Identifier> nullable = columns.stream()
                .filter(column ->
                        relation.column(column).filter(c -> !c.notNull()).isPresent())
                .toList();
        return nullable.isEmpty()
                ? Optional.empty()
                : Optional.of("alter table " + relation.name() + " "
                        + list(nullable.stream().map(column -> "alter column " + column + " set not null")) + "; ");
    }

    private static String list(Stream<String> parts) {
        return parts.collect(Collectors.joining(", "));
    }
}
