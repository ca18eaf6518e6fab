package org.rowferry.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** A lock that a session holds on a name of Rowferry's own until it ends, whatever ends it. */
public final class AdvisoryLock {
    /** The first half of every key: 'ROWF'. */
    private static final int ROWF = 0x524F5746;

    private static final int ATTEMPTS = 10;

    private AdvisoryLock() {}

    /**
     * Takes the lock, or gives up after a moment: the server may take that long to notice that the run before has ended.
     *
     * @param what what is locked, as the operator knows it: {@code export of target reporting}
     * @throws Failure of the family BUSY, which names the session that holds it
     */
    public static void take(Session session, String what) {
        int key = keyOf(what);
        if (!takes(session, key)) {
            throw busy(session, key, "another " + what + " is running: ");
        }
    }

    /** Gives the lock back at the end of a run; a run that fails leaves that to the end of its session. */
    public static void release(Session session, String what) {
        session.one("select pg_advisory_unlock(?, ?) as released", row -> row.flag("released"), ROWF, keyOf(what));
    }

    private static boolean takes(Session session, int key) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean taken =
                    session.one("select pg_try_advisory_lock(?, ?) as taken", row -> row.flag("taken"), ROWF, key);
            if (taken) {
                return true;
            }
            session.execute("select pg_sleep(0.1)");
        }
        return false;
    }

    private static Failure busy(Session session, int key, String message) {
        return session.first(
                        """
                        select format('process %s, role %s, %s', l.pid, coalesce(a.usename, '?'),
                                coalesce(nullif(a.application_name, ''), 'an unnamed program'))
                                || coalesce(' from ' || host(a.client_addr), '')
                                || coalesce(', since ' || to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS UTC'), '') as holder,
                            l.pid
                        from pg_locks l left join pg_stat_activity a on a.pid = l.pid
                        where l.locktype = 'advisory' and l.granted and l.objsubid = 2
                            and l.database = (select oid from pg_database where datname = current_database())
                            and l.classid = ?::oid and l.objid = ?::oid""",
                        row -> new Failure(Family.BUSY, message + row.text("holder"))
                                .hint("Wait for it to end and run the same command again, or end it with: select"
                                        + " pg_terminate_backend(" + row.number("pid") + ");"),
                        Integer.toUnsignedLong(ROWF),
                        Integer.toUnsignedLong(key))
                .orElseGet(() ->
                        new Failure(Family.BUSY, message + "it ended just now").hint("Run the same command again."));
    }

    private static int keyOf(String what) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
