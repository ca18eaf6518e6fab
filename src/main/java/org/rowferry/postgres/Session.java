package org.rowferry.postgres;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.rowferry.report.Failure;
import org.rowferry.schema.Literal;

/**
 * One connection, used by one thread at a time. Every statement goes through it; what the server refuses comes back as a
 * {@link Failure}.
 */
public final class Session implements AutoCloseable {
    private static final String UNKNOWN_SETTING = "42704";

    private final Channel channel;
    private final Guests guests = new Guests();
    private SessionSettings settings = new SessionSettings();
    private int savepointsToBegin;

    Session(Connection connection, SqlErrors errors, Consumer<Session> closed, BooleanSupplier cancelled) {
        this.channel = new Channel(connection, errors, cancelled, () -> closed.accept(this));
    }

    /** Holds every transaction against the server process that has the session's settings, known by its id. */
    void has(SessionSettings set) {
        settings = set;
    }

    /** Returns whether no statement of the session could run code of a table's owner. */
    boolean isOnlyOurs() {
        return guests.haveNeverBeen();
    }

    /** Makes it what it was when it was opened, under the name of another purpose; no transaction is open. */
    void renew(String applicationName) {
        settings.begin(applicationName);
        execute(settings.again());
    }

    /**
     * Returns this session for a statement that reads a relation of a table's owner: what he put into a view, an index, a
     * generated column or a type runs as the session's role, and may leave anything behind that {@link #settle} undoes.
     */
    public Session untrusted() {
        guests.anybody();
        return this;
    }

    /**
     * Makes the session what it was before code of a table's owner may have run, in the transaction that is open: its
     * role, all its settings, and no cursor or prepared statement. It comes before another owner's relation is read, and
     * at the end of each savepoint and transaction. Never before a snapshot is to be taken: this takes one.
     */
    public void settle() {
        if (guests.haveBeen()) {
            execute(settings.again());
        }
        guests.haveLeft();
    }

    /**
     * Settles the session before relations are read by {@link #copyOut} in which no code but that of one role may run,
     * unless no code but of that role has run before: it may leave to itself what it likes.
     *
     * @param next the role's oid; empty where code of others may run, too
     */
    public void settleFor(OptionalLong next) {
        if (!guests.areOnly(next)) {
            settle();
        }
        guests.expect(next);
    }

    /**
     * Commits the transaction that is open, and settles the session once more: code of an owner that was put off runs at the
     * commit.
     */
    public void commit() {
        settle();
        execute("commit");
        if (guests.mayComeAtCommit()) {
            untrusted().settle();
        }
        guests.transactionEnded();
    }

    /**
     * Begins a transaction that the caller ends; {@link #transaction} ends its own.
     *
     * @throws Failure if a pooler has given it another server process, which has none of the session's settings
     */
    public void begin(String sql) {
        execute(sql);
        if (!processWithSettings().equals(settings.process())) {
            throw channel.errors().pooled();
        }
    }

    /** Asks by SHOW, which takes no snapshot: a snapshot of before the locks shows a table that was truncated as it was. */
    private String processWithSettings() {
        try {
            return one("show rowferry.process", row -> row.text("rowferry.process"));
        } catch (Failure failure) {
            if (SqlState.of(failure).filter(UNKNOWN_SETTING::equals).isPresent()) {
                return "";
            }
            throw failure;
        }
    }

    /** Sets how long each statement from here on waits for a lock that another session holds. */
    public void lockTimeout(Duration atMost) {
        set("lock_timeout", milliseconds(atMost));
    }

    /** Sets how long each statement from here on may take. */
    public void statementTimeout(Duration atMost) {
        set("statement_timeout", milliseconds(atMost));
    }

    /** Has each transaction from here on be READ ONLY that does not say otherwise. */
    public void readOnly() {
        set("default_transaction_read_only", "on");
    }

    /** Has the server refuse to read a view or a foreign table from here on, where it knows how. */
    public void refuseViews() {
        String setting = "restrict_nonsystem_relation_kind";
        if (first("select from pg_catalog.pg_settings where name = ?", row -> row, setting)
                .isPresent()) {
            set(setting, "view, foreign-table");
        }
    }

    /** Returns a time as the value of a setting, in milliseconds: the server's hold no more than 24 days. */
    public static String milliseconds(Duration atMost) {
        return Long.toString(Math.min(atMost.toMillis(), Integer.MAX_VALUE));
    }

    private void set(String name, String value) {
        execute("set " + name + " = " + new Literal(value));
        settings.keep(name, value);
    }

    /** Runs one or more statements that return nothing. */
    public void execute(String sql) {
        beginSavepoints();
        channel.execute(sql);
    }

    /**
     * Runs a statement with {@code ?} for its values, NULL for an empty one, and returns how many rows it changed.
     * Without values it may hold any operator and any expression, and may be several: their rows are added up.
     */
    public long update(String sql, Object... values) {
        beginSavepoints();
        return channel.change(sql, values);
    }

