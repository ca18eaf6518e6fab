package org.rowferry.apply;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.catalog.ForeignKey;
import org.rowferry.schema.TableName;

/**
 * The indexes of one table that are dropped before its rows come and created after them.
 *
 * @param indexes in the order in which they are created
 */
record LateIndexPlan(TableName table, List<IndexFacts> indexes) {
    LateIndexPlan {
        indexes = List.copyOf(indexes);
    }

    /** Why all indexes of a table stay; a catalog query names all but the first three. */
    enum Obstacle {
        /** It has rows already, or the number of rows that arrive is too small or unknown. */
        FEW_ROWS,
        /** A column is emptied after the rows are written, which a published table allows only with its key. */
        EMPTIED,
        /** Rows of a table that it refers to may be deleted or updated, and the foreign key's index finds those that refer. */
        CHANGING_PARENT,
        /** The role may not alter the table, or may not create anything in its schema. */
        RIGHTS,
        /** It is partitioned, a partition, a parent or a child, so that its readers read other rows, too. */
        FAMILY,
        /** A trigger, a check or a default of a table that is written may read this one by an index. */
        CODE,
        /** An event trigger runs at every DROP and CREATE. */
        EVENT_TRIGGER,
        /** An index would be created in a tablespace that a setting names, or sorted in less room than it may need. */
        SETTINGS
    }

    /** Facts of the catalog about a table, with its indexes. */
    record Indexed(Set<Obstacle> obstacles, List<IndexFacts> indexes) {
        Indexed {
            obstacles = Set.copyOf(obstacles);
            indexes = List.copyOf(indexes);
        }
    }

    /** Returns why all indexes of a table stay, by what arrives for it; empty where the catalog decides. */
    static Optional<Obstacle> obstacle(TargetTable table, Way way, long atLeast) {
        boolean filled = way == Way.COPY
                && table.entry().set().isEmpty()
                && table.delivery()
                        .announced()
                        .filter(total -> total.rows() >= atLeast)
                        .isPresent();
        if (!filled) {
            return Optional.of(Obstacle.FEW_ROWS);
        }
        return table.emptied().isEmpty() ? Optional.empty() : Optional.of(Obstacle.EMPTIED);
    }

    /**
     * Returns why all indexes of a table stay, by the tables that are written with it.
     *
     * @param foreignKeys those that lead from the tables of the delivery or to them
     * @param changing the oids of those tables whose rows may be deleted or updated
     */
    static Optional<Obstacle> obstacle(TargetTable table, Set<ForeignKey> foreignKeys, Set<Long> changing) {
        long oid = table.relation().oid();
        return foreignKeys.stream().anyMatch(key -> key.child() == oid && changing.contains(key.parent()))
                ? Optional.of(Obstacle.CHANGING_PARENT)
                : Optional.empty();
    }

    /** Returns the plan for a table; empty where every index stays. */
    static Optional<LateIndexPlan> of(TableName table, Indexed facts) {
        List<IndexFacts> late = facts.obstacles().isEmpty()
                ? facts.indexes().stream()
                        .filter(index -> index.ties().isEmpty())
                        .toList()
                : List.of();
        return late.isEmpty() ? Optional.empty() : Optional.of(new LateIndexPlan(table, late));
    }

    /** Returns the statement that locks the table against readers; it waits for nobody, so that nobody waits behind it. */
    String lock() {
        return "lock table only " + table + " in access exclusive mode nowait";
    }

    /** Returns the statements that drop the indexes. */
    String drop() {
        return indexes.stream().map(index -> index.drop(table)).collect(Collectors.joining("; "));
    }

    /** Returns the statements that create the indexes. */
    List<String> create() {
        return indexes.stream().flatMap(index -> index.create(table).stream()).toList();
    }
}
