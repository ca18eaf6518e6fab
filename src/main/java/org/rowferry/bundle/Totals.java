package org.rowferry.bundle;

import java.util.List;
import org.rowferry.schema.TableName;

/**
 * The counts of a whole bundle.
 *
 * @param tables one for each table of the manifest, in its order
 * @param fileBytes the bytes of the file, compressed
 */
public record Totals(List<TableTotal> tables, long fileBytes) {
    /**
     * The counts of one table in a bundle.
     *
     * @param keys the keys that changed; a full has none
     * @param allKeys all keys that the table has; few bundles hold them
     */
    public record TableTotal(TableName table, Counts keys, Counts allKeys, Counts rows) {}

    public Totals {
        tables = List.copyOf(tables);
    }

    /** Returns what the bundle holds of a table, which must be one of its own. */
    public TableTotal of(TableName table) {
        return tables.stream()
                .filter(total -> total.table().equals(table))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the bundle does not hold " + table));
    }

    public Counts keys() {
        return tables.stream().map(TableTotal::keys).reduce(Counts.NONE, Counts::plus);
    }

    public Counts rows() {
        return tables.stream().map(TableTotal::rows).reduce(Counts.NONE, Counts::plus);
    }
}
