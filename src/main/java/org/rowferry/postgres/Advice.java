package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.report.Shell;
import org.rowferry.schema.Literal;

/**
 * The ways out where a server's types (SQLSTATE class 22) or constraints (class 23) do not take a row. The server's words
 * are of its own language: what they quote is looked up in the catalog.
 */
final class Advice {
    private static final Pattern COPIED = Pattern.compile("^copy (.+?) \\(");

    private final Failure failure;
    private final String state;
    private final Optional<ServerErrorMessage> server;
    private final Obstacle obstacle;
    private final String sql;

    private Advice(Failure failure, SQLException e, String sql, Inquiry inquiry) {
        this.failure = failure;
        this.state = String.valueOf(e.getSQLState());
        this.server = SqlErrors.server(e);
        this.sql = sql;
        this.obstacle = new Obstacle(server, inquiry);
    }

    /** Returns whether a failure is one of these. */
    static boolean isFor(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.equals("42804");
    }

    static Failure on(Failure failure, SQLException e, String sql, Inquiry inquiry) {
        return new Advice(failure, e, sql, inquiry).given();
    }

    private Failure given() {
        return switch (state) {
            case "22P02" -> obstacle.label().map(this::labelled).orElseGet(this::compared);
            case "23502" ->
                hinted(failure, "Let it be null: ", obstacle.ofNulls().map(what -> "alter " + what + " drop not null;"))
                        .hint(known());
            case "23001", "23503" ->
                hinted(
                                failure.hint(
                                        "Ship the table that is referred to as well, or put the same filter on both, or on neither:"
                                                + " where the source keeps a foreign key, all rows that it needs arrive together."),
                                "Where the source has no such foreign key, drop it here: ",
                                obstacle.dropped())
                        .hint(known());
            case "23505", "23P01" ->
                hinted(failure, "Where the source has no such constraint, drop it here: ", obstacle.dropped())
                        .hint(
                                "Where another than Rowferry wrote the row that has the value, change or delete that row. "
                                        + known());
            case "23514" ->
                server.filter(message -> message.getConstraint() == null).isPresent()
                        ? withoutPartition()
                        : hinted(failure, "Make the check as the source has it, or drop it: ", obstacle.dropped())
                                .hint(known());
            default -> compared();
        };
    }

    /** Tells nothing where the catalog does not have what the error is about. */
    private static Failure hinted(Failure failure, String before, Optional<String> statement) {
        return statement.map(words -> failure.hint(before + words)).orElse(failure);
    }

    private Failure compared() {
        Matcher copied = COPIED.matcher(sql);
        String how =
                copied.find() ? "this on either side: psql -c " + Shell.word("\\d " + copied.group(1)) : "\\d in psql";
        return failure.hint("A column here has to be as wide as the source's; compare them with " + how);
    }

    /** A label that came to the source's type has to come to the target's. */
    private Failure labelled(Obstacle.Label label) {
        return failure.hint(
                "Add the label here: alter type " + label.type() + " add value " + new Literal(label.label()) + ";");
    }

    /** The bounds of partitions are checks without a name. */
    private Failure withoutPartition() {
        String table = obstacle.table().orElse("");
        Failure hinted =
                failure.hint("Make the partition here that the source has for the row; its bounds are shown there"
                        + " by: psql -c "
                        + Shell.word("\\d+ " + table));
        return obstacle.rest()
                .map(rest -> hinted.hint("Or one that takes all rows without: create table " + rest + " partition of "
                        + table + " default;"))
                .orElse(hinted);
    }

    private String known() {
        return "See the constraints, and who refers to whom, with: psql -c "
                + Shell.word(("\\d " + obstacle.table().orElse("")).strip());
    }
}
