package org.rowferry.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.runs.RecordedRun.State;
import org.rowferry.schema.Identifier;

/** The runs of the jobs of one database, as its tracking keeps them for a year. */
public final class RunHistory {
    /** A job that has ended must not wait for long to say so. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final UUID OF_A_KILLED_RUN = new UUID(0, 0);

    private final Database database;
    private final Identifier schema;
    private final UnaryOperator<Failure> making;
    private final Clock clock = Clock.systemUTC();

    /**
     * Makes it without connecting.
     *
     * @param schema Rowferry's own in the database
     * @param making adds to a failure the commands that make the table
     */
    public RunHistory(Database database, Identifier schema, UnaryOperator<Failure> making) {
        this.database = database;
        this.schema = schema;
        this.making = making;
    }

    /** Has the sessions in which the runs did tracking alone record them too, until {@link #end}. */
    public void begin() {
        database.keepToTrack();
    }

    /** Closes the session that was kept for the next run. */
    public void end() {
        database.closeKept();
    }

    /**
     * Records a run. A session that failed is never used for it: it may be lost, or in a transaction that is rolled back. A
     * database that the run did not reach is not asked again.
     *
     * @throws Failure if it cannot be recorded
     */
    public void record(RunEnd run) {
        if (!database.isReached()) {
            return;
        }
        try {
            recordIn(database.connectToTrack("history"), run);
        } catch (Failure failure) {
            throw told(failure, "the history of runs was not written, and all else of the run is done: ");
        }
    }

    private void recordIn(Session session, RunEnd run) {
        boolean done = false;
        try {
            session.lockTimeout(LONGEST_WAIT);
            session.statementTimeout(LONGEST_WAIT);
            write(session, run);
            done = true;
        } finally {
            if (done) {
                database.giveBack(session);
            } else {
                session.close();
            }
        }
    }

    /**
     * By the server's clock, as the claims of the runs are: how long ago the run began and ended is known here. The shadow
     * tables, which a target has none of, are measured in the same statement.
     */
    private void write(Session session, RunEnd run) {
        Instant now = clock.instant();
        RunEnd.Amounts moved = run.moved();
        session.update(
                String.format(Locale.ROOT, """
                with trimmed as (
                    delete from %1$s.run_history where began < pg_catalog.now() - interval '1 year')
                insert into %1$s.run_history (job, began, ended, run_id, exit_code, failure, dry_run, bundle, keys, rows,
                    bytes, host, version, slow_tables,
                    slow_milliseconds, log_bytes)
                values (?, pg_catalog.statement_timestamp() - pg_catalog.make_interval(secs => ?),
                    pg_catalog.statement_timestamp() - pg_catalog.make_interval(secs => ?), ?::uuid, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, (
                        select pg_catalog.sum(pg_catalog.pg_total_relation_size(s.oid))::bigint
                        from pg_catalog.pg_class as s
                        join pg_catalog.pg_attribute as a on a.attrelid = s.oid and a.attname = 'xid'
                            and a.atttypid = 'pg_catalog.xid8'::pg_catalog.regtype
                        where s.relkind = 'r' and s.relnamespace = pg_catalog.to_regnamespace(?)))""", schema),
                run.job(),
                seconds(run.began(), now),
                seconds(run.ended(), now),
                run.run().toString(),
                run.exitCode(),
                run.failure(),
                run.dryRun(),
                moved.bundle(),
                moved.keys(),
                moved.rows(),
                moved.bytes(),
                run.host(),
                run.version(),
                moved.slowest().stream().map(RunEnd.TableTime::table).toArray(String[]::new),
                moved.slowest().stream().map(table -> table.took().toMillis()).toArray(Long[]::new),
                schema.toString());
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }

    /** Returns the size of all shadow tables after the last run that measured it; empty if none did, or nothing is recorded. */
    public Optional<Long> logBytes() {
        try (Session session = database.connect("history")) {
            return session.first(
                    "select log_bytes from " + schema
                            + ".run_history where log_bytes is not null order by began desc limit 1",
                    row -> row.number("log_bytes"));
        } catch (Failure failure) {
            return Optional.empty();
        }
    }

    /**
     * Returns the runs that began last, the newest first.
     *
     * @param most how many of them
     */
    public List<RecordedRun> newest(int most) {
        try (Session session = database.connect("history")) {
            return newest(session, most);
        } catch (Failure failure) {
            throw told(failure, "the history of runs cannot be read: ");
        }
    }

    private List<RecordedRun> newest(Session session, int most) {
        return session.query(runs(schema) + " order by r.began desc, r.job limit ?", RunHistory::read, most);
    }

    /** Returns the last runs of each job, the newest first. */
    static List<RecordedRun> lastOfEachJob(Session session, Identifier schema, int most) {
        return session.query(
                "select l.* from (select a.*, row_number() over (partition by a.job order by a.began desc) as place from ("
                        + runs(schema) + ") as a) as l where l.place <= ? order by l.began desc, l.job",
                RunHistory::read,
                most);
    }

    private static String runs(Identifier schema) {
        return String.format(Locale.ROOT, """
                select r.* from (
                    select h.job, h.began, h.run_id::text as run_id, h.ended, h.exit_code, h.failure, h.dry_run, h.bundle,
                        h.keys, h.rows, h.bytes, h.host, h.version, false as running
                    from %1$s.run_history as h
                    union all
                    select u.job, u.began, '00000000-0000-0000-0000-000000000000', null, null, null, false, null, 0, 0, null,
                        '', '', u.running
                    from (%2$s) as u) as r""", schema, RunLock.unended(schema));
    }

    private static RecordedRun read(Row row) {
        Optional<Instant> ended = row.time("ended");
        String job = row.text("job");
        return new RecordedRun(
                Optional.of(UUID.fromString(row.text("run_id"))).filter(run -> !run.equals(OF_A_KILLED_RUN)),
                job.substring(0, Math.max(0, job.indexOf(' '))),
                job.substring(job.lastIndexOf(' ') + 1),
                ended.isPresent() ? State.ENDED : row.flag("running") ? State.RUNNING : State.INTERRUPTED,
                row.time("began").orElseThrow(),
                ended,
                row.optionalText("exit_code").map(Integer::valueOf),
                row.optionalText("failure"),
                row.flag("dry_run"),
                row.optionalText("bundle").map(Long::valueOf),
                row.number("keys"),
                row.number("rows"),
                row.optionalText("bytes").map(Long::valueOf),
                row.text("host"),
                row.text("version"));
    }

    private Failure told(Failure failure, String words) {
        return OlderTracking.told(failure, words, schema, making);
    }
}
