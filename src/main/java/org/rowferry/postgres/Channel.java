package org.rowferry.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postgresql.PGConnection;

/** Statements on one connection. An error of the server, and a connection that is lost, come back as failures. */
final class Channel {
    private final Connection connection;
    private final Statements statements;
    private final SqlErrors errors;
    private final BooleanSupplier cancelled;
    private final Runnable closed;

    Channel(Connection connection, SqlErrors errors, BooleanSupplier cancelled, Runnable closed) {
        this.connection = connection;
        this.statements = new Statements(connection);
        this.errors = errors;
        this.cancelled = cancelled;
        this.closed = closed;
    }

    SqlErrors errors() {
        return errors;
    }

    void execute(String sql) {
        run(sql, () -> {
            statements.send(sql);
            return true;
        });
    }

    long change(String sql, Object... values) {
        return run(sql, () -> statements.change(sql, values));
    }

    <T> List<T> rows(String sql, Function<Row, T> mapper, Object... values) {
        return run(sql, () -> statements.rows(sql, mapper, values));
    }

    /** Runs a statement, and returns the server's error about its text; empty if it ran. */
    Optional<String> errorIn(String sql) {
        try {
            statements.send(sql);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(SqlErrors.inText(e).orElseThrow(() -> errors.running(e, sql)));
        }
    }

    long copyOut(String sql, Consumer<byte[]> records) {
        return run(
                sql,
                () -> statements.copyOut(sql, records, () -> {
                    cancel();
                    close();
                }));
    }

    CopyIn copyIn(String sql) {
        return run(
                sql,
                () -> new CopyIn(
                        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql),
                        failed -> errors.running(failed, sql),
                        this::close));
    }

    boolean isOpen() {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Asks the server to cancel what runs on the connection; called from another thread. */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // It has ended already, or the server is gone: either way there is nothing left to cancel.
            return;
        }
    }

    void close() {
        closed.run();
        try {
            connection.close();
        } catch (SQLException e) {
            // The transaction was ended before; a connection that cannot be closed is closed.
            return;
        }
    }

    private <T> T run(String sql, Call<T> call) {
        if (cancelled.getAsBoolean()) {
            throw errors.cancelled();
        }
        try {
            return call.run();
        } catch (SQLException e) {
            throw errors.running(e, sql);
        } catch (Row.UncheckedSqlException e) {
            throw errors.running(e.driver(), sql);
        } catch (Error e) {
            // The driver may have stopped within a message; the server takes back what is not committed.
            close();
            throw e;
        }
    }

    /** A call of the driver. */
    private interface Call<T> {
        T run() throws SQLException;
    }
}
