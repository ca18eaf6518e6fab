package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.function.Function;
import org.rowferry.report.Failure;

/** A {@code copy … from stdin} under way. Closed before {@link #finish()}, it is taken back. */
public final class CopyIn implements AutoCloseable {
    private final org.postgresql.copy.CopyIn copy;
    private final Function<SQLException, Failure> translate;
    private final Runnable broken;

    /** @param broken ends the session, when an Error of the JVM may have stopped the driver within a message */
    CopyIn(org.postgresql.copy.CopyIn copy, Function<SQLException, Failure> translate, Runnable broken) {
        this.copy = copy;
        this.translate = translate;
        this.broken = broken;
    }

    /** Sends bytes, which need not end with a row's end; some 64 KB at a time serve best. */
    public void write(byte[] bytes, int length) {
        try {
            copy.writeToCopy(bytes, 0, length);
        } catch (SQLException e) {
            throw translate.apply(e);
        } catch (Error e) {
            broken.run();
            throw e;
        }
    }

    /** Ends the copy and returns how many rows the server took. */
    public long finish() {
        try {
            return copy.endCopy();
        } catch (SQLException e) {
            throw translate.apply(e);
        } catch (Error e) {
            broken.run();
            throw e;
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
