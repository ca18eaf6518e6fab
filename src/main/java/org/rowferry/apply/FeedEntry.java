package org.rowferry.apply;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/**
 * One table of a feed, and how it is written on the target.
 *
 * @param table its name on the source
 * @param into the table that its rows are written to
 * @param rename the target's names of columns that have others on the source
 * @param set the constants, as text, that are written into columns of the target's own; they tell its rows apart
 * @param triggers what becomes of the target's own triggers; unset, they fire, and one that may change what arrives
 *     has the table refused
 * @param keep the target's columns that are not emptied when the source withholds them
 * @param asOwner whether the table is written with its owner's rights; if empty, it is where the role that imports may act
 *     as the owner
 */
public record FeedEntry(
        TableName table,
        TableName into,
        Map<Identifier, Identifier> rename,
        Map<Identifier, String> set,
        Apply apply,
        OnNewColumn onNewColumn,
        Optional<TriggerFiring> triggers,
        Set<Identifier> keep,
        Optional<Boolean> asOwner) {
    public FeedEntry {
        keep = Set.copyOf(keep);
        rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        Set<Identifier> names = new HashSet<>();
        for (Identifier name : rename.values()) {
            if (!names.add(name)) {
                throw new IllegalArgumentException("two columns are renamed to " + name);
            }
            if (set.containsKey(name)) {
                throw new IllegalArgumentException("the column " + name + " is renamed to and set");
            }
        }
    }

    /** Makes the entry of a table in which nothing is left that the source withholds. */
    public FeedEntry(
            TableName table,
            TableName into,
            Map<Identifier, Identifier> rename,
            Map<Identifier, String> set,
            Apply apply,
            OnNewColumn onNewColumn,
            Optional<TriggerFiring> triggers) {
        this(table, into, rename, set, apply, onNewColumn, triggers, Set.of(), Optional.empty());
    }

    /** Returns the entry of a table that is written as it is on the source. */
    public static FeedEntry of(TableName table) {
        return new FeedEntry(table, table, Map.of(), Map.of(), Apply.AUTO, OnNewColumn.STOP, Optional.empty());
    }

    /** Returns whether its table has the name, the columns and the rows of the source's. */
    boolean isAsOnTheSource() {
        return into.equals(table) && rename.isEmpty() && set.isEmpty();
    }

    /** Returns the same of a table that takes no column that it has not. */
    FeedEntry ignoringNewColumns() {
        return new FeedEntry(table, into, rename, set, apply, OnNewColumn.IGNORE, triggers, keep, asOwner);
    }

    /** Returns the same entry, with this value of {@code as-owner} if it has none. */
    public FeedEntry asOwner(Optional<Boolean> fallback) {
        return new FeedEntry(table, into, rename, set, apply, onNewColumn, triggers, keep, asOwner.or(() -> fallback));
    }

    /** Returns the type that a constant has by its looks: that of a column that is made for it. */
    public static String typeOf(String constant) {
        if (constant.matches("0|-?[1-9]\\d{0,17}")) {
            return "bigint";
        }
        return constant.equals("true") || constant.equals("false") ? "boolean" : "text";
    }

    /** Returns what a column of the source is called on the target. */
    Identifier named(Identifier column) {
        return rename.getOrDefault(column, column);
    }

    /**
     * Returns what decides where values of the source stand on the target, in words that differ where it differs:
     * rows that were written another way are not those that a bundle's keys mean.
     */
    public String mapping() {
        if (rename.isEmpty() && set.isEmpty()) {
            return "into " + into;
        }
        StringBuilder words = new StringBuilder("into " + into);
        rename.entrySet().stream()
                .filter(renamed -> !renamed.getKey().equals(renamed.getValue()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(renamed -> words.append(", ")
                        .append(renamed.getKey())
                        .append(" as ")
                        .append(renamed.getValue()));
        set.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(constant -> words.append(", ")
                        .append(constant.getKey())
                        .append(" = ")
                        .append(new Literal(constant.getValue())));
        return words.toString();
    }

    /** How rows are written over those that are there. */
    public enum Apply {
        /** Merged where deleting and writing again would do harm, else replaced. */
        AUTO,
        /** The keys of changes are deleted and their rows written back. */
        REPLACE,
        /** Rows are compared, and those that differ written. */
        MERGE
    }

    /** How a column is treated that the target does not have. */
    public enum OnNewColumn {
        /** The bundle is refused. */
        STOP,
        /** The column is left out. */
        IGNORE,
        /** The target's table gets it. */
        ADD
    }

    /** How the target's own triggers are treated while rows are written. */
    public enum TriggerFiring {
        FIRE,
        DISABLE
    }
}
