package org.rowferry.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** Locks of whole tables, until the transaction ends. */
public final class TableLocks {
    private final Session session;

    public TableLocks(Session session) {
        this.session = session;
    }

    /**
     * The lock modes that conflict; each mode with those that it waits for (PostgreSQL's documentation, 'Table-Level
     * Locks').
     */
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
        try {
            lock(tables, mode, "");
        } catch (Failure failure) {
            throw failure.family() == Family.BUSY ? named(tables, mode).orElse(failure) : failure;
        }
    }

    /**
     * Locks the tables likewise, and waits for nobody.
     *
     * @throws Failure of the family BUSY if another session has one of them or waits for it
     */
    public void takeAtOnce(List<TableName> tables, Mode mode) {
        if (!tables.isEmpty()) {
            lock(tables, mode, " nowait");
        }
    }

    private void lock(List<TableName> tables, Mode mode, String waiting) {
        String names = tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
        session.savepoint(() -> {
            session.execute("lock table " + names + " in " + mode.sql + " mode" + waiting);
            return true;
        });
    }

    private Optional<Failure> named(List<TableName> tables, Mode mode) {
        return session
                .query(
                        """
                        select l.relation::regclass::text as locked, a.pid, p.gid, coalesce(a.usename, p.owner, '?') as role,
                            coalesce(nullif(a.application_name, ''), 'an unnamed program')
                                || coalesce(', ' || a.state, '')
                                || coalesce(' since ' || to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS UTC'), '') as doing,
                            to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS UTC') as prepared
                        from pg_locks l
                        left join pg_stat_activity a on a.pid = l.pid
                        -- A prepared transaction has no process; it is known by the lock on its own id.
                        left join pg_locks t on l.pid is null and t.pid is null and t.locktype = 'transactionid'
                            and t.virtualtransaction = l.virtualtransaction
                        left join pg_prepared_xacts p on p.transaction = t.transactionid
                        where l.pid is distinct from pg_backend_pid() and l.locktype = 'relation'
                            and l.mode = any (string_to_array(?, ','))
                            and l.database = (select oid from pg_database where datname = current_database())
                            and l.relation = any (select to_regclass(name) from unnest(?::text[]) as name)
                        order by l.granted desc, a.xact_start limit 1""",
                        TableLocks::heldBy,
                        mode.waitsFor,
                        tables.stream().map(TableName::toString).toArray(String[]::new))
                .stream()
                .findFirst();
    }

    private static Failure heldBy(Row row) {
        String locked = row.text("locked") + " is locked by ";
        String role = row.text("role");
        return row.optionalText("gid")
                .map(gid -> prepared(locked, gid, role, row.text("prepared")))
                .orElseGet(() -> running(locked, row.number("pid"), role, row.text("doing")));
    }

    private static Failure running(String locked, long pid, String role, String doing) {
        return new Failure(Family.BUSY, locked + "process " + pid + ", role " + role + ", " + doing)
                .hint("See what it does, as " + role + ", with: select query from pg_stat_activity where pid = " + pid
                        + ";")
                .hint("Wait for it to end and run the same command again, or end it, as " + role
                        + ", with: select pg_terminate_backend(" + pid + ");");
    }

    /** No session holds it: it waits for a second command, perhaps for ever. */
    private static Failure prepared(String locked, String gid, String role, String since) {
        return new Failure(
                        Family.BUSY,
                        locked + "the prepared transaction " + new Literal(gid) + " of role " + role + ", since "
                                + since)
                .hint("If its work is wanted, run as " + role + ": commit prepared " + new Literal(gid) + ";")
                .hint("If it is not, run as " + role + ": rollback prepared " + new Literal(gid) + ";");
    }
}