    /** Runs a query with {@code ?} for its values; for results that fit into memory many times. */
    public <T> List<T> query(String sql, Function<Row, T> mapper, Object... values) {
        beginSavepoints();
        return channel.rows(sql, mapper, values);
    }

    /** Runs a query of one row at the most. */
    public <T> Optional<T> first(String sql, Function<Row, T> mapper, Object... values) {
        List<T> rows = query(sql, mapper, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** Runs a query of exactly one row. */
    public <T> T one(String sql, Function<Row, T> mapper, Object... values) {
        return first(sql, mapper, values).orElseThrow(() -> new IllegalStateException("no row from: " + sql));
    }

    /**
     * Does work in a transaction of its own: commits when it returns, rolls back when it throws.
     *
     * @param begin the statement that begins it, such as {@code begin isolation level repeatable read read only}
     */
    public <T> T transaction(String begin, Supplier<T> work) {
        boolean done = false;
        try {
            begin(begin);
            T result = work.get();
            commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                undo();
            }
        }
    }

    /**
     * Does work in a savepoint of the transaction that is open: keeps it when it returns, undoes it when it throws. May be
     * nested, which is why a savepoint that was rolled back to is released too: it would hide those around it. It begins
     * with the first statement of the work: work that sends none costs none.
     */
    public <T> T savepoint(Supplier<T> work) {
        return savepoint(work, result -> true);
    }

    /** Does the same, and undoes the work, too, when it returns a result that is not to be kept. */
    public <T> T savepoint(Supplier<T> work, Predicate<T> kept) {
        savepointsToBegin++;
        boolean done = false;
        try {
            T result = work.get();
            if (kept.test(result)) {
                settle();
                if (savepointsToBegin == 0) {
                    execute("release savepoint rowferry");
                }
                done = true;
            }
            return result;
        } finally {
            if (savepointsToBegin > 0) {
                savepointsToBegin--;
            } else if (!done && isUsable()) {
                execute("rollback to savepoint rowferry");
                settle();
                execute("release savepoint rowferry");
            }
        }
    }

    /**
     * Does work in a savepoint, and something else instead where the work fails and the session goes on.
     *
     * @throws Failure of the work if the connection is lost
     */
    public <T> T attempt(Supplier<T> work, Function<Failure, T> otherwise) {
        try {
            return savepoint(work);
        } catch (Failure failure) {
            if (!isUsable()) {
                throw failure;
            }
            return otherwise.apply(failure);
        }
    }

    /** Does work in a transaction of its own that leaves nothing behind, whatever comes of it. */
    public <T> T rolledBack(Supplier<T> work) {
        try {
            begin("begin isolation level read committed, read write");
            return work.get();
        } finally {
            undo();
        }
    }

    /**
     * Runs a statement in a savepoint of the transaction that is open, and returns the server's error about its text;
     * empty if it ran. All else that may go wrong is a {@link Failure} as ever.
     */
    public Optional<String> errorIn(String sql) {
        return untrusted()
                .savepoint(
                        () -> {
                            beginSavepoints();
                            return channel.errorIn(sql);
                        },
                        Optional::isEmpty);
    }

    /** Returns whether the connection is still there to be used. */
    public boolean isUsable() {
        return channel.isOpen();
    }

    /**
     * Streams the answer of a {@code copy … to stdout}, one call for each message; the server sends one message for each
     * row, line end included. It reads what is an owner's, the one of {@link #settleFor} where that was called.
     *
     * @return how many rows the server says it sent
     */
    public long copyOut(String sql, Consumer<byte[]> records) {
        guests.expected();
        beginSavepoints();
        return channel.copyOut(sql, records);
    }

    /** Begins a {@code copy … from stdin}. */
    public CopyIn copyIn(String sql) {
        beginSavepoints();
        return channel.copyIn(sql);
    }

    /** Asks the server to cancel what this session is doing; called from another thread. */
    void cancel() {
        channel.cancel();
    }

    /** Returns the server's major version. */
    public int serverMajor() {
        long major =
                one("select current_setting('server_version_num')::int / 10000 as major", row -> row.number("major"));
        return (int) major;
    }

    @Override
    public void close() {
        channel.close();
    }

    /** A rollback undoes what was set, but not what was prepared; a transaction of its own may take a snapshot. */
    private void undo() {
        rollBackQuietly();
        if (!guests.haveBeen() || !isUsable()) {
            return;
        }
        try {
            begin("begin isolation level read committed, read only");
            settle();
            execute("commit");
        } catch (Failure e) {
            // The failure that led here is the one to report; a session that nobody trusts does no more.
            close();
        }
    }

    private void rollBackQuietly() {
        if (!isUsable()) {
            return;
        }
        try {
            execute("rollback");
        } catch (Failure e) {
            // The failure that led here is the one to report; the server rolls back when the connection ends.
            close();
        }
    }

    private void beginSavepoints() {
        while (savepointsToBegin > 0) {
            savepointsToBegin--;
            execute("savepoint rowferry");
        }
    }
}
