package org.rowferry.bundle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rowferry.schema.TableName;

/** The counts of a whole bundle. */
public final class Totals {
    private final List<TableTotal> tables;
    private final long fileBytes;
    private final Map<TableName, TableTotal> byName = new HashMap<>();

    /**
     * The counts of one table in a bundle.
     *
     * @param keys the keys that changed; a full has none
     * @param allKeys all keys that the table has; few bundles hold them
     * @param digests the buckets that have rows; few bundles hold them
     */
    public record TableTotal(TableName table, Counts keys, Counts allKeys, Counts rows, Counts digests) {}

    /**
     * Makes them.
     *
     * @param tables one for each table of the manifest, in its order
     * @param fileBytes the bytes of the file, compressed
     */
    public Totals(List<TableTotal> tables, long fileBytes) {
        this.tables = List.copyOf(tables);
        this.fileBytes = fileBytes;
        tables.forEach(total -> byName.put(total.table(), total));
    }

    /** Returns one for each table of the manifest, in its order. */
    public List<TableTotal> tables() {
        return tables;
    }

    /** Returns the bytes of the file, compressed. */
    public long fileBytes() {
        return fileBytes;
    }

    /** Returns what the bundle holds of a table, which must be one of its own. */
    public TableTotal of(TableName table) {
        TableTotal total = byName.get(table);
        if (total == null) {
            throw new IllegalArgumentException("the bundle does not hold " + table);
        }
        return total;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Totals that && fileBytes == that.fileBytes && tables.equals(that.tables);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tables, fileBytes);
    }

    /** Returns the counts of all keys. */
    public Counts keys() {
        return tables.stream().map(TableTotal::keys).reduce(Counts.NONE, Counts::plus);
    }

    /** Returns the counts of all rows. */
    public Counts rows() {
        return tables.stream().map(TableTotal::rows).reduce(Counts.NONE, Counts::plus);
    }
}
