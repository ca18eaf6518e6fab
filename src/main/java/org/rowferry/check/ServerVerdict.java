package org.rowferry.check;

import java.time.Duration;
import java.time.Instant;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Mention;

/** Decides whether a job can work on a server, with the role and over the connection that the configuration names. */
final class ServerVerdict {
    private static final int OLDEST = 13;
    private static final int NEWEST = 18;
    private static final Duration MOST_APART = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofDays(14);

    private final Family side;
    private final String server;
    private final ServerFacts facts;

    /** Decides for one side; {@code server} names the server as the configuration does. */
    ServerVerdict(Family side, String server, ServerFacts facts) {
        this.side = side;
        this.server = server;
        this.facts = facts;
    }

    /**
     * Tells a finding for each check.
     *
     * @param here the time of this host
     */
    void tell(Instant here, Findings findings) {
        connection(findings);
        version(findings);
        role(findings);
        clock(Duration.between(here, facts.now()).abs(), findings);
        locks(findings);
    }

    private void connection(Findings findings) {
        if (facts.tls().isPresent() || facts.local()) {
            findings.ok(
                    "connection",
                    server,
                    facts.tls().map(version -> "encrypted, " + version).orElse("not encrypted, on this host"));
            return;
        }
        findings.warn(
                "connection",
                server,
                new Failure(side, "the connection to " + server + " is not encrypted")
                        .hint(
                                "Run as a superuser on the server: alter system set ssl = on; Then add"
                                        + " sslmode=verify-full to the connection in ",
                                file(),
                                "."));
    }

    /** Tells of the server's version alone. */
    void version(Findings findings) {
        String version = "PostgreSQL " + facts.version();
        if (facts.major() < OLDEST) {
            findings.fail(
                    "server",
                    server,
                    new Failure(side, server + " is " + version + ", and Rowferry needs " + OLDEST + " or newer")
                            .hint("Upgrade the server. See its version with: psql -c 'select version()'"));
        } else if (facts.major() > NEWEST) {
            findings.warn(
                    "server",
                    server,
                    new Failure(side, server + " is " + version + ", and this Rowferry was tested with up to " + NEWEST)
                            .hint("Install a newer Rowferry. See the version of this one with: rowferry --version"));
        } else {
            findings.ok("server", server, version);
        }
    }

    private void role(Findings findings) {
        if (facts.superuser()) {
            findings.warn(
                    "role",
                    facts.role(),
                    new Failure(side, facts.role() + " is a superuser, and the owner of any table could use its rights")
                            .hint(
                                    "Create a role for the job: psql -X -v ON_ERROR_STOP=1 -c \"set rowferry.owner ="
                                            + " 'OWNER'\" -f " + kit() + "/role.sql -d ",
                                    side == Family.SOURCE ? Mention.SOURCE_URL : Mention.TARGET_URL)
                            .hint("Then name it in ", file(), "."));
        } else if (facts.validUntil()
                .filter(end -> end.isBefore(facts.now().plus(SOON)))
                .isPresent()) {
            findings.warn(
                    "role",
                    facts.role(),
                    new Failure(
                                    side,
                                    "the password of " + facts.role() + " ends at "
                                            + facts.validUntil().orElseThrow())
                            .hint("Run as a role with CREATEROLE: alter role " + facts.role()
                                    + " valid until 'infinity';"));
        } else {
            findings.ok("role", facts.role(), "no superuser");
        }
    }

    private void clock(Duration apart, Findings findings) {
        if (apart.compareTo(MOST_APART) <= 0) {
            findings.ok("clock", server, "within a minute of this host's");
            return;
        }
        findings.warn(
                "clock",
                server,
                new Failure(
                                side,
                                "the clocks of this host and of " + server + " are " + apart.toSeconds()
                                        + " seconds apart")
                        .hint(
                                "No row depends on a clock, but status shows wrong ages. See the time on both hosts with: date -u"));
    }

    private void locks(Findings findings) {
        if (facts.relations() * 2 <= facts.places()) {
            findings.ok("locks", server, facts.relations() + " of " + facts.places() + " for all tables");
            return;
        }
        findings.warn(
                "locks",
                server,
                new Failure(
                                side,
                                "a job locks up to " + facts.relations() + " tables, partitions and indexes, and "
                                        + server + " has room for " + facts.places() + " locks")
                        .hint(
                                "Run as a superuser, then restart the server: alter system set max_locks_per_transaction = "
                                        + facts.relations() + ";"));
    }

    private String kit() {
        return side == Family.SOURCE ? "exporter" : "importer";
    }

    private Mention file() {
        return side == Family.SOURCE ? Mention.EXPORTER_FILE : Mention.IMPORTER_FILE;
    }
}
