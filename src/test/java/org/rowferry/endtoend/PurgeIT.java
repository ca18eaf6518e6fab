package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowferry.bundle.BundleName;
import org.rowferry.bundle.Compression;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.importer.Result;
import org.rowferry.report.Failure;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.Position;
import org.rowferry.schema.StreamName;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** What a target does not have yet is not purged; what all have had for long is. */
class PurgeIT {
    private static final StreamName OTHER = new StreamName("other");
    private static final TableName LINES = TableName.of("yard", "Order-Lines");
    private static final TableName STILL = TableName.of("yard", "still");
    private static final Pipeline TEMPLATE = Pipeline.between(
            Servers.newest(),
            Servers.oldest(),
            ShippedSchema.of(
                    "create table yard.\"Order-Lines\" (\"group\" integer primary key);"
                            + "create table yard.still (id integer primary key)",
                    LINES.toString(),
                    STILL.toString()));

    private final Pipeline ferry = TEMPLATE.copied();

    @BeforeEach
    void exportThreeTimes() {
        change(1);
        export();
        change(2);
        export();
        change(3);
        export();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @AfterAll
    static void closeTemplate() {
        TEMPLATE.close();
    }

    @Test
    void capturedRows_stayUntilRetainHasGoneBy() {
        passDays(13);
        change(4);
        export();
        assertThat(captured()).containsExactly(1, 2, 3, 4);

        // Those that the first three bundles brought are 15 days old now, and the fourth is of the day before
        // yesterday.
        passDays(2);
        change(5);
        export();
        assertThat(captured()).containsExactly(4, 5);
    }

    @Test
    void rowsThatATargetDoesNotHave_stay() {
        exportToOther(LINES);
        change(4);
        export();
        passDays(15);
        change(5);
        export();
        assertThat(captured()).containsExactly(4, 5);

        exportToOther(LINES);
        passDays(15);
        change(6);
        export();
        assertThat(captured()).containsExactly(6);
    }

    @Test
    void transactionThatIsOpenAcrossManyExports_losesNothingToThePurge() throws SQLException {
        ferry.importAllOf(ferry.export(new Request(FullTables.ALL, Optional.empty(), false)));
        try (Connection open = ferry.source().writer().connect();
                Statement statement = open.createStatement()) {
            statement.execute("begin; insert into yard.\"Order-Lines\" values (99)");
            for (int key = 4; key < 7; key++) {
                change(key);
                ferry.importAllOf(ferry.export());
                passDays(15);
            }
            statement.execute("commit");
        }
        change(7);
        ferry.importAllOf(ferry.export());
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).anyMatch(row -> row.contains("(99)"));
    }

    /** Its id is below those of bundles that the other target has, but the other target does not have its rows. */
    @Test
    void rowsOfATransactionThatWasOpen_stayUntilEveryTargetHasThem() throws SQLException {
        try (Connection open = ferry.source().writer().connect();
                Statement statement = open.createStatement()) {
            statement.execute("begin; insert into yard.\"Order-Lines\" values (99)");
            exportToOther(LINES);
            export(4);
            passDays(15);
            statement.execute("commit");
        }
        export(5);
        assertThat(captured()).contains(99);
        assertThat(exportToOther(LINES).tables())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("bytes", "took")
                .containsExactly(new Outcome.ExportedContent(LINES, "", 3, 3, 0, Duration.ZERO));
    }

    @Test
    void exportSinceABundleThatIsForgotten_holdsTheTablesInFull_andFillsTheGap() {
        ferry.ship(new BundleName(Pipeline.TARGET, new Position(1), Compression.ZSTD));
        assertThat(ferry.importAll()).noneMatch(Result.Refused.class::isInstance);
        passDays(15);
        change(4);
        export();
        ferry.ship(new BundleName(Pipeline.TARGET, new Position(4), Compression.ZSTD));
        assertThat(ferry.importAll()).singleElement().isInstanceOf(Result.Refused.class);

        Outcome.Exported again = (Outcome.Exported) ferry.exportSince(1);
        assertThat(again.tables())
                .extracting(Outcome.ExportedContent::full)
                .containsExactly("changes since bundle 1 were purged", "changes since bundle 1 were purged");
        ferry.importAllOf(again);
        assertThat(ferry.targetRows()).isEqualTo(ferry.sourceRows()).hasSize(4);
    }

    @Test
    void exportSinceABundleThatWasNeverMade_isRefused() {
        assertThatThrownBy(() -> ferry.exportSince(4))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("was not sent a bundle 4: the last is 3");
    }

    @Test
    void exportSinceTheBundleThatThePurgeKept_holdsTheChangesSince() {
        passDays(15);
        change(4);
        export();
        Outcome.Exported again = (Outcome.Exported) ferry.exportSince(3);
        assertThat(again.tables()).allMatch(line -> line.full().isEmpty()).anyMatch(line -> line.keys() == 1);
    }

    @Test
    void exportSinceABundleWhoseChangesWerePurged_holdsTheTableInFull() {
        ferry.source()
                .superuser()
                .execute("update rowferry.capture set purged_to = pg_current_xact_id() where table_name = 'still'");
        Outcome.Exported again = (Outcome.Exported) ferry.exportSince(2);
        assertThat(again.tables())
                .extracting(Outcome.ExportedContent::table, Outcome.ExportedContent::full)
                .containsExactlyInAnyOrder(tuple(LINES, ""), tuple(STILL, "changes since bundle 2 were purged"));
    }

    @Test
    void targetThatWasRemoved_holdsRowsBackUntilItsTrackingIsDeleted() {
        exportToOther(LINES);
        change(4);
        export();
        passDays(15);
        export(5);
        assertThat(captured()).containsExactly(4, 5);

        ferry.source().superuser().execute("delete from rowferry.export_target where target = 'other'");
        passDays(15);
        export(6);
        assertThat(captured()).containsExactly(6);
    }

    @Test
    void tableThatATargetNoLongerGets_isNotHeldBackByIt() {
        exportToOther(LINES, STILL);
        change(4);
        export();
        exportToOther(STILL);
        passDays(15);
        export(5);
        assertThat(captured()).containsExactly(5);
    }

    private void change(int key) {
        ferry.source().writer().execute("insert into yard.\"Order-Lines\" values (" + key + ")");
    }

    private void export() {
        assertThat(ferry.export()).isInstanceOf(Outcome.Exported.class);
    }

    private void export(int change) {
        change(change);
        export();
    }

    private Outcome.Exported exportToOther(TableName... tables) {
        return (Outcome.Exported)
                ferry.exportTo(OTHER, List.of(tables), new Request(FullTables.NONE, Optional.empty(), true));
    }

    private void passDays(int days) {
        ferry.source()
                .superuser()
                .execute("update rowferry.export_bundle set exported_at = exported_at - interval '" + days + " days'");
    }

    private List<Integer> captured() {
        return ferry.source().superuser().query("select k1 from rowferry.\"yard.Order-Lines\" order by 1").stream()
                .map(row -> Integer.valueOf(row.get(0)))
                .toList();
    }
}
