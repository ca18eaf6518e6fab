package org.rowferry.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.connection.Endpoint;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.SentStatements;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

class SavepointsIT {
    private TestDatabase database;
    private Session session;

    @BeforeEach
    void open() {
        database = Servers.newest().newDatabase("savepoints");
        database.execute("create table done (what text)");
        session = new Database(Endpoint.parse(database.url(), Map.of()), Family.SOURCE).connect("test");
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private boolean insert(String what) {
        return session.update("insert into public.done values (?)", what) == 1;
    }

    private boolean fail() {
        session.execute("select 1 / 0");
        return false;
    }

    private void assertDone(String... what) {
        assertThat(database.query("select what from done order by what"))
                .extracting(row -> row.get(0))
                .containsExactly(what);
    }

    @Test
    void savepointWithoutAStatement_sendsNothing() {
        try (SentStatements statements = new SentStatements()) {
            long empty = statements.during(() -> session.transaction("begin", () -> true));
            long nested = statements.during(() ->
                    session.transaction("begin", () -> session.savepoint(() -> session.savepoint(() -> true))));
            assertThat(nested).isEqualTo(empty);
        }
    }

    @Test
    void innerSavepointThatFails_undoesItsOwnWorkAlone() {
        session.transaction(
                "begin",
                () -> session.savepoint(() -> {
                    assertThatThrownBy(() -> session.savepoint(() -> insert("inner") && fail()))
                            .isInstanceOf(Failure.class);
                    return insert("outer");
                }));
        assertDone("outer");
    }

    @Test
    void failureOfTheFirstStatementOfTwoSavepoints_leavesWhatCameBeforeThem() {
        session.transaction("begin", () -> {
            insert("before");
            assertThatThrownBy(() -> session.savepoint(() -> session.savepoint(this::fail)))
                    .isInstanceOf(Failure.class);
            return insert("behind");
        });
        assertDone("before", "behind");
    }

    @Test
    void savepointThatFailsWithoutAStatement_leavesTheTransactionAsItIs() {
        session.transaction("begin", () -> {
            insert("before");
            assertThatThrownBy(() -> session.savepoint(() -> {
                        throw new IllegalStateException("nothing was sent");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            return insert("behind");
        });
        assertDone("before", "behind");
    }

    @Test
    void statementThatTheServerRefuses_isUndoneByASavepointOfItsOwn() {
        session.transaction("begin", () -> {
            insert("before");
            assertThat(session.errorIn("select no_such_column from public.done"))
                    .isPresent();
            return insert("behind");
        });
        assertDone("before", "behind");
    }
}
