package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;

/** The source's jobs do for the targets that they are given, tell no more than is news, and foresee what comes next. */
class SourceTellsIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void shipOnce() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.exportAndImport();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    @Test
    void exportOfOneTarget_exportsNoneOfThoseThatFollowIt() throws IOException {
        Path other = twoMoreTargets();
        assertThat(ferry.export("--target", "reporting", "--allow-empty")
                        .assertOk()
                        .out())
                .doesNotContain("other");
        ferry.export("--target", "middle", "--target", "reporting", "--allow-empty")
                .assertOk();
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void exportOfOneTargetOnAClone_writesNothingIntoTheOutboxOfAnother() throws IOException {
        Path other = twoMoreTargets();
        try (TestDatabase clone = ferry.source().copy("ferry_clone")) {
            String yaml = Files.readString(Path.of(ferry.exporterYaml()));
            Path copied = folder.resolve("clone.yaml");
            ShopPipeline.write(
                    copied.toString(),
                    yaml.replace(ferry.source().url(), clone.url())
                            .replace(
                                    ferry.outbox().toString(),
                                    Files.createDirectory(folder.resolve("c")).toString()));
            String[] export = {"export", "--config", copied.toString(), "--target", "reporting"};
            Ran.of(export).assertRefused(ExitCode.SOURCE, "the database's oid is");
            Ran.of("generate", "tracking", "--config", copied.toString(), "--renew-incarnation", "--apply")
                    .assertOk();
            Ran.of(export).assertOk();
        }
        assertThat(other).isEmptyDirectory();
        assertThat(Bundles.in(ferry.outbox())).hasSize(1);
    }

    @Test
    void quietJobs_printProblemsAlone() {
        ferry.source().execute("update shop.notes set body = 'new'");
        Ran export = ferry.export("--quiet").assertOk();
        ferry.ship();
        Ran applied = ferry.importAll("--quiet").assertOk();
        assertThat(export.out() + export.err() + applied.out() + applied.err()).isEmpty();

        ferry.source().execute("drop trigger rowferry_insert on shop.notes");
        assertThat(ferry.export("--quiet")
                        .assertRefused(ExitCode.SOURCE, "the capture of shop.notes does not hold")
                        .out())
                .isEmpty();
    }

    @Test
    void tablesWithoutChanges_areCountedInOneLine() {
        ferry.source().execute("update shop.notes set body = 'new'");
        assertThat(ferry.export().assertOk().out())
                .contains("shop.notes: 80 keys changed, 80 rows")
                .contains("  2 tables without changes")
                .doesNotContain("shop.customers");
        ferry.ship();
        assertThat(ferry.importAll().assertOk().out())
                .contains("shop.notes: changes of 80 rows")
                .contains("  2 tables without changes")
                .doesNotContain("shop.customers");
    }

    @Test
    void statusTellsThatTheNextExportShipsInFull_andWhy() {
        assertThat(status()).contains("0 changes waiting").doesNotContain("in full, since");
        ferry.source().execute("alter table shop.notes add column more text default 'given'");
        assertThat(status()).containsPattern("shop.notes: .*, next in full, since its columns changed");
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--renew-incarnation", "--apply")
                .assertOk();
        assertThat(status())
                .containsPattern("shop.customers: .*, next in full, since the source has a new incarnation")
                .doesNotContain("changes waiting");
        ferry.source().execute("drop table shop.notes; create table shop.notes (id bigint primary key, body text)");
        Ran.of(ShopPipeline.command("generate exporter", "--config", ferry.exporterYaml(), "--apply"))
                .assertOk();
        assertThat(status()).containsPattern("shop.notes: .*in full, since it was not shipped to this target before");
    }

    /** No trigger sees what becomes of partitions; the next export ships their keys and rows all the same. */
    @Test
    void statusTellsWhatTheNextExportShipsOfPartitions() {
        ferry.source().execute("""
                create table shop.parts (id integer primary key, v text) partition by range (id);
                create table shop.parts_1 partition of shop.parts for values from (0) to (100);
                create table shop.parts_2 partition of shop.parts for values from (100) to (200);
                create table shop.parts_3 partition of shop.parts for values from (200) to (300);
                insert into shop.parts select i, 'x' from generate_series(0, 299) i""");
        Ran.of("generate", "exporter", "shop.parts", "--config", ferry.exporterYaml(), "--apply")
                .assertOk();
        ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s").replace("tables: [", "tables: [shop.parts, "));
        ferry.export().assertOk();
        assertThat(status()).containsPattern("shop.parts: .*, 0 changes waiting\n");
        String allKeys = "all keys, since rows may have gone unseen\n";
        String altered = "all rows of 1 partition that is new or was altered, and " + allKeys;
        for (List<String> accident : List.of(
                List.of("truncate shop.parts_1", altered),
                List.of(
                        "alter table shop.parts detach partition shop.parts_2; delete from shop.parts_2 where id = 100;"
                                + " alter table shop.parts attach partition shop.parts_2 for values from (100) to (200)",
                        altered),
                List.of("alter table shop.parts detach partition shop.parts_1", allKeys),
                List.of(
                        "alter table shop.parts attach partition shop.parts_1 for values from (0) to (100)",
                        "all rows of 1 partition that is new or was altered\n"))) {
            ferry.source().execute(accident.get(0));
            assertThat(status()).containsPattern("shop.parts: .*, 0 changes waiting, next with " + accident.get(1));
            ferry.export().assertOk();
            assertThat(status()).containsPattern("shop.parts: .*, 0 changes waiting\n");
        }
    }

    /** One that waits for status has all others wait behind it, status itself among them. */
    @Test
    void tableAlteredWhileStatusReadsOthers_isNoTrouble() throws Exception {
        Path other = twoMoreTargets();
        ferry.source()
                .execute("create function shop.slow(text) returns text immutable language plpgsql as"
                        + " 'begin perform pg_sleep(0.05); return $1; end'");
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s") + "  middle:\n    outbox: " + other
                        + "\n    tables: [{ table: shop.notes, transform:"
                        + " { body: shop.slow(body) } }]\n  other:\n    outbox: " + other
                        + "\n    tables: [shop.customers]\n");
        CompletableFuture<String> status = CompletableFuture.supplyAsync(this::status);
        String asleep =
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        while (ferry.source().value(asleep).equals("0")) {
            assertThat(status).isNotDone();
            Thread.sleep(5);
        }
        ferry.source()
                .execute("alter table shop.customers alter name set statistics 7; alter table shop.customers"
                        + " add check (true)");
        assertThat(status.get(60, TimeUnit.SECONDS)).doesNotContain("TROUBLE");
    }

    /** Nobody misses the last one as long as none follows. */
    @Test
    void statusNamesTheLastBundle_andWhetherItWasTakenFromTheOutbox() throws IOException {
        assertThat(status())
                .containsPattern("target reporting, last reporting-0000000001.tar.zst of 20.*Z, in the outbox\n");
        Files.delete(ferry.outbox().resolve("reporting-0000000001.tar.zst"));
        assertThat(status())
                .containsPattern(
                        "target reporting, last reporting-0000000001.tar.zst of 20.*Z, taken from the outbox\n");
    }

    @Test
    void numberThatAFailedRunUsedUp_isExplainedByStatusAndByTheNextExport() {
        ferry.source()
                .execute(
                        "insert into rowferry.export_bundle (target, number, incarnation, started_at) select target, 2,"
                                + " incarnation, now() from rowferry.export_bundle; update rowferry.export_target set last_number = 2");
        assertThat(status()).contains(", then number 2 begun by runs that did not end\n");
        Ran ran = ferry.export("--allow-empty").assertOk();
        assertThat(ran.err()).contains("target reporting: bundle 3 also holds what runs that did not end began as 2\n");
        assertThat(status()).doesNotContain("did not end");
    }

    @Test
    void numberOfARunThatRefusesATableUnderItsLock_isGivenBack() {
        ferry.source().execute("alter table shop.notes disable trigger rowferry_insert");
        for (int i = 0; i < 2; i++) {
            ferry.export("--allow-empty").assertRefused(ExitCode.SOURCE, "the capture of shop.notes does not hold");
        }
        assertThat(ferry.source().value("select last_number::text from rowferry.export_target"))
                .isEqualTo("1");
        ferry.source().execute("alter table shop.notes enable trigger rowferry_insert");
        ferry.export("--allow-empty").assertOk();
        assertThat(status()).contains("reporting-0000000002").doesNotContain("did not end");
    }

    private Path twoMoreTargets() throws IOException {
        Path middle = Files.createDirectory(folder.resolve("middle"));
        Path other = Files.createDirectory(folder.resolve("other"));
        String tables = ":\n    outbox: %s\n    tables: [shop.customers]\n";
        ShopPipeline.write(
                ferry.exporterYaml(),
                ferry.exporter("0s") + "  middle" + tables.replace("%s", middle.toString()) + "  other"
                        + tables.replace("%s", other.toString()));
        return other;
    }

    private String status() {
        return Ran.of("status", "--config", ferry.exporterYaml()).assertOk().out();
    }
}
