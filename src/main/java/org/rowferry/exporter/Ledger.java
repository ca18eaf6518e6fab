package org.rowferry.exporter;

import org.rowferry.capture.SourceIdentity;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Incarnation;
import org.rowferry.schema.StreamName;

/**
 * The session in which a run claims its target, takes numbers, tracks and purges. It reads no relation of a table's owner:
 * what he put into a view, an index or a type runs as the role that reads it, and could write what that role may write. So
 * whoever reads such relations, the {@link Readers}, writes nothing, and does so in READ ONLY transactions.
 *
 * <p>No transaction spans both, and a crash between any two loses nothing. The number is committed here before the
 * readers take their snapshot. Tracking is read here before that snapshot too: the run that has the claim is the only one
 * to write it, and a script of the owner that comes in between gives the capture or the source another identity, which the
 * snapshot or the next run shows, and a full answers. The points from which windows are read are thus no younger than the
 * snapshot. The snapshot that is tracked is the value that the readers' own transaction told, after that transaction has
 * ended: it holds no lock here waits for, and what it read was written to the file that is visible by then. A crash before
 * the tracking leaves a bundle whose changes the next one holds again. The purge begins when the tracking is committed.
 *
 * <p>The claim is this session's, since code of an owner may give back all locks of the session that it runs in. Should
 * this session end while tables are read, another run may begin; {@link #requireClaim}, asked after the snapshot, has
 * numbers go up as snapshots do, and a run that lost its claim later can no more than leave a bundle as above.
 */
final class Ledger implements AutoCloseable {
    private final Database source;
    private final Session session;
    private final Identifier schema;
    private final StreamName target;
    private final RunLock claim;
    private boolean released;

    private Ledger(Database source, Session session, Identifier schema, StreamName target, RunLock claim) {
        this.source = source;
        this.session = session;
        this.schema = schema;
        this.target = target;
        this.claim = claim;
    }

    /**
     * Opens it and claims the target.
     *
     * @throws org.rowferry.report.Failure of the family BUSY while another export to the target runs
     */
    static Ledger open(Database source, ExporterSettings settings, StreamName target) {
        Session session = source.connectToTrack("export " + target);
        boolean done = false;
        try {
            session.lockTimeout(settings.lockTimeout());
            TrackingLayout.require(session, settings.schema());
            RunLock claim = RunLock.take(session, settings.schema(), job(target));
            done = true;
            return new Ledger(source, session, settings.schema(), target, claim);
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    /** Returns the job of a target, as the operator knows it. */
    static String job(StreamName target) {
        return "export of target " + target;
    }

    Incarnation incarnation() {
        return new SourceIdentity(session, schema).require();
    }

    ExportTracking tracking() {
        return new ExportTracking(session, schema, target);
    }

    Purge purge(ExporterSettings settings, Journal journal) {
        return new Purge(session, schema, settings.retain(), journal);
    }

    /** Refuses a reader whose server is not this one's: a list of hosts, a name or a pooler may lead to several. */
    void requireSameServer(Session reader) {
        claim.requireSameServer(reader, Family.SOURCE);
    }

    /** Fails where the session, and the claim with it, has ended. */
    void requireClaim() {
        claim.requireHeld();
    }

    void release() {
        claim.release();
        released = true;
    }

    /** A session that still has the claim ends, and the claim with it; one that has none may track what comes next. */
    @Override
    public void close() {
        if (released) {
            source.giveBack(session);
        } else {
            session.close();
        }
    }
}
