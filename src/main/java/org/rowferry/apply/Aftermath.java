package org.rowferry.apply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rowferry.apply.AfterImport.Statement;
import org.rowferry.apply.AfterImport.Time;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.AsRole;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Mention;
import org.rowferry.schema.Identifier;

/**
 * Does what the operator wants when rows of one feed were written: notifies listeners, and runs SQL.
 *
 * <p>SQL comes when all tracking is written, and the session is settled behind it: a function that it calls belongs to anybody.
 * A function with the rights of the role runs it, in which the server refuses SET ROLE, COMMIT and ROLLBACK.
 */
public final class Aftermath {
    private static final String CHANNEL = "rowferry";

    private final Feed feed;
    private boolean pending;
    private boolean due;

    public Aftermath(Feed feed) {
        this.feed = feed;
    }

    /**
     * Does it in the transaction that writes the rows, and as its last work.
     *
     * @throws Failure of the family TARGET or BUSY if a statement fails; the transaction is to be rolled back then
     */
    void inTransaction(Session session, long position, List<AppliedTable> applied) {
        List<AppliedTable> written = Notice.written(applied);
        pending = !written.isEmpty();
        if (!pending) {
            return;
        }
        if (feed.after().notifies()) {
            session.query(
                    "select pg_catalog.pg_notify(?, ?)::pg_catalog.text as notified",
                    row -> true,
                    CHANNEL,
                    Notice.of(feed.name(), position, written));
        }
        List<Statement> statements = feed.after().at(Time.TRANSACTION);
        if (statements.isEmpty()) {
            return;
        }
        Identifier importer = new Catalog(session).currentRole();
        for (Statement statement : statements) {
            try {
                asRole(session, importer, statement);
            } catch (Failure failure) {
                throw named(statement, failure)
                        .hint(
                                "Nothing of this was applied. Correct the statement under 'after-import', or give it 'in: after',"
                                        + " in ",
                                Mention.IMPORTER_FILE,
                                "; then run the same command again.");
            }
        }
        // Here and not at the commit, which a rehearsal never comes to.
        session.untrusted().execute("set constraints all immediate");
        session.settle();
    }

    /**
     * Has the statements for the time after the transactions run although nothing was written, if the run before was killed: it
     * may have committed rows, and not have come to its statements.
     */
    public void makeUp(Claim claim, boolean dryRun, Journal journal) {
        if (!dryRun && !feed.after().at(Time.AFTER).isEmpty() && claim.followsUnended()) {
            due = true;
            journal.say(feed.name() + ": the run before was interrupted, so the statements under after-import run now");
        }
    }

    /** Notes that the transaction was committed. */
    public void committed() {
        due |= pending;
        pending = false;
    }

    private static boolean isAnother(Statement statement, Identifier importer) {
        return statement.role().filter(role -> !role.equals(importer)).isPresent();
    }

    private static void asRole(Session session, Identifier importer, Statement statement) {
        session.execute("set local statement_timeout = " + Session.milliseconds(statement.timeLimit()));
        new AsRole(session, statement.role().orElse(importer), importer).update(statement.sql());
        if (isAnother(statement, importer)) {
            refusePutOffCode(session);
        }
    }

    private static void refusePutOffCode(Session session) {
        new PutOffCode(session).found().ifPresent(found -> {
            throw new Failure(
                            Family.TARGET,
                            "before PostgreSQL 18, the deferrable " + found
                                    + " may run with the rights of the role that imports, and a statement has another role")
                    .hint("Have its owner make it anew without DEFERRABLE.")
                    .hint("Or run the statement by 'on-change', as a job of its own, in ", Mention.IMPORTER_FILE, ".");
        });
    }

    /**
     * Does the work, and then runs the statements for the time after its transactions, if rows were committed: also where the
     * work fails in the end.
     *
     * @param dryRun nothing of the work stays, so that no statement follows
     * @throws Failure the one that ended the work; else the first of a statement that is required
     */
    public void follow(Runnable work, boolean dryRun, Database target, Duration lockTimeout, Journal journal) {
        try {
            work.run();
        } catch (Failure failure) {
            afterwards(dryRun, target, lockTimeout, journal).ifPresent(journal::warn);
            throw failure;
        }
        afterwards(dryRun, target, lockTimeout, journal).ifPresent(failure -> {
            throw failure;
        });
    }

    /** Returns the first failure of a statement that is required; the others are warnings. */
    private Optional<Failure> afterwards(boolean dryRun, Database target, Duration lockTimeout, Journal journal) {
        List<Statement> statements = feed.after().at(Time.AFTER);
        if (dryRun || !due || statements.isEmpty()) {
            return Optional.empty();
        }
        Optional<Failure> required = Optional.empty();
        for (Statement statement : statements) {
            try {
                run(target, lockTimeout, statement);
                journal.step("ran a statement after the import");
            } catch (Failure failure) {
                Failure told = named(statement, failure)
                        .hint(
                                "The rows are there, and stay. Run the statement by hand, and correct it under 'after-import' in ",
                                Mention.IMPORTER_FILE,
                                ".");
                if (statement.required() && required.isEmpty()) {
                    required = Optional.of(told);
                } else {
                    journal.warn(told);
                }
            }
        }
        return required;
    }

    /** Without another role it runs by itself, so that it may be one that no transaction takes, such as VACUUM. */
    private void run(Database target, Duration lockTimeout, Statement statement) {
        try (Session session = target.connect("after-import " + feed.name())) {
            session.lockTimeout(lockTimeout);
            session.statementTimeout(statement.timeLimit());
            if (statement.role().isEmpty()) {
                session.untrusted().execute(statement.sql());
                return;
            }
            session.transaction("begin isolation level read committed, read write", () -> {
                asRole(session, new Catalog(session).currentRole(), statement);
                return true;
            });
        }
    }

    private Failure named(Statement statement, Failure failure) {
        return failure.reworded(
                "after-import of " + feed.name() + ": " + shortened(statement.sql()) + ": " + failure.getMessage());
    }

    private static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }
}
