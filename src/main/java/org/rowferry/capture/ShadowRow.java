package org.rowferry.capture;

import org.rowferry.schema.ShadowName;

/**
 * The SQL of what a row of a shadow table holds: a key, or the marker of a TRUNCATE; where it may have many keys, an array in
 * the place of the one.
 */
record ShadowRow(RowKey key, boolean inArrays) {
    /** Returns the columns of a row for each key that it has, under the names that {@link RowKey#noted} has. */
    String each() {
        return inArrays ? "unnest(coalesce(" + ShadowName.ARRAYS + ", array[k1])) as k1" : key.noted();
    }

    /** Returns the aggregate that counts keys. */
    String count() {
        return inArrays ? "coalesce(sum(coalesce(cardinality(" + ShadowName.ARRAYS + "), 1)), 0)" : "count(*)";
    }

    /** Returns the condition that it marks a TRUNCATE: that of the index that knows them, word for word. */
    String isMarker() {
        return inArrays ? "k1 is null and " + ShadowName.ARRAYS + " is null" : "k1 is null";
    }

    /** Returns the condition that a key of it lacks a value; the marker of a TRUNCATE lacks all. */
    String isIncomplete() {
        return inArrays
                ? isMarker() + " or exists (select from unnest(" + ShadowName.ARRAYS
                        + ") as each (key) where each.key is null)"
                : key.isIncomplete();
    }
}
