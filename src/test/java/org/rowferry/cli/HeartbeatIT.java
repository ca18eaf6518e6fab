package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** A target whose source is alive and has nothing new is told apart from one whose source is dead. */
class HeartbeatIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        beat("heartbeat: hourly");
        ferry.exportAndImport();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private void beat(String setting) {
        String tables = "    tables:";
        ShopPipeline.write(
                ferry.exporterYaml(), ferry.exporter("0s").replace(tables, "    " + setting + "\n" + tables));
    }

    /** Lets time pass since the last export, as its tracking has it. */
    private void pass(String time) {
        ferry.source()
                .execute("update rowferry.export_bundle set exported_at = exported_at - interval '" + time
                        + "', row_xid = pg_current_xact_id()::xid");
    }

    private String status() {
        return Ran.of("status", "--config", ferry.importerYaml()).assertOk().out();
    }

    private Ran check() {
        return Ran.of("check", "--config", ferry.importerYaml());
    }

    @Test
    void bundleWithoutChanges_isWrittenWhenTheTimeIsOver_andNumbersHaveNoGap() {
        assertThat(ferry.export().assertOk().out()).contains("nothing changed, no bundle written");
        pass("40 minutes");
        assertThat(ferry.export().assertOk().out()).contains("nothing changed, no bundle written");
        pass("6 minutes");
        assertThat(ferry.export().assertOk().out())
                .contains("wrote reporting-0000000002.tar.zst, position 2", "3 tables without changes");
        assertThat(ferry.export().assertOk().out()).contains("nothing changed, no bundle written");
        ferry.ship();
        assertThat(ferry.importAll().assertOk().out()).contains("reporting-0000000002.tar.zst applied");
        assertThat(status()).contains("shop.notes: position 2");

        ferry.source().execute("update shop.notes set body = 'new' where id = 7");
        ferry.exportAndImport();
        assertThat(status()).contains("shop.notes: position 3");
        ferry.assertEqual();
    }

    @Test
    void target_saysWhenItsDataWasTrueAndWhenTheNextBundleIsDue() {
        String times = "true at the source at \\S+Z, next bundle due by \\S+Z";
        assertThat(status()).containsPattern("inbox shop: " + times + "\n").doesNotContain("OVERDUE");
        assertThat(check().assertOk().out()).containsPattern("OK +data +shop: " + times);

        ferry.target().execute("update rowferry.import_bundle set due_at = now() - interval '150 minutes'");
        assertThat(status()).containsPattern("inbox shop: " + times + ", OVERDUE for 2 hours");
        assertThat(check().assertOk().out())
                .containsPattern(
                        "WARN +data +inbox shop is true at the source at \\S+Z, and the next bundle was due by")
                .contains("HINT: See on the source if bundles are written: rowferry status --config ");

        // A bundle of a source that promises nothing ends the promise of the one before.
        beat("compression: gzip");
        ferry.source().execute("update shop.notes set body = 'new' where id = 7");
        ferry.exportAndImport();
        assertThat(status()).containsPattern("inbox shop: true at the source at \\S+Z\n");
        assertThat(check().assertOk().out()).containsPattern("OK +data +shop: true at the source at \\S+Z\n");
    }
}
