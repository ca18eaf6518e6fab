package org.rowferry.capture;

import java.util.List;
import java.util.function.UnaryOperator;
import org.rowferry.postgres.Session;

/** No row of a table. */
record NoChangedRows() implements ChangedRows {
    @Override
    public ChangedRows in(Session other) {
        return this;
    }

    @Override
    public ChangedRows with(Session session, SourceTable table, UnaryOperator<String> condition) {
        return new WatermarkWindow(session, table, condition.apply("b"), List.of(), false);
    }

    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public void checkKeys() {
        // There is none.
    }

    @Override
    public long copyKeys(RowSink sink) {
        return 0;
    }

    @Override
    public long copyRows(ShippedTable shipped, long keys, RowSink sink) {
        return 0;
    }
}
