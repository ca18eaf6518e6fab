package org.rowferry.random;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.rowferry.testing.TestDatabase;

/** One connection that changes rows. It waits for no other: what it cannot have at once is refused. */
final class Clerk implements AutoCloseable {
    /** What the server may say to a statement that was drawn blindly; all else is a fault of the drawing. */
    private static final Set<String> REFUSALS = Set.of(
            "21000", // one statement would change a row twice
            "23001", // restrict
            "23502", // not null, by an action of a foreign key
            "23503", // foreign key
            "23505", // unique
            "23514", // no partition, or another one
            "27000", // a row was changed by an action of the same statement
            "40001", // serialization
            "428C9", // a generated column
            "55006", // a truncated table whose foreign keys wait for the end of the transaction
            "55P03" // lock
            );

    private final Connection connection;
    private boolean inTransaction;
    private boolean truncated;

    Clerk(TestDatabase database) {
        this.connection = database.connect();
        execute("set lock_timeout = '5ms'; set search_path = pg_catalog, ext");
    }

    /** Returns whether its transaction keeps others from reading a table. */
    boolean isInTheWay() {
        return truncated;
    }

    /** Runs statements, all or none, and returns what the server refused them for, or nothing. */
    String write(String sql) {
        boolean begins = sql.startsWith("begin");
        if (begins == inTransaction && (begins || isEnd(sql))) {
            return "superfluous";
        }
        if (isEnd(sql)) {
            return end(sql);
        }
        return attempt(sql, begins);
    }

    private static boolean isEnd(String sql) {
        return sql.equals("commit") || sql.equals("rollback");
    }

    /** Ends the transaction if there is one. */
    void quiesce() {
        if (inTransaction) {
            end("rollback");
        }
    }

    private String end(String sql) {
        if (!inTransaction) {
            return "superfluous";
        }
        inTransaction = false;
        truncated = false;
        return run(sql);
    }

    private String attempt(String sql, boolean begins) {
        if (!inTransaction) {
            inTransaction = begins;
            return run(sql);
        }
        execute("savepoint before");
        String refusal = run(sql);
        execute(refusal.isEmpty() ? "release before" : "rollback to before; release before");
        truncated |= sql.startsWith("truncate");
        return refusal;
    }

    private String run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "";
        } catch (SQLException e) {
            if (!REFUSALS.contains(e.getSQLState())) {
                throw new AssertionError("a writer was refused with " + e.getSQLState() + ": " + sql, e);
            }
            return "refused with " + e.getSQLState();
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
