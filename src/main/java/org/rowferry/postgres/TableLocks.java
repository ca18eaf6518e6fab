package org.rowferry.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.TableName;

/** Locks of whole tables, until the transaction ends. */
public final class TableLocks {
    private final Session session;

    public TableLocks(Session session) {
        this.session = session;
    }

    /** What is locked out; each mode with those it waits for (PostgreSQL's documentation, 'Table-Level Locks'). */
    public enum Mode {
        /** Those who truncate, rewrite or drop. */
        ACCESS_SHARE("access share", "AccessExclusiveLock"),
        /** Those who write. */
        SHARE_ROW_EXCLUSIVE(
                "share row exclusive",
                "RowExclusiveLock,ShareUpdateExclusiveLock,ShareLock,ShareRowExclusiveLock,ExclusiveLock,AccessExclusiveLock");

        private final String sql;
        private final String waitsFor;

        Mode(String sql, String waitsFor) {
            this.sql = sql;
            this.waitsFor = waitsFor;
        }
    }

    /**
     * Locks the tables in their order, in the transaction that is open.
     *
     * @throws Failure of the family BUSY, which names the session that stands in the way, if that takes longer than
     *     the session waits for locks
     */
    public void take(List<TableName> tables, Mode mode) {
        if (tables.isEmpty()) {
            return;
        }
        String names = tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
        try {
            session.savepoint(() -> {
                session.execute("lock table " + names + " in " + mode.sql + " mode");
                return true;
            });
        } catch (Failure failure) {
            throw failure.family() == Family.BUSY ? named(tables, mode).orElse(failure) : failure;
        }
    }

    private Optional<Failure> named(List<TableName> tables, Mode mode) {
        return session
                .query(
                        """
                        select format('%s is locked by process %s, role %s, %s, %s since %s', l.relation::regclass, a.pid,
                                coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), 'an unnamed program'),
                                coalesce(a.state, 'busy'),
                                coalesce(to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS UTC'), '?')) as holder,
                            a.pid
                        from pg_locks l join pg_stat_activity a on a.pid = l.pid
                        where l.pid <> pg_backend_pid() and l.locktype = 'relation' and l.mode = any (string_to_array(?, ','))
                            and l.database = (select oid from pg_database where datname = current_database())
                            and l.relation = any (select to_regclass(name) from unnest(?::text[]) as name)
                        order by l.granted desc, a.xact_start limit 1""",
                        row -> heldBy(row.text("holder"), row.number("pid")),
                        mode.waitsFor,
                        tables.stream().map(TableName::toString).toArray(String[]::new))
                .stream()
                .findFirst();
    }

    private static Failure heldBy(String holder, long pid) {
        return new Failure(Family.BUSY, holder)
                .hint("See what it does with: select query from pg_stat_activity where pid = " + pid + ";")
                .hint("Wait for it to end and run the same command again, or end it with: select pg_terminate_backend("
                        + pid + ");");
    }
}
