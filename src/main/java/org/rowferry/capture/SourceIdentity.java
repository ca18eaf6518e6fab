package org.rowferry.capture;

import java.util.List;
import java.util.UUID;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Invocation;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;

/** Tells whether the source is the one that exported before, and refuses one that was restored, cloned or failed over. */
public final class SourceIdentity {
    private final Session session;
    private final Identifier schema;

    /** Reads Rowferry's own schema on the source. */
    public SourceIdentity(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
    }

    /**
     * Returns the incarnation of the source as it is now.
     *
     * @throws Failure of the family SOURCE if the server, the database, the timeline or the transaction ids are not
     *     those of before
     */
    public Incarnation require() {
        List<UUID> lives = session.query(
                "select id from " + schema + ".incarnation order by ordinal", row -> UUID.fromString(row.text("id")));
        if (lives.isEmpty()) {
            throw new Failure(Family.SOURCE, "the table " + schema + ".incarnation is empty")
                    .hint("Run as the owner: ", Invocation.ofSourceOwner("generate tracking", ""));
        }
        session.one("select " + schema + ".identity_fault() as fault", row -> row.optionalText("fault"))
                .ifPresent(what -> {
                    throw other(what);
                });
        int last = lives.size() - 1;
        return new Incarnation(lives.get(last), lives.subList(0, last));
    }

    /** Says that the source's history is not the one that its targets follow, and by what one sees it. */
    public static Failure other(String what) {
        Failure failure = new Failure(Family.SOURCE, "this source is not the one that exported before: " + what)
                .hint(
                        "After a restore, a clone or an unplanned failover run as the owner, and the next export ships every"
                                + " table in full: ",
                        Invocation.ofSourceOwner("generate tracking", "--renew-incarnation"));
        return what.contains("timeline")
                ? failure.hint(
                        "After a planned switchover that lost no transaction run instead: ",
                        Invocation.ofSourceOwner("generate tracking", "--keep-incarnation"))
                : failure;
    }
}
