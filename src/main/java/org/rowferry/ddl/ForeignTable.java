package org.rowferry.ddl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A foreign table, which has the name of the source's table.
 *
 * @param remote the table on the source
 * @param options those that it is to have besides the names of that table
 * @param columnNames the source's names of columns that are not those of the foreign table
 */
public record ForeignTable(TableName remote, Map<String, String> options, Map<Identifier, String> columnNames) {
    private static final String UPDATABLE = "updatable";

    public ForeignTable {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        columnNames = Collections.unmodifiableMap(new LinkedHashMap<>(columnNames));
    }

    /** Returns one that rows are written to, be its server read-only or not. */
    public static ForeignTable written(TableName remote) {
        return new ForeignTable(remote, Map.of(UPDATABLE, "true"), Map.of());
    }

    boolean isWritten() {
        return Boolean.parseBoolean(options.get(UPDATABLE));
    }

    /** Returns a foreign table without options of its own. */
    public static ForeignTable of(TableName remote) {
        return new ForeignTable(remote, Map.of(), Map.of());
    }
}
