package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.function.Function;
import org.rowferry.report.Failure;

/** A {@code copy … from stdin} under way. Closed before {@link #finish()}, it is taken back. */
public final class CopyIn implements AutoCloseable {
    private final org.postgresql.copy.CopyIn copy;
    private final Function<SQLException, Failure> translate;

    CopyIn(org.postgresql.copy.CopyIn copy, Function<SQLException, Failure> translate) {
        this.copy = copy;
        this.translate = translate;
    }

    /** Sends bytes, which need not end with a row's end; some 64 KB at a time serve best. */
    public void write(byte[] bytes, int length) {
        try {
            copy.writeToCopy(bytes, 0, length);
        } catch (SQLException e) {
            throw translate.apply(e);
        }
    }

    /** Ends the copy and returns how many rows the server took. */
    public long finish() {
        try {
            return copy.endCopy();
        } catch (SQLException e) {
            throw translate.apply(e);
        }
    }

    @Override
    public void close() {
        if (!copy.isActive()) {
            return;
        }
        try {
            copy.cancelCopy();
        } catch (SQLException e) {
            // The server answers a copy that is taken back with an error; that is what was asked for.
            return;
        }
    }
}
