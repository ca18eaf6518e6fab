package org.rowferry.postgres;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.report.Shell;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Turns what the driver throws into what the operator reads. SQLSTATEs are those of PostgreSQL's Appendix A. */
final class SqlErrors {
    /** The SQLSTATE of RAISE EXCEPTION without one of its own. */
    private static final String RAISED = "P0001";

    private final Family side;
    private final Endpoint endpoint;
    private final boolean owners;
    private final Inquiry inquiry;

    /** Tells the errors of a database; {@code owners} says that what runs there is for the owner alone. */
    SqlErrors(Family side, Endpoint endpoint, boolean owners) {
        this.side = side;
        this.endpoint = endpoint;
        this.owners = owners;
        this.inquiry = new Inquiry(endpoint);
    }

    Failure connecting(SQLException e) {
        String why = e.getCause() instanceof UnknownHostException unknown
                ? "no address is known for the host " + unknown.getMessage()
                : text(e);
        Failure failure = new Failure(side, "cannot connect to " + endpoint + ": " + why).because(e);
        return switch (state(e)) {
            case "28P01", "28000" ->
                failure.hint(endpoint.mendedPassword())
                        .hint("See too that pg_hba.conf of the server lets the role in: psql -c 'table"
                                + " pg_hba_file_rules'");
            case "3D000" -> failure.hint("Name a database that exists; they are listed by: psql -l");
            case "42501" ->
                failure.hint("Run as the database's owner: grant connect on database "
                        + new Identifier(endpoint.database()) + " to " + new Identifier(endpoint.user()) + ";");
            case "53300", "57P03" -> failure.hint("Run the same command again when the server takes connections.");
            default -> failure.hint(toConnect(e));
        };
    }

    /** The driver refuses some servers itself, and says why in words alone. */
    private String toConnect(SQLException e) {
        String words = String.valueOf(e.getMessage());
        if (words.contains("no password was provided")) {
            return endpoint.mendedPassword();
        }
        if (words.contains("SSL")) {
            return "Turn on ssl on the server, or connect with sslmode=prefer where that is safe.";
        }
        return "See that the server runs and is reached: pg_isready -d 'postgresql://" + endpoint + "'.";
    }

    Failure pooled() {
        return ServerState.pooled(side, endpoint, "a transaction has another server process than the settings");
    }

    Failure cancelled() {
        return new Failure(side, "the work on " + endpoint + " was cancelled").hint("Run the same command again.");
    }

    Failure running(SQLException e, String sql) {
        if (LinkErrors.areOf(e)) {
            return LinkErrors.told(e, "over a link from " + endpoint + ": " + text(e));
        }
        Failure refused = new Failure(side, endpoint + " refused a statement: " + text(e)).because(e);
        return ForeignCode.hinted(refused, e, sql, inquiry).orElseGet(() -> onTheServer(e, sql));
    }

    private Failure onTheServer(SQLException e, String sql) {
        return switch (state(e)) {
            case "57014" ->
                new Failure(side, "a statement on " + endpoint + " was given up: " + text(e))
                        .because(e)
                        .hint("Nothing was changed. If it may take longer, raise the time limit; the statement was:"
                                + " " + abridged(sql));
            case "55P03" ->
                new Failure(Family.BUSY, "could not get a lock on " + endpoint + " within lock_timeout: " + text(e))
                        .because(e)
                        .hint(
                                "Find who holds it, and run the same command again: select l.relation::regclass,"
                                        + " l.mode, a.pid, a.usename, a.state, a.query, p.gid as prepared from pg_locks l left join pg_stat_activity a using (pid) left join pg_locks t on l.pid is null and t.pid is null and t.locktype = 'transactionid' and t.virtualtransaction = l.virtualtransaction left join pg_prepared_xacts p on p.transaction = t.transactionid where l.granted and l.relation is not null and l.mode <> 'AccessShareLock';");
            case "40P01", "40001" ->
                new Failure(Family.BUSY, "deadlock or serialization conflict on " + endpoint + ": " + text(e))
                        .because(e)
                        .hint("Run the same command again.");
            case "42501" -> withoutRight(e, sql);
            case "25006", "0A000", "55000" ->
                ServerState.standby(side, endpoint, inquiry)
                        .orElseGet(() -> statementFailed(e, sql))
                        .because(e);
            case "53200" ->
                ServerState.memory(side, endpoint, text(e), e, inquiry).because(e);
            case "53100" ->
                new Failure(side, endpoint + " has no room left: " + text(e))
                        .because(e)
                        .hint("Make room on the server and run the same command again; nothing was changed.");
            case "26000", "42P05" -> ServerState.pooled(side, endpoint, text(e)).because(e);
            case "22021", "22P05" -> ofAnotherEncoding(e, sql);
            default -> statementFailed(e, sql);
        };
    }

    private Failure withoutRight(SQLException e, String sql) {
        boolean hides = server(e).filter(MissingRight::isOfRowSecurity).isPresent();
        String what = hides ? "row security would hide rows on " : "permission denied on ";
        Failure failure = new Failure(side, what + endpoint + ": " + text(e)).because(e);
        MissingRight right = new MissingRight(endpoint, side, inquiry);
        if (hides) {
            return right.hiding(failure, sql);
        }
        String context = server(e).map(ServerErrorMessage::getWhere).orElse("");
        Optional<String> words = ForeignCode.mayHaveRaised(e, sql) ? Optional.empty() : Optional.of(message(e));
        return owners ? right.owning(failure, sql) : right.hinted(failure, words, sql, context);
    }

