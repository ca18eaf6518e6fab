package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rowferry.schema.TableName;

/**
 * All that a target is to have.
 *
 * @param prerequisites in an order in which each needs none but those before it
 * @param leftOut what the source has and the target does not get, in words that name it
 */
public record TargetPlan(
        List<Prerequisite> prerequisites,
        List<TableToCreate> tables,
        List<TargetIndex> indexes,
        List<TargetForeignKey> foreignKeys,
        List<String> leftOut) {
    public TargetPlan {
        prerequisites = List.copyOf(prerequisites);
        tables = List.copyOf(tables);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
        leftOut = List.copyOf(leftOut);
    }

    /** Returns the plan of tables that need nothing else. */
    public static TargetPlan of(List<TableToCreate> tables) {
        return new TargetPlan(List.of(), tables, List.of(), List.of(), List.of());
    }

    /**
     * Returns the plan of these tables where a target has them elsewhere or under other names; tables without a placement
     * are not in it. Indexes of such a table are left out, since their definitions go by the source's names.
     */
    public TargetPlan placed(Map<TableName, Placement> placements) {
        List<String> also = new ArrayList<>(leftOut);
        List<TableToCreate> placed = tables.stream()
                .filter(target -> placements.containsKey(target.table().name()))
                .map(target -> placement(placements, target.table().name()).place(target))
                .toList();
        List<TargetIndex> kept = new ArrayList<>();
        for (TargetIndex index : indexes) {
            if (placement(placements, index.table()).isAsItIs(index.table())) {
                kept.add(index);
            } else {
                also.add("the index " + index.name() + " of " + index.table()
                        + ", which the importer's configuration has under other names");
            }
        }
        List<TargetForeignKey> referring = new ArrayList<>();
        for (TargetForeignKey key : foreignKeys) {
            Placement child = placement(placements, key.child());
            Placement parent = placement(placements, key.parent());
            if (canBePlaced(key, child, parent)) {
                referring.add(child.place(key, parent));
            } else {
                also.add("the foreign key " + key.name() + " of " + key.child()
                        + ", which the importer's configuration has under other names");
            }
        }
        return new TargetPlan(prerequisites, placed, kept, referring, also);
    }

    private static Placement placement(Map<TableName, Placement> placements, TableName table) {
        return placements.getOrDefault(table, Placement.asItIs(table));
    }

    /** A parent that is elsewhere has no unique index but that of its key. */
    private boolean canBePlaced(TargetForeignKey key, Placement child, Placement parent) {
        boolean onKey = tables.stream()
                .map(TableToCreate::table)
                .filter(table -> table.name().equals(key.parent()))
                .anyMatch(table -> Set.copyOf(table.key().columns()).equals(Set.copyOf(key.parentColumns())));
        return (onKey || parent.isAsItIs(key.parent())) && child.carries(parent);
    }

    /** Returns what is in either plan, once: of two tables of one name this one's. */
    public TargetPlan and(TargetPlan other) {
        return new TargetPlan(
                either(prerequisites, other.prerequisites, one -> one),
                either(tables, other.tables, target -> target.table().name()),
                either(indexes, other.indexes, one -> one),
                either(foreignKeys, other.foreignKeys, key -> List.of(key.child(), key.name())),
                either(leftOut, other.leftOut, one -> one));
    }

    private static <T> List<T> either(List<T> ours, List<T> theirs, Function<T, Object> name) {
        Map<Object, T> all = new LinkedHashMap<>();
        Stream.concat(ours.stream(), theirs.stream()).forEach(one -> all.putIfAbsent(name.apply(one), one));
        return List.copyOf(all.values());
    }
}
