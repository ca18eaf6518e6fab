package org.rowferry.postgres;

import java.sql.SQLException;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;

/** Turns what postgres_fdw passes on of another server into what the operator reads; words and SQLSTATE are that server's. */
final class LinkErrors {
    private static final String FILE = "connection.c";

    private LinkErrors() {}

    static boolean areOf(SQLException e) {
        return SqlErrors.server(e)
                .map(ServerErrorMessage::getFile)
                .filter(FILE::equals)
                .isPresent();
    }

    static Failure told(SQLException e, String what) {
        String state = SqlErrors.state(e);
        return switch (state) {
            case "55P03", "40P01", "40001" ->
                new Failure(Family.BUSY, "lock timeout, deadlock or serialization conflict on the source, " + what)
                        .because(e)
                        .hint("Run the same command again.");
            case "42501" ->
                new Failure(Family.SOURCE, "permission denied on the source, " + what)
                        .because(e)
                        .hint("Have the owner of the named object grant the right to the link's role.");
            case "57014" ->
                new Failure(Family.SOURCE, "the source gave up, " + what)
                        .because(e)
                        .hint("Raise statement_timeout of the link's role on the source.");
            case "2F003" ->
                new Failure(Family.SOURCE, "the source was not asked, " + what)
                        .because(e)
                        .hint(
                                "Give the user mapping a password: ",
                                Invocation.ofTargetOwner("generate fdw target", ""));
            default ->
                state.startsWith("08") || state.startsWith("57P")
                        ? new Failure(Family.SOURCE, "cannot reach the source, " + what)
                                .because(e)
                                .hint("Check that it runs and accepts this server, and that no"
                                        + " idle_in_transaction_session_timeout or"
                                        + " transaction_timeout ends the role's sessions there; then run the"
                                        + " same command"
                                        + " again. Nothing is half done.")
                        : new Failure(Family.SOURCE, "the source refused a statement, " + what)
                                .because(e)
                                .hint(
                                        "Where its tables have changed, run as the owner: ",
                                        Invocation.ofTargetOwner("generate fdw target", "--reimport"));
        };
    }
}
