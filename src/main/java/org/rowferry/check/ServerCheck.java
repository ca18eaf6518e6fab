package org.rowferry.check;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.RunLock;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.schema.TableName;

/** Looks at a server through two sessions, as many as a job opens at least. */
final class ServerCheck {
    private final Database database;
    private final Family side;
    private final Duration lockTimeout;
    private final Clock clock;
    private final Findings findings;

    ServerCheck(Database database, Family side, Duration lockTimeout, Clock clock, Findings findings) {
        this.database = database;
        this.side = side;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
        this.findings = findings;
    }

    /** Tells all of it, and returns whether a job may go on there. */
    boolean passes(Collection<TableName> tables) {
        try (Session one = connect();
                Session other = connect()) {
            new ServerVerdict(side, database.toString(), ServerFacts.read(one, tables)).tell(clock.instant(), findings);
            database.standby().ifPresent(standby -> findings.fail("server", database.toString(), standby));
            return findings.passes("sessions", database.toString(), () -> {
                RunLock.requireOneServer(one, other, side, "check of " + side);
                return "each keeps its server process";
            });
        } catch (Failure failure) {
            findings.fail("connection", database.toString(), failure);
            return false;
        }
    }

    private Session connect() {
        Session session = database.connect("check");
        session.lockTimeout(lockTimeout);
        session.readOnly();
        return session;
    }
}
