package org.rowferry.apply;

import java.time.Duration;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;

/**
 * The claim of one run on what it brings, in a session of its own: code of a table's owner runs in the one that writes, and
 * could give the lock back there. Should this session end while rows are written, another run may begin; {@link #requireHeld},
 * asked before a commit, has one of the two fail.
 */
public final class Claim implements AutoCloseable {
    private final Database target;
    private final Session session;
    private final RunLock lock;
    private boolean released;

    private Claim(Database target, Session session, RunLock lock) {
        this.target = target;
        this.session = session;
        this.lock = lock;
    }

    /**
     * Claims a job.
     *
     * @param schema Rowferry's own on the target
     * @param purpose stands in {@code pg_stat_activity.application_name}
     * @param job what runs, as the operator knows it: {@code import of inbox shop}
     * @throws org.rowferry.report.Failure of the family BUSY while another run of the job holds it
     */
    public static Claim take(Database target, Identifier schema, String purpose, String job, Duration lockTimeout) {
        Session session = target.connectToTrack(purpose);
        boolean done = false;
        try {
            session.lockTimeout(lockTimeout);
            Claim claim = new Claim(target, session, RunLock.take(session, schema, job));
            done = true;
            return claim;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    /** Refuses a session that works on another server: a list of hosts, a name or a pooler may lead to several. */
    public void requireSameServer(Session other) {
        lock.requireSameServer(other, Family.TARGET);
    }

    /** Fails where the session, and the claim with it, has ended. */
    public void requireHeld() {
        lock.requireHeld();
    }

    /** Returns whether the run before this one was killed or interrupted, as far as its history tells. */
    boolean followsUnended() {
        return lock.followsUnended();
    }

    public void release() {
        lock.release();
        released = true;
    }

    /** A session that still has the lock ends, and the lock with it; one that has none may track what comes next. */
    @Override
    public void close() {
        if (released) {
            target.giveBack(session);
        } else {
            session.close();
        }
    }
}
