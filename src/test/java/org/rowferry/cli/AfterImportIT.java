package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.rowferry.testing.Servers;

/** Listeners on the target, and the operator's own SQL, when rows were imported. */
class AfterImportIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;
    private Connection listener;

    @BeforeEach
    void export() throws SQLException {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.target().as("ai_viewer");
        ferry.target().execute("""
                create table shop.seen (who text, notes bigint);
                grant usage, create on schema shop to ai_viewer;
                grant select on shop.notes to ai_viewer;
                grant insert on shop.seen to ai_viewer;
                create materialized view shop.totals as select count(*) as notes from shop.notes;
                alter materialized view shop.totals owner to ai_viewer""");
        ferry.export().assertOk();
        ferry.ship();
        listener = ferry.target().connect();
        try (Statement statement = listener.createStatement()) {
            statement.execute("listen rowferry");
        }
    }

    @AfterEach
    void close() throws SQLException {
        listener.close();
        ferry.close();
    }

    private void afterImport(String... statements) {
        ShopPipeline.write(
                ferry.importerYaml(),
                ferry.importer() + "    notify: true\n    after-import:\n"
                        + String.join(
                                "",
                                Stream.of(statements)
                                        .map(text -> "      - " + text + "\n")
                                        .toList()));
    }

    private Optional<JsonNode> heard() throws SQLException, IOException {
        PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(500);
        assertThat(heard).hasSizeLessThan(2);
        return heard.length == 0 ? Optional.empty() : Optional.of(new ObjectMapper().readTree(heard[0].getParameter()));
    }

    private String totals() {
        return ferry.target().value("select notes from shop.totals");
    }

    @Test
    void statementsInTheTransaction_runWithTheirRole_andListenersHearOfWhatIsCommitted() throws Exception {
        String refresh = "{ run: refresh materialized view shop.totals, in: transaction, role: ai_viewer }";
        String seen = "{ run: 'insert into shop.seen select current_user, count(*) from shop.notes', in: transaction,"
                + " role: ai_viewer }";

        // Whatever fails, nothing of the bundle is there, and nobody hears of it.
        afterImport(refresh, "{ run: 'select 1 / 0', in: transaction }");
        Ran failed = ferry.importAll();
        failed.assertRefused(ExitCode.TARGET, "after-import of shop: select 1 / 0: ", "division by zero");
        assertThat(failed.err()).contains("give it 'in: after', in " + ferry.importerYaml());
        afterImport("{ run: commit, in: transaction }");
        ferry.importAll().assertRefused(ExitCode.TARGET, "after-import of shop: commit: ");
        afterImport("{ run: 'do $$ begin execute ''reset role''; end $$', in: transaction, role: ai_viewer }");
        ferry.importAll().assertRefused(ExitCode.TARGET, "within security-definer function");
        afterImport("{ run: 'select pg_sleep(60)', in: transaction, time-limit: 1s }");
        ferry.importAll().assertRefused(ExitCode.TARGET, "select pg_sleep(60): ");
        afterImport(refresh, seen);
        ferry.importAll("--dry-run").assertOk();
        assertThat(ferry.target().value("select count(*) from shop.notes")).isEqualTo("0");
        assertThat(totals()).isEqualTo("0");
        assertThat(heard()).isEmpty();

        ferry.importAll().assertOk();
        ferry.assertEqual();
        assertThat(totals()).isEqualTo("80");
        assertThat(ferry.target().query("select * from shop.seen").toString()).isEqualTo("[[ai_viewer, 80]]");
        JsonNode told = heard().orElseThrow();
        assertThat(told.at("/name").asText()).isEqualTo("shop");
        assertThat(told.at("/position").asLong()).isEqualTo(1);
        assertThat(told.at("/tables").findValuesAsText("table"))
                .containsExactlyInAnyOrder("shop.customers", "shop.\"Order-Lines\"", "shop.notes");
        assertThat(told.at("/more").asLong()).isZero();

        // Nothing was written, so nothing is done.
        ferry.export("--allow-empty").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        assertThat(heard()).isEmpty();
        assertThat(ferry.target().query("select * from shop.seen")).hasSize(1);
    }

    @Test
    void importThatIsKilledBeforeItsStatements_hasThemMadeUpByTheNext() throws Exception {
        afterImport(
                "{ run: refresh materialized view shop.totals, role: ai_viewer }",
                "insert into shop.seen values (current_user, 1)");
        assertThat(ChildProcess.isKilledAt("committed#1", ferry.importing())).isTrue();
        assertThat(ferry.target().value("select count(*) from shop.notes")).isEqualTo("80");
        assertThat(totals()).isEqualTo("0");
        assertThat(Ran.of("status", "--config", ferry.importerYaml(), "--history")
                        .assertOk()
                        .out())
                .contains("interrupted");

        // A rehearsal has nothing to make up for, and takes nothing away.
        assertThat(ferry.importAll("--dry-run").assertOk().err()).doesNotContain("run now");
        assertThat(totals()).isEqualTo("0");
        assertThat(ChildProcess.isKilledAt("locked#1", ferry.importing())).isTrue();
        assertThat(ferry.importAll().assertOk().err())
                .contains("shop: the run before was interrupted, so the statements under after-import run now");
        assertThat(totals()).isEqualTo("80");
        assertThat(ferry.importAll().assertOk().err()).doesNotContain("run now");
        assertThat(ferry.target().query("select * from shop.seen")).hasSize(1);
    }

    @Test
    void statementsAfterTheTransaction_undoNothing_andHaveAnExitCodeIfTheyAreRequired() throws Exception {
        afterImport(
                "vacuum shop.notes",
                "{ run: refresh materialized view shop.totals, role: ai_viewer }",
                "select 1 / 0",
                "{ run: 'select 2 / 0', required: true }",
                "insert into shop.seen values (current_user, 1)");
        Ran ran = ferry.importAll("--json");
        ran.assertRefused(
                ExitCode.TARGET, "after-import of shop: select 1 / 0: ", "after-import of shop: select 2 / 0: ");
        JsonNode told = new ObjectMapper().readTree(ran.out());
        assertThat(told.at("/parts/0/warnings/0/message").asText()).contains("select 1 / 0");
        assertThat(told.at("/parts/0/failure").asText()).contains("select 2 / 0");
        ferry.assertEqual();
        assertThat(totals()).isEqualTo("80");
        assertThat(ferry.target().query("select * from shop.seen")).hasSize(1);
        assertThat(heard()).isPresent();

        // There is nothing to import, so nothing comes after it.
        ferry.importAll().assertOk();
        assertThat(ferry.target().query("select * from shop.seen")).hasSize(1);
    }
}
