package org.rowferry.proof;

import org.rowferry.postgres.Session;

/**
 * The way in which a database writes text.
 *
 * @param utf8 its encoding is UTF-8
 * @param plainSpaces its locale takes no other characters for blanks than ASCII's, so that it quotes parts of composite values
 *     and of ranges as every server does
 */
public record ServerText(boolean utf8, boolean plainSpaces) {
    /** UTF-8, as nearly all databases have it. */
    public static final ServerText UTF8 = new ServerText(true, true);

    /** Reads it of the database that a session is in. */
    public static ServerText of(Session session) {
        return session.one(
                "select getdatabaseencoding() = 'UTF8' as utf8, getdatabaseencoding() in ('UTF8', 'SQL_ASCII') or datctype in ('C',"
                        + " 'POSIX') as plain from pg_database where datname = current_database()",
                row -> new ServerText(row.flag("utf8"), row.flag("plain")));
    }

    /** Returns the expression for the length of a text in bytes of UTF-8. */
    String bytes(String text) {
        return utf8 ? "octet_length(" + text + ")" : "octet_length(convert_to(" + text + ", 'UTF8'))";
    }

    /** Returns the expression for the SHA-256 of a text in UTF-8. */
    String hash(String text) {
        return "sha256(convert_to(" + text + ", 'UTF8'))";
    }
}
