package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts tables into the order of their foreign keys: parents before their children, as far as there are no circles. */
public final class ForeignKeyOrder {
    private final Map<Long, Set<Long>> parents = new LinkedHashMap<>();

    public ForeignKeyOrder(Collection<ForeignKey> keys) {
        for (ForeignKey key : keys) {
            parents.computeIfAbsent(key.child(), child -> new HashSet<>()).add(key.parent());
        }
    }

    /** Returns the tables, parents first; those that no foreign key parts keep their order. */
    public List<Relation> parentsFirst(List<Relation> tables) {
        Map<Long, Relation> waiting = new LinkedHashMap<>();
        tables.forEach(table -> waiting.put(table.oid(), table));
        List<Relation> ordered = new ArrayList<>();
        for (Relation table : tables) {
            place(table.oid(), waiting, ordered);
        }
        return ordered;
    }

    /** Depth first; a table leaves {@code waiting} before its parents are placed, which ends every circle. */
    private void place(long table, Map<Long, Relation> waiting, List<Relation> ordered) {
        Relation relation = waiting.remove(table);
        if (relation == null) {
            return;
        }
        for (long parent : parents.getOrDefault(table, Set.of())) {
            place(parent, waiting, ordered);
        }
        ordered.add(relation);
    }
}
