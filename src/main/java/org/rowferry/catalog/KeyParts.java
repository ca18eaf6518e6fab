package org.rowferry.catalog;

import java.util.Map;
import java.util.stream.Stream;
import org.rowferry.schema.Key;

/** The columns of the keys of many tables, side by side as arrays of one query. */
final class KeyParts {
    private KeyParts() {}

    /** Returns for each column the oid of its table. */
    static Long[] oids(Map<Long, Key> keys) {
        return keys.entrySet().stream()
                .flatMap(key -> key.getValue().columns().stream().map(column -> key.getKey()))
                .toArray(Long[]::new);
    }

    /** Returns the names of the columns, table by table in the same order. */
    static String[] names(Map<Long, Key> keys) {
        return keys.values().stream()
                .flatMap(key -> key.columns().stream())
                .map(column -> column.name())
                .toArray(String[]::new);
    }

    /** Returns the place of each column in its key. */
    static Long[] places(Map<Long, Key> keys) {
        return keys.values().stream()
                .flatMap(key -> Stream.iterate(1L, place -> place + 1)
                        .limit(key.columns().size()))
                .toArray(Long[]::new);
    }
}
