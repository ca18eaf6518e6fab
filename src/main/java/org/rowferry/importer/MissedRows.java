package org.rowferry.importer;

import org.rowferry.schema.TableName;

/** Rows of a table are missing though all of its changes came: its keys, which came too, say so. */
public final class MissedRows extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableName table;

    MissedRows(TableName table, String message) {
        super(message);
        this.table = table;
    }

    /** Returns the table's name on the source. */
    public TableName table() {
        return table;
    }
}
