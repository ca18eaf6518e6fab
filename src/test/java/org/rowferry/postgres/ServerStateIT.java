package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** What a server is asked after it refused a statement. */
class ServerStateIT {
    private static TestDatabase database;

    @BeforeAll
    static void makeDatabase() {
        database = Servers.oldest().newDatabase("server_state");
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void tooFewLocks_areNamedWithANumberThatWouldDo() {
        Failure failure = failed("53200", "out of shared memory");

        String hint = failure.hints().get(0);
        assertThat(hint).matches("(?s).*alter system set max_locks_per_transaction = \\d+;");
        assertThat(Integer.parseInt(hint.replaceAll("(?s).* = (\\d+);", "$1"))).isGreaterThan(64);
    }

    @Test
    void memoryOfOneProcess_isNotTakenForLocks() {
        assertThat(failed("53200", "out of memory").hints()).noneMatch(hint -> hint.contains("max_locks"));
    }

    @Test
    void poolerThatChangesSessions_isToldByStatementsThatNobodyPrepared() {
        assertThat(failed("26000", "prepared statement \"S_1\" does not exist").hints())
                .anyMatch(hint -> hint.contains("pool_mode = session"));
    }

    @Test
    void serverThatFollowsNone_isNotCalledAStandby() {
        assertThat(failed("25006", "cannot execute INSERT in a read-only transaction"))
                .hasMessageNotContaining("standby");
    }

    @Test
    void hintOfAScript_namesTheFileAndTheDatabaseAtHand() {
        Surroundings known = Surroundings.UNKNOWN
                .configured(Family.TARGET, "night.yaml")
                .connected(Family.TARGET, "postgresql://OWNER@db2:5432/warehouse");

        assertThat(failed("P0001", "no\0HRun: rowferry generate fdw mirror --config importer.yaml --recreate --apply")
                        .hints(known))
                .containsExactly("Run: rowferry generate fdw mirror --config night.yaml"
                        + " --target postgresql://OWNER@db2:5432/warehouse --recreate --apply");
    }

    private static Failure failed(String state, String message) {
        ServerErrorMessage words = new ServerErrorMessage("SERROR\0C" + state + "\0M" + message + "\0");
        return new SqlErrors(Family.SOURCE, Endpoint.parse(database.url(), Map.of()), false)
                .running(new PSQLException(words), "select 1");
    }
}
