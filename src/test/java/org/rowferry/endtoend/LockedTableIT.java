package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** A table that a transaction has locked, as TRUNCATE and ALTER TABLE do, keeps no run waiting beyond its lock-timeout. */
@Timeout(60)
class LockedTableIT {
    private final Pipeline ferry = Pipeline.between(
            Servers.newest(),
            Servers.oldest(),
            ShippedSchema.of(
                    "create table held.\"Order-Lines\" (\"group\" integer primary key)", "held.\"Order-Lines\""));

    private final List<CompletableFuture<Void>> commits = new ArrayList<>();

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

    /** A snapshot that was taken before the lock would see the table empty: TRUNCATE is not MVCC-safe. */
    @Test
    void tableThatIsTruncatedWhileAnExportWaits_isShippedAsItIsThen() {
        ferry.source().writer().execute("insert into held.\"Order-Lines\" values (1), (2)");
        ferry.importAllOf(ferry.export());
        ferry.setLockTimeout(Duration.ofSeconds(30));

        ferry.importAllOf(ferry.export(Request.due(), new Steps(step -> {
            if (step.equals("numbered")) {
                ferry.source()
                        .writer()
                        .execute("begin; truncate held.\"Order-Lines\";"
                                + " insert into held.\"Order-Lines\" values (3), (4), (5)");
                commits.add(CompletableFuture.runAsync(this::commitWhenOneWaits));
            }
        })));
        commits.forEach(CompletableFuture::join);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(3);
    }

    private void commitWhenOneWaits() {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> ferry.source()
                        .superuser()
                        .value("select exists (select from pg_locks where not granted)::text")
                        .equals("true"));
        ferry.source().writer().execute("commit");
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
