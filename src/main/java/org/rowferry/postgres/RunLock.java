package org.rowferry.postgres;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

/**
 * The lock of one run of a job, which ends with its session, whatever ends that. Everybody who may connect may take any
 * advisory lock, so the lock alone proves nothing: the run claims the job in a table that needs a right to write, with
 * its process and a key that nobody could know before. The claim holds while that process holds that key.
 */
public final class RunLock {
    private static final int ATTEMPTS = 10;

    private static final int PROBES = 8;

    /** The lock on the key of row {@code r}: its two halves, as the server shows them. */
    private static final String HELD = """
            from pg_catalog.pg_locks as l
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.pid = r.pid
                and ((l.classid::bigint << 32) | l.objid::bigint) = r.key""";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Session session;
    private final Identifier schema;
    private final String job;
    private final long key;
    private final long process;

    private RunLock(Session session, Identifier schema, String job, long key, long process) {
        this.session = session;
        this.schema = schema;
        this.job = job;
        this.key = key;
        this.process = process;
    }

    /**
     * Takes the lock, or gives up after a moment: the server may take that long to notice that the run before has ended.
     *
     * @param schema Rowferry's own, with the table {@code run_lock}
     * @param job what runs, as the operator knows it: {@code export of target reporting}
     * @throws Failure of the family BUSY, which names the session that holds it
     */
    public static RunLock take(Session session, Identifier schema, String job) {
        RunLock lock = new RunLock(session, schema, job, lockedKey(session), processOf(session));
        lock.keepUnended();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (lock.claims()) {
                return lock;
            }
            session.execute("select pg_catalog.pg_sleep(0.1)");
        }
        throw lock.busy();
    }

    /**
     * Refuses two sessions that work on different servers, or share one server process, as two sessions of one run would be
     * refused. Nothing is written: an advisory lock shows it, and is given back.
     *
     * @param job what would run, as the operator knows it
     */
    public static void requireOneServer(Session one, Session other, Family side, String job) {
        RunLock probe = new RunLock(one, new Identifier("pg_catalog"), job, lockedKey(one), processOf(one));
        probe.requireSameServer(other, side);
        requireOneProcess(one);
        requireOneProcess(other);
        probe.release();
    }

    /** Gives the lock back at the end of a run; a run that fails leaves that to the end of its session. */
    public void release() {
        session.one("select pg_catalog.pg_advisory_unlock(?) as released", row -> row.flag("released"), key);
    }

    /**
     * Refuses a session of the same run that works on another server: a list of hosts, a name or a pooler may lead to several.
     *
     * @param side whose server both are to reach; the configuration names it under a key of that name
     */
    public void requireSameServer(Session other, Family side) {
        if (!isSeenFrom(other)) {
            requireOneProcess(other);
            requireOneProcess(session);
            throw new Failure(
                            side,
                            "two sessions of one " + job.substring(0, job.indexOf(' ')) + " reached different servers")
                    .hint("Name one server under " + side.name().toLowerCase(Locale.ROOT)
                            + ":, or say target_session_attrs=read-write there.");
        }
    }

    /** A pooler that changes sessions under way hides the lock too; each transaction asks which process it has. */
    private static void requireOneProcess(Session of) {
        for (int i = 0; i < PROBES; i++) {
            of.transaction("begin isolation level read committed, read only", () -> true);
        }
    }

    /** Fails where the session, and the lock with it, has ended. */
    public void requireHeld() {
        if (!isSeenFrom(session)) {
            throw new Failure(Family.BUSY, "the " + job + " has lost its lock").hint("Run the same command again.");
        }
    }

    /** Returns whether a session sees that the lock is held: it then works in the same database of the same server. */
    private boolean isSeenFrom(Session other) {
        return other.one("""
                select exists (
                    select from pg_catalog.pg_locks as l
                    join pg_catalog.pg_database as d on d.oid = l.database and d.datname = pg_catalog.current_database()
                    where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.pid = ?
                        and ((l.classid::bigint << 32) | l.objid::bigint) = ?) as seen""", row -> row.flag("seen"), process, key);
    }

    private static long processOf(Session session) {
        return session.one("select pg_catalog.pg_backend_pid() as pid", row -> row.number("pid"));
    }

    private static long lockedKey(Session session) {
        while (true) {
            long key = RANDOM.nextLong();
            if (session.one("select pg_catalog.pg_try_advisory_lock(?) as taken", row -> row.flag("taken"), key)) {
                return key;
            }
        }
    }

    /**
     * Returns a query of the runs that have begun and of which no end is recorded: {@code job}, {@code began}, and whether
     * they are {@code running}. A claim lies between the beginning and the end of its own run.
     */
    public static String unended(Identifier schema) {
        return String.format(Locale.ROOT, """
                select r.job, r.since as began, exists (select %2$s) as running
                from %1$s.run_lock as r
                where not exists (
                    select from %1$s.run_history as h
                    where h.job = r.job and h.began between r.since - interval '30 days' and r.since
                        and (h.ended >= r.since or h.ended is null and h.began = r.since))""", schema, HELD);
    }

    /**
     * Records the run before, which was killed, while its claim still stands there. Not in the transaction of the claim: a
     * history that cannot be written stops no run, and is told of when the run has ended.
     */
    private void keepUnended() {
        try {
            session.update(
                    "insert into " + schema + ".run_history (job, began, run_id)"
                            + " select u.job, u.began, '00000000-0000-0000-0000-000000000000'::uuid from ("
                            + unended(schema) + ") as u where u.job = ? and not u.running on conflict do nothing",
                    job);
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
        }
    }

    /**
     * Returns whether the run before this one, not counting those that changed nothing, was killed or interrupted. A run ends
     * so if no end of it is recorded; without a history nobody knows.
     */
    public boolean followsUnended() {
        try {
            return session.first(
                            "select ended is null as unended from " + schema
                                    + ".run_history where job = ? and not dry_run order by began desc limit 1",
                            row -> row.flag("unended"),
                            job)
                    .orElse(false);
        } catch (Failure failure) {
            if (!session.isUsable()) {
                throw failure;
            }
            return false;
        }
    }

    /** Writes this session into the job's row, unless the session that stands there still holds its key. */
    private boolean claims() {
        return session.transaction(
                "begin isolation level read committed, read write",
                () -> session.update(String.format(Locale.ROOT, """
                                insert into %s.run_lock as r (job, pid, key, since)
                                values (?, pg_catalog.pg_backend_pid(), ?, pg_catalog.now())
                                on conflict (job) do update
                                set pid = excluded.pid, key = excluded.key, since = excluded.since
                                where not exists (select %s)""", schema, HELD), job, key) > 0);
    }

    private Failure busy() {
        return holder(session, schema, job)
                .orElseGet(() -> new Failure(Family.BUSY, running(job) + "it ended just now")
                        .hint("Run the same command again."));
    }

    private static String running(String job) {
        return "another " + job + " is running: ";
    }

    /** Returns the failure that a run of the job would end with now, since another run holds its lock; empty where none does. */
    public static Optional<Failure> holder(Session session, Identifier schema, String job) {
        return session.first(
                String.format(Locale.ROOT, """
                select pg_catalog.format('process %%s, role %%s, %%s', r.pid, coalesce(a.usename, '?'),
                        coalesce(nullif(a.application_name, ''), 'an unnamed program'))
                        || coalesce(' from ' || pg_catalog.host(a.client_addr), '')
                        || ', since ' || pg_catalog.to_char(r.since, 'YYYY-MM-DD HH24:MI:SS UTC') as holder,
                    r.pid
                from %s.run_lock as r
                left join pg_catalog.pg_stat_activity as a on a.pid = r.pid
                where r.job = ? and exists (select %s)""", schema, HELD),
                row -> new Failure(Family.BUSY, running(job) + row.text("holder"))
                        .hint("Wait for it to end and run the same command again, or end it with: select"
                                + " pg_terminate_backend(" + row.number("pid") + ");"),
                job);
    }
}
