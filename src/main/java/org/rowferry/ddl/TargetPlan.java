package org.rowferry.ddl;

import java.util.List;

/**
 * All that a target is to have.
 *
 * @param prerequisites in an order in which each needs none but those before it
 * @param leftOut what the source has and the target does not get, in words that name it
 */
public record TargetPlan(
        List<Prerequisite> prerequisites,
        List<TargetTable> tables,
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
    public static TargetPlan of(List<TargetTable> tables) {
        return new TargetPlan(List.of(), tables, List.of(), List.of(), List.of());
    }
}
