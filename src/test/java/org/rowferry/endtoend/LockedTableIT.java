package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowferry.exporter.Outcome;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A table that a transaction has locked, as TRUNCATE and ALTER TABLE do, keeps no run waiting beyond its lock-timeout. */
@Timeout(60)
class LockedTableIT {
    private final Ferry ferry = Ferry.between(
            Servers.newest(),
            Servers.oldest(),
            Cargo.of("create table held.\"Order-Lines\" (\"group\" integer primary key)", "held.\"Order-Lines\""));

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void export_failsAsBusyAndLeavesNoFile() throws SQLException {
        try (Connection holder = truncating(ferry.source().writer())) {
            Failure failure = catchThrowableOfType(Failure.class, ferry::export);
            assertThat(failure.family()).isEqualTo(Family.BUSY);
            assertThat(failure).hasMessageContaining("lock");
            assertThat(ferry.outbox()).isEmptyDirectory();
            commit(holder);
        }
        ferry.source().writer().execute("insert into held.\"Order-Lines\" values (1)");
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(1);
    }

    @Test
    void import_failsAsBusyAndLeavesTheBundleWhereItIs() throws SQLException {
        Outcome.Exported exported = (Outcome.Exported) ferry.export();
        ferry.ship(exported.file());
        try (Connection holder = truncating(ferry.target().owner())) {
            Failure failure = catchThrowableOfType(Failure.class, ferry::importAll);
            assertThat(failure.family()).isEqualTo(Family.BUSY);
            assertThat(ferry.inbox().resolve(exported.file().toString())).exists();
            commit(holder);
        }
        assertThat(ferry.importAll()).hasSize(1);
        assertThat(ferry.standings()).containsOnlyKeys("held.\"Order-Lines\"");
    }

    private static Connection truncating(TestDatabase database) throws SQLException {
        Connection holder = database.connect();
        try (Statement statement = holder.createStatement()) {
            statement.execute("begin; truncate held.\"Order-Lines\"");
        }
        return holder;
    }

    private static void commit(Connection holder) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute("commit");
        }
    }
}
