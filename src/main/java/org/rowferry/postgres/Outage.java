package org.rowferry.postgres;

import java.sql.SQLException;
import java.util.regex.Pattern;
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
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException driver
                    && STATES.matcher(String.valueOf(driver.getSQLState())).matches()) {
                return true;
            }
        }
        return false;
    }
}
