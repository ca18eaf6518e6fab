package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * A value that another row has already: what a unique index or an exclusion constraint reported.
 *
 * @param table the table, or the partition, that the constraint is on
 */
public record Conflict(TableName table, Identifier constraint) {
    /** A violated foreign key, and one that is RESTRICT. */
    private static final Set<String> FOREIGN_KEY = Set.of("23503", "23001");

    /** Returns the conflict that a failure of a {@link Session} reports; most failures report none. */
    public static Optional<Conflict> in(Failure failure) {
        return failure.getCause() instanceof SQLException e ? in(e) : Optional.empty();
    }

    /** Returns whether a failure of a {@link Session} reports a violated foreign key. */
    public static boolean isOfAForeignKey(Failure failure) {
        return failure.getCause() instanceof SQLException e && FOREIGN_KEY.contains(String.valueOf(e.getSQLState()));
    }

    private static Optional<Conflict> in(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (!state.equals("23505") && !state.equals("23P01")) {
            return Optional.empty();
        }
        return SqlErrors.server(e)
                .flatMap(server ->
                        SqlErrors.table(server).map(table -> new Conflict(table, new Identifier(constraint(server)))));
    }

    private static String constraint(ServerErrorMessage server) {
        return Optional.ofNullable(server.getConstraint()).orElse("?");
    }
}
