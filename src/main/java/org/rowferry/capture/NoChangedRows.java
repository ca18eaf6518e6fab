package org.rowferry.capture;

import org.rowferry.postgres.Session;

/** No row of a table. */
record NoChangedRows() implements ChangedRows {
    @Override
    public ChangedRows in(Session other) {
        return this;
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
