package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/** States and settings of a server that make it refuse an action which the role may do elsewhere. */
final class ServerState {
    private ServerState() {}

    /** Returns the failure of a server that follows another; empty where it does not, or cannot be asked. */
    static Optional<Failure> standby(Family side, Endpoint endpoint, Inquiry inquiry) {
        boolean follows =
                !inquiry.texts("select 'yes' where pg_is_in_recovery()").isEmpty();
        return Optional.of(new Failure(side, endpoint + " is a standby, which takes no writes"))
                .filter(failure -> follows)
                .map(failure -> failure.hint(
                        "Name the primary server under " + (side == Family.SOURCE ? "source: in " : "target: in "),
                        side == Family.SOURCE ? Mention.EXPORTER_FILE : Mention.IMPORTER_FILE,
                        primary(inquiry)));
    }

    /** A role that sees no more of others than their names does not see this either. */
    private static String primary(Inquiry inquiry) {
        return inquiry
                .texts("select sender_host || ':' || sender_port from pg_stat_wal_receiver where sender_host <> ''")
                .stream()
                .findFirst()
                .map(primary -> "; it follows " + primary + ".")
                .orElse(".");
    }

    /** The lock table is shared memory too; its size is the product of two settings, and each relation takes a place. */
    static Failure memory(Family side, Endpoint endpoint, String words, SQLException e, Inquiry inquiry) {
        List<String> locks = inquiry.texts("""
                select current_setting('max_locks_per_transaction')::int + ceil(count(*)
                    / (current_setting('max_connections')::numeric + current_setting('max_prepared_transactions')::int))
                from pg_class where relkind in ('r', 'p', 'i', 'I', 't', 'm')""");
        Failure failure = new Failure(side, endpoint + " has no memory left: " + words);
        // The words are of the server's language; the setting has one name in all of them.
        boolean ofLocks = SqlErrors.server(e)
                .map(ServerErrorMessage::getHint)
                .filter(hint -> hint.contains("max_locks_per_transaction"))
                .isPresent();
        if (!ofLocks || locks.isEmpty()) {
            return failure.hint("Run the same command again when less runs on the server; nothing was changed.");
        }
        return failure.hint(
                "A transaction that touches many tables and partitions needs a lock for each, and for each of"
                        + " their indexes. Run as a superuser, then restart the server: alter system set max_locks_per_transaction = "
                        + locks.get(0) + ";");
    }

    /** The driver prepares statements, which another server process than that of before does not know. */
    static Failure pooled(Family side, Endpoint endpoint, String words) {
        return new Failure(side, endpoint + " is reached through a pooler that changes sessions under way: " + words)
                .hint(
                        "Name the server's own port, or have the pooler keep a session for each client: pool_mode = session"
                                + " in pgbouncer.ini.");
    }
}
