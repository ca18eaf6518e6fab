package org.rowferry.capture;

import org.rowferry.postgres.Session;

/**
 * Digests the rows of a query on the server, in whatever order they come: their number, and the sums of two 64-bit hashes
 * of the text of each. Two sets of rows that differ have one digest in some 10³⁸ cases.
 */
final class RowDigest {
    private final Session session;

    RowDigest(Session session) {
        this.session = session;
    }

    /** Returns the digest of all rows that a query gives. */
    String of(String query) {
        return session.untrusted()
                .one(
                        "select count(*) || ' ' || coalesce(sum(hashtextextended(r.line, 0)), 0) || ' ' ||"
                                + " coalesce(sum(hashtextextended(r.line, 1)), 0) as digest from (select q::text collate \"C\" as line"
                                + " from (" + query + ") as q offset 0) as r",
                        row -> row.text("digest"));
    }
}
