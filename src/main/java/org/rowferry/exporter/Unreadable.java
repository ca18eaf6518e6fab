package org.rowferry.exporter;

import org.rowferry.report.Failure;
import org.rowferry.schema.TableName;

/** Ends a run in which the rows of a table could not be read; its session may have ended too. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableName table;
    private final Failure failure;

    Unreadable(TableName table, Failure failure) {
        super(failure);
        this.table = table;
        this.failure = failure;
    }

    TableName table() {
        return table;
    }

    Failure failure() {
        return failure;
    }
}
