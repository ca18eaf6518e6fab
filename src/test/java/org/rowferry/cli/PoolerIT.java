package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.testing.Cases;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;
import org.rowferry.testing.TestDatabase;
import org.rowferry.testing.TransactionPooler;

/** A pooler that gives each transaction another session, with settings that nobody made. */
final class PoolerIT {
    private static final String TOLD = "is reached through a pooler that changes sessions under way";

    private static int told;

    @TempDir
    private Path folder;

    /** So many processes the sessions are spread over; with another number, another statement meets another process. */
    static List<Integer> someProcesses() {
        return Cases.hardest(List.of(2, 3, 4));
    }

    static List<Integer> manyProcesses() {
        return Cases.hardest(List.of(2, 3, 4, 5));
    }

    /** A transaction that finds the process with the settings may go on; which one does so hangs on how many there are. */
    @ParameterizedTest
    @MethodSource("someProcesses")
    void transactionPooler_isToldBeforeATransactionGoesOnWithoutOurSettings(int processes) throws Exception {
        Server source = Servers.oldest();
        Server target = Servers.newest();
        try (ShopPipeline ferry = ShopPipeline.between(source, target, folder);
                TransactionPooler ofSource = new TransactionPooler(source, processes);
                TransactionPooler ofTarget = new TransactionPooler(target, processes)) {
            ferry.exportAndImport();
            ferry.source().execute("update shop.notes set body = 'pooled'");
            ShopPipeline.write(
                    ferry.exporterYaml(),
                    ferry.exporter("0s").replace(":" + source.port() + "/", ":" + ofSource.port() + "/"));
            assertToldOrDone(ferry.export(), ExitCode.SOURCE);
            ShopPipeline.write(ferry.exporterYaml(), ferry.exporter("0s"));
            ferry.export().assertOk();
            ferry.ship();

            ShopPipeline.write(
                    ferry.importerYaml(),
                    ferry.importer().replace(":" + target.port() + "/", ":" + ofTarget.port() + "/"));
            assertToldOrDone(ferry.importAll(), ExitCode.TARGET);
            ShopPipeline.write(ferry.importerYaml(), ferry.importer());
            ferry.importAll().assertOk();
            ferry.assertEqual();
        }
    }

    /** A temporary table, a setting or a lock of one process is not there in the next. */
    @ParameterizedTest
    @MethodSource("manyProcesses")
    void transactionPooler_isToldBySyncsToo(int processes) throws Exception {
        Server server = Servers.newest();
        try (SyncStage stage = new SyncStage(server, folder);
                TransactionPooler pooler = new TransactionPooler(server, processes)) {
            TestDatabase source = stage.captured(
                    server, "create table public.orders (id int primary key, note text)", "public.orders");
            stage.target().execute("create table public.orders (id int primary key, note text)");
            stage.configure(stage.link("north", source, "- public.orders\n"));
            String asSuperuser = Files.readString(Path.of(stage.yaml()))
                    .replaceFirst("target: .*", "target: " + stage.target().url());
            ShopPipeline.write(stage.yaml(), asSuperuser);
            stage.makeForeignTables();
            stage.sync().assertOk();
            source.execute("insert into public.orders values (1, 'pooled')");

            ShopPipeline.write(
                    stage.yaml(), asSuperuser.replaceFirst(":" + server.port() + "/", ":" + pooler.port() + "/"));
            assertToldOrDone(stage.sync(), ExitCode.TARGET);

            ShopPipeline.write(stage.yaml(), asSuperuser);
            stage.sync().assertOk();
            assertThat(stage.target().query("select * from public.orders"))
                    .isEqualTo(source.query("select * from public.orders"));
        }
    }

    private static void assertToldOrDone(Ran ran, ExitCode family) {
        if (ran.code() != 0) {
            ran.assertRefused(family, TOLD, "pool_mode = session");
            told++;
        }
    }

    @AfterAll
    static void assertTold() {
        assertThat(told).isPositive();
    }
}
