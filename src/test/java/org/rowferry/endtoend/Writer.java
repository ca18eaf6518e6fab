package org.rowferry.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.rowferry.testing.TestDatabase;

/**
 * One connection that changes rows. It never waits for another: what it cannot have at once is refused, and its
 * transaction or its savepoint goes back.
 */
final class Writer implements AutoCloseable {
    /** Foreign keys, unique keys, locks, serialization, a row that one statement would change twice. */
    private static final Set<String> REFUSALS = Set.of("23503", "23505", "55P03", "40001", "21000", "27000");

    private final String name;
    private final Connection connection;
    private final int major;
    private final Consumer<String> trail;
    private boolean inTransaction;
    private int savepoints;

    Writer(String name, TestDatabase database, Consumer<String> trail) {
        this.name = name;
        this.major = database.server().major();
        this.trail = trail;
        this.connection = database.connect();
        execute("set lock_timeout = '2ms'");
    }

    /** Does some next thing; returns the name of a transaction if it was prepared. */
    Optional<String> act(Random random, List<ContendedTable> preys, String nextName) {
        if (!inTransaction) {
            actOutside(random, preys);
            return Optional.empty();
        }
        int what = random.nextInt(100);
        if (what < 70) {
            attack(random, preys);
        } else if (what < 78) {
            run("savepoint s" + ++savepoints);
        } else if (what < 86 && savepoints > 0) {
            run("rollback to s" + savepoints);
        } else if (what < 89 && savepoints > 0) {
            run("release s" + savepoints--);
        } else if (what < 95) {
            end("commit");
        } else if (what < 97) {
            end("rollback");
        } else {
            return end("prepare transaction '" + nextName + "'") ? Optional.of(nextName) : Optional.empty();
        }
        return Optional.empty();
    }

    private void actOutside(Random random, List<ContendedTable> preys) {
        if (random.nextInt(3) == 0) {
            attack(random, preys);
        } else {
            inTransaction = run(random.nextInt(4) == 0 ? "begin isolation level repeatable read" : "begin");
        }
    }

    void populate(Random random, List<ContendedTable> preys) {
        for (ContendedTable prey : preys) {
            for (int i = 0; i < 5; i++) {
                run(prey.populate(random));
            }
        }
    }

    private void attack(Random random, List<ContendedTable> preys) {
        run(preys.get(random.nextInt(preys.size())).attack(random, major));
    }

    /** Ends the transaction if there is one. */
    void quiesce(Random random) {
        if (inTransaction) {
            end(random.nextInt(5) == 0 ? "rollback" : "commit");
        }
    }

    /** Commits or takes back what another session prepared. */
    void conclude(String prepared, boolean commit) {
        run((commit ? "commit prepared '" : "rollback prepared '") + prepared + "'");
    }

    private boolean end(String how) {
        savepoints = 0;
        boolean done = run(how);
        inTransaction = false;
        return done;
    }

    private boolean run(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            trail.accept(name + ": " + sql);
            return true;
        } catch (SQLException e) {
            if (!REFUSALS.contains(e.getSQLState())) {
                throw new AssertionError(name + ": " + sql, e);
            }
            trail.accept(name + ": " + sql + " -- refused " + e.getSQLState());
            takeBack();
            return false;
        }
    }

    private void takeBack() {
        if (inTransaction && savepoints > 0) {
            execute("rollback to s" + savepoints);
        } else if (inTransaction) {
            execute("rollback");
            inTransaction = false;
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(name + ": " + sql, e);
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
