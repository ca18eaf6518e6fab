package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rowferry.report.Failure;

/** Tells failures of a server, and of the way to it, from those of the table that was just read. */
public final class Outage {
    /**
     * Connections (class 08), resources such as memory and room on a disk (53), an operator's hand (57P), and what is below
     * the server (58), in PostgreSQL's Appendix A.
     */
    private static final Pattern STATES = Pattern.compile("(08|53|57P|58).*");

    private Outage() {}

    /** Returns whether another table would have met with the same at that moment. */
    public static boolean isBehind(Failure failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> Optional.ofNullable(((SQLException) cause).getSQLState()))
                .flatMap(Optional::stream)
                .anyMatch(state -> STATES.matcher(state).matches());
    }
}