    /** Bundles are UTF-8; an SQL_ASCII database does not say what its bytes are, and others lack most characters. */
    private Failure ofAnotherEncoding(SQLException e, String sql) {
        Failure failure = state(e).equals("22021") ? ofNoEncoding(e) : lackingCharacter(e);
        return failure.because(e).hint("The statement was: " + abridged(sql));
    }

    private Failure ofNoEncoding(SQLException e) {
        return new Failure(
                        side, endpoint + " holds text that is no UTF-8, of an encoding that nobody knows: " + text(e))
                .hint("Find the rows whose texts match '[^[:ascii:]]', and correct them; or restore a dump of the"
                        + " database"
                        + " into one of the encoding that they have: createdb -T template0 -E LATIN1 "
                        + Shell.word(endpoint.database() + "_latin1") + ", say.");
    }

    private Failure lackingCharacter(SQLException e) {
        return side == Family.SOURCE
                ? new Failure(side, endpoint + " holds a character that the other encoding lacks: " + text(e))
                        .hint(
                                "Correct the rows, or replace the character under 'transform' at the table's entry in ",
                                Mention.EXPORTER_FILE,
                                ".")
                : new Failure(side, endpoint + " has no place for a character that arrives: " + text(e))
                        .hint("Restore a dump of the database into one that has every character: createdb -T"
                                + " template0 -E UTF8 "
                                + Shell.word(endpoint.database() + "_utf8")
                                + "; or replace the character for this target under 'transform' on the"
                                + " source.");
    }

    private Failure statementFailed(SQLException e, String sql) {
        if (state(e).startsWith("08") || state(e).startsWith("57P")) {
            return new Failure(side, "the connection to " + endpoint + " broke: " + text(e))
                    .because(e)
                    .hint("Run the same command again when the server is back; nothing was half done.");
        }
        if (side == Family.TARGET && Advice.isFor(e) && (owners || !ForeignCode.mayHaveRaised(e, sql))) {
            String subject = server(e)
                    .flatMap(SqlErrors::table)
                    .map(table -> table + " on " + endpoint)
                    .orElse(endpoint.toString());
            return Advice.on(
                    new Failure(side, subject + " does not take a row: " + text(e)).because(e), e, sql, inquiry);
        }
        String refused = endpoint + " refused a statement: " + text(e);
        Optional<String> hint = server(e).map(ServerErrorMessage::getHint).filter(words -> state(e).equals(RAISED));
        if (owners && hint.isPresent()) {
            return new Failure(side, refused).because(e).hint(hint.get());
        }
        // A job runs code of tables' owners, which may have any command to be pasted: it is told as theirs.
        return new Failure(
                        side,
                        refused + hint.map(words -> "; its own hint: " + words).orElse(""))
                .because(e)
                .hint("The statement was: " + abridged(sql));
    }

    /**
     * Returns the server's words where they are about the statement's text: classes 42 (syntax and names, except for
     * rights), 0A (what cannot be done there), 22 (constants that are no values), 3F (schemas) and 54 (limits).
     */
    static Optional<String> inText(SQLException e) {
        boolean aboutText = state(e).matches("(42|0A|22|3F|54).*") && !state(e).equals("42501");
        return aboutText ? server(e).map(ServerErrorMessage::getMessage) : Optional.empty();
    }

    /** Returns the table that the server says an error is about. */
    static Optional<TableName> table(ServerErrorMessage server) {
        return Optional.ofNullable(server.getTable())
                .map(table -> TableName.of(String.valueOf(server.getSchema()), table));
    }

    static Optional<ServerErrorMessage> server(SQLException e) {
        return e instanceof PSQLException driver
                ? Optional.ofNullable(driver.getServerErrorMessage())
                : Optional.empty();
    }

    static String state(SQLException e) {
        return Optional.ofNullable(e.getSQLState()).orElse("");
    }

    private static String message(SQLException e) {
        return server(e).map(ServerErrorMessage::getMessage).orElse(String.valueOf(e.getMessage()));
    }

    /** The server's words with what it adds to them, on one line, and its SQLSTATE. */
    private static String text(SQLException e) {
        StringBuilder text = new StringBuilder();
        Optional<ServerErrorMessage> server = server(e);
        text.append(message(e));
        server.map(ServerErrorMessage::getDetail)
                .ifPresent(detail -> text.append(" (").append(detail).append(')'));
        server.map(ServerErrorMessage::getWhere)
                .map(where -> where.lines().findFirst().orElse(""))
                .filter(where -> where.startsWith("COPY") || where.startsWith("PL/") || where.startsWith("column "))
                .filter(where -> !AsRole.isOwn(where))
                .ifPresent(where -> text.append(" (").append(where).append(')'));
        server.map(ServerErrorMessage::getSQLState)
                .ifPresent(state -> text.append(" [").append(state).append(']'));
        return text.toString().replace('\n', ' ');
    }

    private static String abridged(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 400 ? line : line.substring(0, 400) + " …";
    }
}
