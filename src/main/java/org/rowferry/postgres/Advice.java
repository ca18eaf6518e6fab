package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.TableName;

/** The ways out where a server's types (SQLSTATE class 22) or constraints (class 23) do not take a row. */
final class Advice {
    private static final Pattern LABEL =
            Pattern.compile("invalid input value for enum ([^:]+): \"(.*)\"", Pattern.DOTALL);
    private static final String BOTH_SIDES =
            "Compare the columns on both sides: psql -c '\\d TABLE' here, and there what 'rowferry inspect --json BUNDLE' shows";

    private final Failure failure;
    private final String state;
    private final Optional<ServerErrorMessage> server;

    private Advice(Failure failure, SQLException e) {
        this.failure = failure;
        this.state = String.valueOf(e.getSQLState());
        this.server = SqlErrors.server(e);
    }

    /** Returns whether a failure is one of these. */
    static boolean isFor(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.equals("42804");
    }

    static Failure on(Failure failure, SQLException e) {
        return new Advice(failure, e).given();
    }

    private Failure given() {
        return switch (state) {
            case "22001", "22003" ->
                failure.hint(BOTH_SIDES + "; then make the column here as wide as there: alter table " + table()
                        + " alter column … type …;");
            case "22P02" ->
                label().map(failure::hint)
                        .orElseGet(() -> failure.hint(BOTH_SIDES + ".")
                                .hint("Where it is a label that an enum lacks here: alter type … add value '…';"));
            case "23502" ->
                failure.hint("Let it be null, or give it a default: alter table " + table() + " alter column "
                                + column() + " drop not null;")
                        .hint(known());
            case "23001", "23503" ->
                failure.hint(
                                "Ship the table that is referred to as well, or put the same filter on both, or on neither:"
                                        + " where the source keeps a foreign key, all rows that it needs arrive together.")
                        .hint("Where the source has no such foreign key, drop it here: alter table " + table()
                                + " drop constraint " + constraint() + ";")
                        .hint(known());
            case "23505", "23P01" ->
                failure.hint("Where the source has no such constraint, drop it here: alter table " + table()
                                + " drop constraint " + constraint() + ";")
                        .hint("Where it is an index without a constraint: drop index " + index() + ";")
                        .hint(
                                "Where another than Rowferry wrote the row that has the value, change or delete that row. "
                                        + known());
            case "23514" ->
                server.filter(message -> message.getConstraint() == null).isPresent()
                        ? withoutPartition()
                        : failure.hint("Make the check as the source has it, or drop it: alter " + checked()
                                        + " drop constraint " + constraint() + ";")
                                .hint(known());
            default -> failure.hint(BOTH_SIDES + ".");
        };
    }

    /** The bounds of partitions are checks without a name. */
    private Failure withoutPartition() {
        return failure.hint("Make the partition here that the source has for it; psql -c '\\d+ " + table()
                        + "' there shows its bounds: create table … partition of " + table() + " for values …;")
                .hint("Or one that takes all rows without: create table " + rest() + " partition of " + table()
                        + " default;");
    }

    private String rest() {
        return server.filter(message -> message.getTable() != null)
                .map(message -> TableName.of(String.valueOf(message.getSchema()), message.getTable() + "_default")
                        .toString())
                .orElse("…");
    }

    /** A label that came to the source's type has to come to the target's. */
    private Optional<String> label() {
        return server.map(ServerErrorMessage::getMessage)
                .map(LABEL::matcher)
                .filter(Matcher::matches)
                .map(enumerated -> "Add the label here: alter type " + enumerated.group(1) + " add value "
                        + new Literal(enumerated.group(2)) + ";");
    }

    private String known() {
        return "See the constraints, and who refers to whom, with: psql -c '\\d " + table() + "'";
    }

    private String table() {
        return server.flatMap(SqlErrors::table).map(TableName::toString).orElse("TABLE");
    }

    /** The server names the type where the check is a domain's. */
    private String checked() {
        return server.filter(message -> message.getDatatype() != null)
                .map(message -> "domain "
                        + TableName.of(String.valueOf(message.getSchema()), String.valueOf(message.getDatatype())))
                .orElseGet(() -> "table " + table());
    }

    private String constraint() {
        return server.map(ServerErrorMessage::getConstraint)
                .map(name -> new Identifier(name).toString())
                .orElse("…");
    }

    private String index() {
        return server.filter(message -> message.getSchema() != null && message.getConstraint() != null)
                .map(message -> TableName.of(
                                String.valueOf(message.getSchema()), String.valueOf(message.getConstraint()))
                        .toString())
                .orElse("…");
    }

    private String column() {
        return server.map(ServerErrorMessage::getColumn)
                .map(name -> new Identifier(name).toString())
                .orElse("…");
    }
}
