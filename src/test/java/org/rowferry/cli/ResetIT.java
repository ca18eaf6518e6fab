package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** Capture that is taken off, or was none: the operator is told which. */
final class ResetIT {
    private static final String DROPPED = "shop.\"It's gone\" was dropped, and its capture is left";

    @TempDir
    private Path folder;

    @Test
    void aTableThatIsNotCaptured_isNotSaidToBeReset() {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder)) {
            Ran ran = reset(ferry, "shop.notes", "shop.note").assertOk();
            assertThat(ran.err())
                    .contains("applied: reset of [shop.notes]")
                    .contains("shop.note is not captured: there was nothing to take off");
            assertThat(reset(ferry, "shop.notes").assertOk().err())
                    .doesNotContain("applied")
                    .contains("shop.notes is not captured");
        }
    }

    @Test
    void aTableThatWasRenamedAndDropped_isNamed_untilItsCaptureIsTakenOff() {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            ferry.source().execute("create table shop.\"It's gone\" (id int primary key);");
            Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", "shop.\"It's gone\"")
                    .assertOk();
            ferry.source().execute("alter table shop.\"It's gone\" rename to later; drop table shop.later");

            assertThat(reset(ferry, "shop.later").assertOk().err())
                    .contains("shop.later is not captured")
                    .contains(DROPPED);
            Ran status = Ran.of("status", "--config", ferry.exporterYaml()).assertOk();
            assertThat(status.err()).contains(DROPPED).contains("generate reset 'shop.\"It'\\''s gone\"' --config");
            assertThat(shadowTables(ferry)).isEqualTo("1");

            assertThat(reset(ferry, "shop.\"It's gone\"").assertOk().err())
                    .contains("applied: reset of [shop.\"It's gone\"]")
                    .doesNotContain("is left");
            assertThat(shadowTables(ferry)).isEqualTo("0");
            assertThat(Ran.of("status", "--config", ferry.exporterYaml())
                            .assertOk()
                            .err())
                    .doesNotContain("was dropped");
        }
    }

    @Test
    void aTableThatWasRestored_isCapturedAgainByTheHint() {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            ferry.source()
                    .execute(
                            "alter table shop.notes rename to older; create table shop.notes (like shop.older including all);"
                                    + " insert into shop.notes table shop.older; drop table shop.older");
            Ran status = Ran.of("status", "--config", ferry.exporterYaml()).assertOk();
            assertThat(status.err())
                    .contains(
                            "shop.notes was dropped and made again, and its capture is left; capture the new one with:"
                                    + " rowferry generate exporter 'shop.notes'");
            Ran.of("generate", "exporter", "--config", ferry.exporterYaml(), "--apply", "shop.notes")
                    .assertOk();
            assertThat(Ran.of("status", "--config", ferry.exporterYaml())
                            .assertOk()
                            .err())
                    .doesNotContain("dropped");
            ferry.exportAndImport();
            ferry.assertEqual();
        }
    }

    @Test
    void aShadowTableThatIsTidiedUp_saysThatExportsDoIt() throws SQLException {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
                Connection person = ferry.source().connect();
                Statement statement = person.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from rowferry.\"shop.notes\""))
                    .hasMessageContainingAll(
                            "Each export deletes the changes that every target has",
                            "To stop capturing shop.notes, and lose the changes that were not exported yet, run:"
                                    + " rowferry generate reset 'shop.notes' --source 'host=");
        }
    }

    @Test
    void aShadowTableThatIsMadeAnew_hasTheRightsOfTheOneBefore() {
        try (ShopPipeline ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder)) {
            ferry.source().as("Some Exporter");
            String exporter = "--exporter-role=Some Exporter";
            Ran.of("generate", "tracking", exporter, "--source", ferry.source().url(), "--apply")
                    .assertOk();
            Ran.of(
                            "generate",
                            "exporter",
                            "shop.notes",
                            exporter,
                            "--source",
                            ferry.source().url(),
                            "--apply")
                    .assertOk();
            ferry.source().execute("drop table rowferry.\"shop.notes\"");
            Ran.of(
                            "generate",
                            "exporter",
                            "shop.notes",
                            "--source",
                            ferry.source().url(),
                            "--apply")
                    .assertOk();
            assertThat(
                            ferry.source()
                                    .value(
                                            "select has_table_privilege('Some Exporter', 'rowferry.\"shop.notes\"', 'select,delete')"))
                    .isEqualTo("t");
        }
    }

    private static String shadowTables(ShopPipeline ferry) {
        return ferry.source().value("select count(*) from pg_class where relname like '%gone%' and relkind = 'r'");
    }

    private static Ran reset(ShopPipeline ferry, String... tables) {
        String[] command = new String[tables.length + 5];
        System.arraycopy(
                new String[] {"generate", "reset", "--config", ferry.exporterYaml(), "--apply"}, 0, command, 0, 5);
        System.arraycopy(tables, 0, command, 5, tables.length);
        return Ran.of(command);
    }
}
