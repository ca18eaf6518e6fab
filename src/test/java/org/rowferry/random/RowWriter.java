package org.rowferry.random;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.rowferry.schema.Literal;
import org.rowferry.testing.TestDatabase;

/** One connection that changes rows, now and then in transactions that are prepared. It waits for no other: what it cannot have at once is refused. */
final class RowWriter implements AutoCloseable {
    /** Has a transaction stay open when its session has left it; the next commit or rollback is for that one. */
    static final String PREPARE = "prepare";

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
            "42P01", // a table whose shadow table is gone
            "55006", // a truncated table whose foreign keys wait for the end of the transaction
            "55P03" // lock
            );

    private final Connection connection;
    /** What it calls the transaction that it prepares; the server has the name for all its databases. */
    private final String gid;

    private boolean inTransaction;
    private boolean prepared;
    private boolean truncated;

    RowWriter(TestDatabase database, String name) {
        this.connection = database.connect();
        this.gid = new Literal(database.name() + " " + name).toString();
        execute("set lock_timeout = '5ms'; set search_path = pg_catalog, ext");
    }

    /** Returns one that writes as a replicator does: most triggers do not fire for it, nor do foreign keys. */
    static RowWriter replicating(TestDatabase superuser) {
        RowWriter writer = new RowWriter(superuser, "replicator");
        writer.execute("set session_replication_role = replica");
        return writer;
    }

    /** Returns whether its transaction keeps others from reading a table. */
    boolean isInTheWay() {
        return truncated;
    }

    /** Runs statements, all or none, and returns what the server refused them for, or nothing. */
    String write(String sql) {
        boolean begins = sql.startsWith("begin");
        if (begins == isOpen() && (begins || isEnd(sql))) {
            return "superfluous";
        }
        if (isEnd(sql)) {
            return end(sql);
        }
        return sql.equals(PREPARE) ? prepare() : attempt(sql, begins);
    }

    private boolean isOpen() {
        return inTransaction || prepared;
    }

    private static boolean isEnd(String sql) {
        return sql.equals("commit") || sql.equals("rollback");
    }

    /** Ends the transaction if there is one. */
    void quiesce() {
        if (isOpen()) {
            end("rollback");
        }
    }

    private String end(String sql) {
        String statement = prepared ? sql + " prepared " + gid : sql;
        inTransaction = false;
        prepared = false;
        truncated = false;
        return run(statement);
    }

    private String prepare() {
        if (!inTransaction) {
            return "superfluous";
        }
        inTransaction = false;
        String refusal = run("prepare transaction " + gid);
        prepared = refusal.isEmpty();
        truncated &= prepared;
        return refusal;
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
