package org.rowferry.connection;

import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Failures about a connection text. They never quote a password, or a part of the text that may belong to one. */
final class UnreadableText {
    private static final String QUOTING =
            "Put a value with blanks in single quotes, and write ' and \\ in it as \\' and \\\\.";

    private UnreadableText() {}

    static Failure of(String message) {
        return new Failure(Family.CONFIGURATION, "connection " + message);
    }

    /** A URI whose parts cannot be told apart, as happens when a password is not encoded. */
    static Failure uri(String message) {
        return of("URI " + message)
                .hint(
                        "Write '@', ':', '/', '?' and '%' in a user, password or database as %40, %3A, %2F, %3F and %25.");
    }

    static Failure keywords(String message) {
        return of("string " + message).hint(QUOTING);
    }

    static Failure unknown(String keyword) {
        return of("has the unknown parameter '" + keyword + "'" + Parameter.didYouMean(keyword))
                .hint("Use the parameters of libpq, such as host, port, dbname, user and sslmode.");
    }
}
