package org.rowferry.check;

import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;

/** A database with its encoding, and its name in messages. */
record Side(String server, String database, String encoding) {
    static Side read(Session session, String server) {
        return session.one(
                "select current_database() as name, current_setting('server_encoding') as encoding",
                row -> new Side(server, row.text("name"), row.text("encoding")));
    }

    /** Says whether a target has all characters of its source; bundles are in UTF-8. */
    static void tellEncodings(Side source, Side target, Findings findings) {
        String subject = source.encoding() + " to " + target.encoding();
        if (target.encoding().equals("UTF8") || source.encoding().equals(target.encoding())) {
            findings.ok("encoding", subject, "the target has all characters of the source");
            return;
        }
        findings.warn(
                "encoding",
                subject,
                new Failure(
                                Family.TARGET,
                                "the source is in " + source.encoding() + ", and the target in " + target.encoding()
                                        + ", which may lack characters; an import that meets one is refused")
                        .hint("A database with all characters is created with: createdb --encoding=UTF8"
                                + " --template=template0 DATABASE"));
    }
}
