package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class SessionSettingsIT {
    /** A firewall forgets a connection on which nothing goes to and fro, such as the ledger's while a table is read. */
    @Test
    void sessionThatWaits_isKeptAlive_evenAfterCodeOfAnOwnerHasRun() {
        try (TestDatabase database = Servers.newest().newDatabase("settings");
                Session session =
                        new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE).connect("test")) {
            assertThat(idle(session)).isEqualTo("60");
            session.untrusted().execute("set tcp_keepalives_idle = 7200");
            session.settle();
            assertThat(idle(session)).isEqualTo("60");
        }
    }

    @Test
    void timeLimitsBeyondWhatTheServerHolds_areTheLongestThatItHolds() {
        try (TestDatabase database = Servers.oldest().newDatabase("settings");
                Session session =
                        new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE).connect("test")) {
            session.lockTimeout(Duration.ofDays(36_500));
            session.statementTimeout(Duration.ofDays(36_500));
            String lock = session.one("show lock_timeout", row -> row.text("lock_timeout"));
            assertThat(lock).isEqualTo("2147483647ms");
        }
    }

    /** What the driver had read of the server's answer by then, nobody knows. */
    @Test
    void errorOfTheJvmWithinAStatement_endsTheSession_andTheServerTakesTheTransactionBack() {
        try (TestDatabase database = Servers.oldest().newDatabase("settings");
                Session session =
                        new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE).connect("test")) {
            session.execute("create table public.t (id int)");
            assertThatThrownBy(() -> session.transaction("begin", () -> {
                        session.execute("insert into public.t values (1)");
                        return session.query("select id from public.t", row -> {
                            throw new StackOverflowError();
                        });
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(session.isUsable()).isFalse();
            assertThat(database.value("select count(*) from public.t")).isEqualTo("0");
        }
    }

    private static String idle(Session session) {
        return session.one("show tcp_keepalives_idle", row -> row.text("tcp_keepalives_idle"));
    }
}
