package org.rowferry.random;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a target must hold.
 *
 * @param tables queries that give the same rows on both sides
 * @param conflicts queries on the source that give a row where the target's own constraints forbid what the source holds
 */
record Expected(List<Pair> tables, List<String> conflicts) {
    Expected {
        tables = List.copyOf(tables);
        conflicts = List.copyOf(conflicts);
    }

    /** One table: what is asked of the source and of the target. */
    record Pair(String table, String onSource, String tableOnTarget, String onTarget) {
        @Override
        public String toString() {
            return onSource + "; -- = " + onTarget;
        }
    }

    @Override
    public String toString() {
        String all = tables.stream().map(Pair::toString).collect(Collectors.joining("\n"));
        return conflicts.isEmpty() ? all : all + "\n-- unless one of\n" + String.join(";\n", conflicts);
    }
}
