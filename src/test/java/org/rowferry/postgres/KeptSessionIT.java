package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class KeptSessionIT {
    private TestDatabase tracked;
    private Database database;

    @BeforeEach
    void open() {
        tracked = Servers.newest().newDatabase("kept");
        database = new Database(Endpoint.parse(tracked.url(), Map.of()), Family.SOURCE);
        database.keepToTrack();
    }

    @AfterEach
    void close() {
        database.closeKept();
        tracked.close();
    }

    private static String shown(Session session, String setting) {
        return session.one("select current_setting(?) as value", row -> row.text("value"), setting);
    }

    private static long process(Session session) {
        return session.one("select pg_backend_pid() as pid", row -> row.number("pid"));
    }

    @Test
    void sessionThatDidTrackingAlone_isUsedAgain_withTheSettingsOfANewOne() {
        Session first = database.connectToTrack("ledger");
        long process = process(first);
        first.lockTimeout(Duration.ofSeconds(5));
        first.statementTimeout(Duration.ofSeconds(5));
        first.refuseViews();
        first.readOnly();
        database.giveBack(first);
        try (Session again = database.connectToTrack("history");
                Session other = database.connect("history")) {
            assertThat(process(again)).isEqualTo(process).isNotEqualTo(process(other));
            assertThat(again.query(
                            "select name || '=' || setting as shown from pg_settings where name <> 'rowferry.process'"
                                    + " order by name",
                            row -> row.text("shown")))
                    .isEqualTo(other.query(
                            "select name || '=' || setting as shown from pg_settings where name <> 'rowferry.process'"
                                    + " order by name",
                            row -> row.text("shown")));
            assertThat(shown(again, "application_name")).isEqualTo("rowferry history");
            assertThat(again.<Boolean>transaction("begin", () -> true)).isTrue();
        }
    }

    /** DESIGN's invariant 15: a session that has read a user's relation writes no tracking. */
    @Test
    void sessionInWhichCodeOfAnOwnerMayHaveRun_isNeverUsedAgain() {
        Session read = database.connectToTrack("ledger");
        long process = process(read);
        read.transaction("begin", () -> {
            read.untrusted().execute("select 1");
            return true;
        });
        database.giveBack(read);
        assertThat(read.isUsable()).isFalse();
        try (Session next = database.connectToTrack("history")) {
            assertThat(process(next)).isNotEqualTo(process);
        }
    }

    @Test
    void sessionThatSomebodyEndedMeanwhile_isReplaced() {
        Session kept = database.connectToTrack("ledger");
        long process = process(kept);
        database.giveBack(kept);
        tracked.execute("select pg_terminate_backend(" + process + ", 10000)");
        try (Session next = database.connectToTrack("history")) {
            assertThat(process(next)).isNotEqualTo(process);
        }
    }

    @Test
    void noSessionIsKept_whenNothingMoreIsToBeTracked() {
        Session kept = database.connectToTrack("ledger");
        database.giveBack(kept);
        assertThat(kept.isUsable()).isTrue();
        database.closeKept();
        assertThat(kept.isUsable()).isFalse();
        Session late = database.connectToTrack("ledger");
        database.giveBack(late);
        assertThat(late.isUsable()).isFalse();
    }
}
