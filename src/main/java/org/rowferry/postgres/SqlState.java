package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.Optional;
import org.rowferry.report.Failure;

/** The SQLSTATE by which a server named what a failure of a {@link Session} is about, whatever its language. */
public final class SqlState {
    public static final String NO_RIGHT = "42501";

    private SqlState() {}

    /** Returns it; empty where no server refused anything. */
    public static Optional<String> of(Failure failure) {
        return failure.getCause() instanceof SQLException e ? Optional.ofNullable(e.getSQLState()) : Optional.empty();
    }
}
