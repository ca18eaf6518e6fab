package org.rowferry.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** A database that a run works on; opens sessions to it and can cancel what they are doing. */
public final class Database {
    private final Endpoint endpoint;
    private final Family side;
    private final boolean owners;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private boolean keeping;
    private Optional<Session> kept = Optional.empty();
    private volatile boolean reached;
    private volatile boolean cancelled;

    /** Names a database without connecting to it; {@code side} is the family of what goes wrong with it. */
    public Database(Endpoint endpoint, Family side) {
        this(endpoint, side, false);
    }

    /** Names a database likewise; {@code owners} says that what runs there is for the owner of its tables. */
    public Database(Endpoint endpoint, Family side, boolean owners) {
        this.endpoint = endpoint;
        this.side = side;
        this.owners = owners;
    }

    /**
     * Opens a session whose settings are those of the bundle format, whatever the server, the database and the role say.
     *
     * @param purpose stands in {@code pg_stat_activity.application_name} behind the product's name
     */
    public Session connect(String purpose) {
        SqlErrors errors = new SqlErrors(side, endpoint, owners);
        try {
            Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties());
            Session session = new Session(connection, errors, open::remove, () -> cancelled);
            open.add(session);
            reached = true;
            session.has(SessionSettings.apply(session, name(purpose)));
            return session;
        } catch (SQLException e) {
            throw errors.connecting(e);
        }
    }

    /**
     * Opens a session that does tracking alone, and reads no relation of a table's owner: one that was given back, or a new
     * one. It has all settings of a new one.
     */
    public Session connectToTrack(String purpose) {
        Optional<Session> before = kept;
        kept = Optional.empty();
        if (before.isEmpty()) {
            return connect(purpose);
        }
        Session session = before.get();
        try {
            session.renew(name(purpose));
            return session;
        } catch (Failure failure) {
            // The server, or somebody, ended it meanwhile; if more is wrong, the new one meets it too.
            session.close();
            return connect(purpose);
        }
    }

    /** Ends the use of a session that has no transaction and no lock: it is kept for the next that does tracking alone. */
    public void giveBack(Session session) {
        if (keeping && kept.isEmpty() && session.isOnlyOurs() && session.isUsable()) {
            kept = Optional.of(session);
        } else {
            session.close();
        }
    }

    /** Keeps a session for tracking from here on, until {@link #closeKept}. */
    public void keepToTrack() {
        keeping = true;
    }

    public void closeKept() {
        keeping = false;
        kept.ifPresent(Session::close);
        kept = Optional.empty();
    }

    private static String name(String purpose) {
        return "rowferry " + purpose;
    }

    /** Returns whether a session was ever opened. */
    public boolean isReached() {
        return reached;
    }

    /** Returns the failure of a server that follows another, which takes no writes; empty where it takes them. */
    public Optional<Failure> standby() {
        return ServerState.standby(side, endpoint, new Inquiry(endpoint));
    }

    /**
     * Asks the server to cancel the statement of every open session, and has every further statement refused. Called from
     * another thread, and again while that does not end: a request that comes between two statements goes nowhere.
     */
    public void cancel() {
        cancelled = true;
        open.forEach(Session::cancel);
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
