package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** {@code status} on a target asks what {@code import} asks, as a role that owns nothing there. */
class TargetStatusIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;
    private TestDatabase importer;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.exportAndImport();
        importer = ferry.target().as("status_importer");
        ferry.target()
                .execute(
                        "grant usage on schema shop, rowferry to status_importer;"
                                + " grant select, insert, update, delete on all tables in schema shop, rowferry to status_importer");
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace(ferry.target().url(), importer.url()));
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void position_saysWhenItWasTrueAtTheSourceAndWhenItWasApplied() {
        assertThat(status())
                .containsPattern("shop.notes: position 1, true at the source at \\d{4}-\\S+Z,"
                        + " applied here at \\d{4}-\\S+Z, full of 80 rows");
    }

    @Test
    void filesThatWait_areJudgedAsIfThoseBeforeThemWereApplied() {
        for (int i = 0; i < 3; i++) {
            bundleWaits();
        }
        assertThat(status().lines().filter(line -> line.contains("waiting: ")))
                .hasSize(3)
                .allMatch(line -> line.endsWith("to be applied"));
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table shop.notes rename to old|the target has no table shop.notes",
                "alter table shop.notes rename body to text|it has no column body text",
                "revoke insert, delete on shop.notes from status_importer|permission denied for table shop.notes",
                "revoke update on shop.customers from status_importer|permission denied for table shop.customers",
                "revoke temporary on database DB from public|permission denied to create temporary tables in database",
                "truncate shop.notes|shop.notes was truncated or rewritten, and holds 0 rows, where 80 were left in it"
            })
    void fileThatImportWouldRefuse_isRefusedByStatusToo(String accident, String words) {
        bundleWaits();
        bundleWaits();
        ferry.target().execute(accident.replace("DB", ferry.target().name()));
        List<String> waiting =
                status().lines().filter(line -> line.contains("waiting: ")).toList();
        assertThat(waiting).hasSize(2);
        assertThat(waiting.get(0)).contains("refused: ").contains(words);
        assertThat(waiting.get(1)).contains("refused: it comes after reporting-0000000002.tar.zst, which was refused");
        assertThat(ferry.importAll().code()).isNotZero();
    }

    @Test
    void fileThatIsCut_isRefusedByStatusToo() throws IOException {
        bundleWaits();
        Path cut = Bundles.newest(ferry.inbox());
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length - 20));
        assertThat(status()).containsPattern("waiting: reporting-0000000002.tar.zst, .*refused: ");
    }

    @Test
    void tableThatIsNoMoreWhatWasLeftInIt_isATroubleWhileNothingWaits() {
        ferry.target().execute("delete from shop.notes");
        assertThat(status())
                .containsPattern("shop.notes: .*TROUBLE: shop.notes is empty, where 80 rows were left in it");
    }

    @Test
    void manyFilesThatAreRefused_haveTheOneHintThatHelps() throws IOException {
        for (int i = 0; i < 5; i++) {
            bundleWaits();
        }
        Files.delete(Bundles.in(ferry.inbox()).get(0));
        Ran ran = ferry.importAll().assertRefused(ExitCode.GAP, "bundle 2 is missing", "--since 1");
        assertThat(ran.err().lines().filter(line -> line.startsWith("HINT: "))).hasSize(1);
        ferry.export("--target", "reporting", "--since", "1").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
    }

    @Test
    void secondDownload_isTold() throws IOException {
        bundleWaits();
        Path bundle = Bundles.newest(ferry.inbox());
        Path twice = bundle.resolveSibling("reporting-0000000002(1).tar.zst");
        Files.move(bundle, twice);
        Files.writeString(ferry.inbox().resolve(".reporting-0000000003.tar.zst.part"), "");
        assertThat(status())
                .containsPattern(
                        "waiting: reporting-0000000002\\(1\\)\\.tar\\.zst, [1-9].* kB, no bundle has such a name");
        Ran ran = ferry.importAll("--quiet").assertOk();
        assertThat(ran.err())
                .contains("reporting-0000000002(1).tar.zst: no bundle has such a name, so it is left alone")
                .doesNotContain(".part");
    }

    /** Files of before, of between and of after wait, and the two sides name other tables by now. */
    @Test
    void tablesThatCameAndWentWhileFilesWaited_areReachedOverByOneBundle() {
        bundleWaits();
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s").replace(", 'shop.notes'", ""));
        bundleWaits();
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s"));
        bundleWaits();
        assertThat(ferry.importAll().code()).isNotZero();
        ferry.export("--target", "reporting", "--since", "2").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
    }

    /** As above, and the importer's file names fewer tables before the files of the time when it named more are in. */
    @Test
    void tableThatIsTakenOutBeforeAllIsIn_isReachedOverByOneBundle() {
        bundleWaits();
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s").replace(", 'shop.notes'", ""));
        ShopPipeline.write(ferry.importerYaml(), ferry.importer().replace(", 'shop.notes'", ""));
        bundleWaits();
        ferry.importAll()
                .assertRefused(ExitCode.CONFIGURATION, "the bundle holds shop.notes, which the inbox does not name");
        ferry.export("--target", "reporting", "--since", "1").assertOk();
        ferry.ship();
        ferry.importAll().assertOk();
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
    }

    private void bundleWaits() {
        ferry.source().execute("""
                insert into shop.notes select max(id) + 1, 'waits ' || max(id) from shop.notes;
                update shop.customers set name = name || '.' where id < 4""");
        ferry.export().assertOk();
        ferry.ship();
    }

    private String status() {
        return Ran.of("status", "--config", ferry.importerYaml()).assertOk().out();
    }
}
