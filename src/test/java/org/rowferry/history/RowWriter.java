package org.rowferry.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.rowferry.schema.Literal;
import org.rowferry.testing.TestDatabase;

/**
 * One connection that changes rows, now and then in transactions that are prepared, or in savepoints. It waits for no other:
 * what it cannot have at once is refused.
 */
public final class RowWriter implements AutoCloseable {
    /** Has a transaction stay open when its session has left it; the next commit or rollback is for that one. */
    public static final String PREPARE = "prepare";

    /** Begins a part of the transaction that can be taken back by itself; the two after it end the last such part. */
    public static final String SAVEPOINT = "savepoint";

    public static final String TAKE_BACK = "rollback to savepoint";
    public static final String RELEASE = "release savepoint";

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
    private final boolean keeps;
    /** What it calls the transaction that it prepares; the server has the name for all its databases. */
    private final String gid;

    private boolean inTransaction;
    private boolean prepared;
    private boolean truncated;
    private int savepoints;

    /** Opens one that goes on with its transaction after a statement that is refused. */
    public RowWriter(TestDatabase database, String name) {
        this(database, name, true);
    }

    private RowWriter(TestDatabase database, String name, boolean keeps) {
        this.keeps = keeps;
        this.connection = database.connect();
        this.gid = new Literal(database.name() + " " + name).toString();
        execute("set lock_timeout = '5ms'; set search_path = pg_catalog, ext");
    }

    /** Returns one that has no savepoints but its own: a refusal takes back what came after the last one, or all. */
    public static RowWriter withoutSavepoints(TestDatabase database, String name) {
        return new RowWriter(database, name, false);
    }

    /** Returns one that writes as a replicator does: most triggers do not fire for it, nor do foreign keys. */
    public static RowWriter replicating(TestDatabase superuser) {
        RowWriter writer = new RowWriter(superuser, "replicator");
        writer.execute("set session_replication_role = replica");
        return writer;
    }

    /** Returns whether its transaction keeps others from reading a table. */
    public boolean isInTheWay() {
        return truncated;
    }

    public boolean isInTransaction() {
        return inTransaction;
    }

    public boolean hasPrepared() {
        return prepared;
    }

    /** Runs statements, all or none, and returns what the server refused them for, or nothing. */
    public String write(String sql) {
        boolean begins = sql.startsWith("begin");
        if (begins == isOpen() && (begins || isEnd(sql))) {
            return "superfluous";
        }
        if (isEnd(sql)) {
            return end(sql);
        }
        return switch (sql) {
            case PREPARE -> prepare();
            case SAVEPOINT, TAKE_BACK, RELEASE -> mark(sql);
            default -> attempt(sql, begins);
        };
    }

    private boolean isOpen() {
        return inTransaction || prepared;
    }

    private static boolean isEnd(String sql) {
        return sql.equals("commit") || sql.equals("rollback");
    }

    /** Ends the transaction if there is one. */
    public void quiesce() {
        if (isOpen()) {
            end("rollback");
        }
    }

    private String end(String sql) {
        String statement = prepared ? sql + " prepared " + gid : sql;
        leave();
        prepared = false;
        truncated = false;
        return run(statement);
    }

    private void leave() {
        inTransaction = false;
        savepoints = 0;
    }

    private String prepare() {
        if (!inTransaction) {
            return "superfluous";
        }
        leave();
        String refusal = run("prepare transaction " + gid);
        prepared = refusal.isEmpty();
        truncated &= prepared;
        return refusal;
    }

    private String mark(String sql) {
        if (!inTransaction || (savepoints == 0 && !sql.equals(SAVEPOINT))) {
            return "superfluous";
        }
        if (sql.equals(SAVEPOINT)) {
            savepoints++;
        }
        execute(sql + " s" + savepoints);
        if (sql.equals(RELEASE)) {
            savepoints--;
        }
        return "";
    }

    private String attempt(String sql, boolean begins) {
        if (!inTransaction) {
            inTransaction = begins;
            return run(sql);
        }
        truncated |= sql.startsWith("truncate");
        if (keeps) {
            execute("savepoint before");
            String refusal = run(sql);
            execute(refusal.isEmpty() ? "release before" : "rollback to before; release before");
            return refusal;
        }
        String refusal = run(sql);
        if (!refusal.isEmpty()) {
            takeBack();
        }
        return refusal;
    }

    private void takeBack() {
        if (savepoints > 0) {
            execute(TAKE_BACK + " s" + savepoints);
        } else {
            execute("rollback");
            leave();
            truncated = false;
        }
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
