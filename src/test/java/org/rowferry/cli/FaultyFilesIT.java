package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.testing.Servers;

/** One file at fault is the one that is refused: what does not need it is applied, and what needs it waits. */
final class FaultyFilesIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    /** Holds customers and lines; the other inbox holds notes. */
    private Path first;

    @BeforeEach
    void open() throws IOException {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        first = Files.createDirectory(folder.resolve("first"));
        Files.createDirectory(folder.resolve("second"));
        configure(ferry.exporterYaml(), ferry.exporter("1 day"), """
                targets:
                  first: {outbox: FOLDER/outbox, tables: [shop.customers, 'shop."Order-Lines"']}
                  second: {outbox: FOLDER/outbox, tables: [shop.notes]}
                """);
        configure(ferry.importerYaml(), ferry.importer(), """
                inboxes:
                  first: {from: FOLDER/first, tables: [shop.customers, 'shop."Order-Lines"']}
                  second: {from: FOLDER/second, tables: [shop.notes]}
                """);
        Files.createDirectories(ferry.outbox());
        export();
        ferry.source().execute("update shop.customers set name = name || '!'; delete from shop.notes where id < 9");
        export();
        ferry.source().execute("update shop.customers set name = name || '?'; delete from shop.notes where id < 12");
        export();
        ship();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private void configure(String file, String text, String feeds) {
        ShopPipeline.write(
                file, text.replaceAll("(?s)(targets|inboxes):.*", "") + feeds.replace("FOLDER", folder.toString()));
    }

    private void export() {
        ferry.export().assertOk();
    }

    private void ship() {
        for (Path bundle : Bundles.in(ferry.outbox())) {
            Path inbox = folder.resolve(bundle.getFileName().toString().replaceAll("-.*", ""));
            if (!Files.exists(inbox.resolve("applied").resolve(bundle.getFileName()))) {
                Bundles.copy(bundle, inbox.resolve(bundle.getFileName()));
            }
        }
    }

    private Path waiting(int number) {
        return first.resolve(String.format(Locale.ROOT, "first-%010d.tar.zst", number));
    }

    /** Fails unless the second inbox was applied whole, and the first one up to a bundle. */
    private void assertStandsAt(String number) {
        assertThat(position("first")).isEqualTo(number);
        assertThat(position("second")).isEqualTo("3");
        assertThat(ferry.target().value("select count(*) from shop.notes"))
                .isEqualTo(ferry.source().value("select count(*) from shop.notes"));
    }

    private String position(String inbox) {
        return ferry.target()
                .value("select coalesce(max(number), 0) from rowferry.import_tracking where inbox = '" + inbox + "'");
    }

    private void assertMendedBy(Mend mend) {
        mend.run();
        ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
        assertThat(Bundles.in(first)).isEmpty();
    }

    private interface Mend {
        void attempt() throws IOException;

        default void run() {
            try {
                attempt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int shell(String command) {
        try {
            return new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** For root, who may read every file of a disk, one of the kernel's stands in that nobody may read. */
    private static void makeUnreadable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(file)) {
            assumeTrue(
                    shell("mount --bind /sys/bus/cpu/drivers_probe '" + file + "'") == 0,
                    "root can make no file unreadable where it may not mount");
        }
    }

    private static void makeReadable(Path file) throws IOException {
        shell("umount '" + file + "'");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    @Test
    void fileThatCannotBeRead_isRefusedAlone_andTheNextNumberWaits() throws IOException {
        makeUnreadable(waiting(2));
        try {
            Ran ran = ferry.importAll().assertRefused(ExitCode.BUNDLE, "first-0000000002.tar.zst: permission denied");
            ran.assertSays("bundle 2 is missing").assertSays("'ls -la " + first + "'");
            assertStandsAt("1");
            Ran.of("status", "--config", ferry.importerYaml()).assertOk();
        } finally {
            makeReadable(waiting(2));
        }
        assertMendedBy(() -> {});
    }

    /** It may be a file of this source, which then has been set back: the numbers beyond the last known one are in use. */
    @Test
    void fileInTheOutboxThatCannotBeRead_stopsTheExportUntilSomebodyLooks() throws IOException {
        Path stray = Files.writeString(ferry.outbox().resolve("first-0000000006.tar.zst"), "stray");
        makeUnreadable(stray);
        try {
            ferry.source().execute("update shop.customers set name = name || '.'");
            ferry.export()
                    .assertRefused(ExitCode.DEPOT, "cannot open bundle first-0000000006.tar.zst: permission denied");
            assertThat(ferry.outbox().resolve("first-0000000004.tar.zst")).doesNotExist();
        } finally {
            makeReadable(stray);
        }
        ferry.export().assertOk().assertSays("first-0000000006.tar.zst, which this source did not make: ");
        Files.delete(stray);
        assertMendedBy(() -> {});
        assertThat(position("first")).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkdir X", "mkfifo X"})
    void whatIsNoFileAndHasABundlesName_isNamedAndTheNextNumberWaits(String command) throws IOException {
        Files.delete(waiting(2));
        assertThat(shell(command.replace("X", "'" + waiting(2) + "'"))).isZero();
        Ran ran = ferry.importAll();
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.GAP.number());
        ran.assertSays("first-0000000002.tar.zst: it is not a plain file").assertSays("bundle 2 is missing");
        assertStandsAt("1");
        assertThat(Ran.of("status", "--config", ferry.importerYaml()).assertOk().out())
                .contains("first-0000000002.tar.zst, 0 bytes, it is not a plain file");
        assertMendedBy(() -> Files.delete(waiting(2)));
    }

    @Test
    void fileThatIsTakenAwayAfterTheListing_isRefusedAlone() {
        Ran ran = Ran.beside(
                step -> {
                    if (step.equals("verified")) {
                        waiting(2).toFile().delete();
                    }
                },
                System.getenv(),
                ferry.importing());
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        ran.assertSays("first-0000000002.tar.zst: it does not exist").assertSays("bundle 2 is missing");
        assertStandsAt("1");
        assertMendedBy(() -> {});
    }

    /** A writer of the inbox makes a folder where the file is to be put aside. */
    @Test
    void fileThatCannotBePutAside_doesNotKeepTheNextFromBeingApplied() throws IOException {
        Path way = Files.createDirectories(
                first.resolve("applied").resolve(waiting(1).getFileName()).resolve("full"));
        for (int run = 0; run < 2; run++) {
            ferry.importAll().assertRefused(ExitCode.DEPOT, "cannot move " + waiting(1), " was applied; the next run");
            assertStandsAt("3");
            assertThat(Bundles.in(first)).containsExactly(waiting(1));
        }
        ferry.assertEqual();
        assertMendedBy(() -> {
            Files.delete(way);
            Files.delete(way.getParent());
        });
    }

    /** An Error while a bundle is verified, applied or tracked: the transaction is undone, and the lock is given back. */
    @ParameterizedTest
    @CsvSource({
        "java.lang.OutOfMemoryError, verified",
        "java.lang.OutOfMemoryError, moved",
        "java.lang.OutOfMemoryError, tracked",
        "java.lang.StackOverflowError, verified",
        "java.lang.StackOverflowError, moved",
        "java.lang.StackOverflowError, tracked",
        "java.lang.NoClassDefFoundError, moved",
        "java.lang.ExceptionInInitializerError, verified",
        "java.lang.InternalError, tracked",
        "java.lang.AssertionError, moved",
        "java.lang.IllegalStateException, tracked",
    })
    void errorThatAFileBringsAbout_refusesThatFileAlone(Class<? extends Throwable> kind, String step) {
        Ran ran = thrownAt(step, kind, ferry.importing());
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        ran.assertSays("bundle first-0000000001.tar.zst ").assertSays("\nHINT: ");
        assertThat(ran.err()).doesNotContain("\tat ").contains("first-0000000002.tar.zst: ");
        assertStandsAt("0");
        assertThat(ferry.target().value("select count(*) from shop.customers")).isEqualTo("0");
        await().until(() -> ferry.target()
                .value("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and application_name like 'rowferry%'")
                .equals("0"));
        assertMendedBy(() -> {});
    }

    @Test
    void errorThatAFileBringsAbout_isForeseenByTheRehearsal() {
        Ran ran = thrownAt("tracked", StackOverflowError.class, ferry.importing("--dry-run"));
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        assertThat(ran.out()).contains("second: second-0000000003.tar.zst would be applied");
        assertThat(position("second")).isEqualTo("0");
        assertMendedBy(() -> {});
    }

    /** Runs a command in which the first step of a name, or the first bytes that move, throw. */
    private static Ran thrownAt(String step, Class<? extends Throwable> kind, String... command) {
        AtomicInteger left = new AtomicInteger(1);
        return Ran.with(
                console -> new Thrower(console, () -> left.getAndDecrement() == 1, kind, step),
                Map.copyOf(System.getenv()),
                command);
    }

    /** A journal that throws once. */
    private record Thrower(Journal console, BooleanSupplier due, Class<? extends Throwable> kind, String at)
            implements Journal {
        @Override
        public void say(String line) {
            console.say(line);
        }

        @Override
        public void warn(Failure problem) {
            console.warn(problem);
        }

        @Override
        public void step(String name) {
            if (name.equals(at)) {
                throwOnce();
            }
        }

        @Override
        public void moved(Progress progress) {
            step("moved");
        }

        private void throwOnce() {
            if (due.getAsBoolean()) {
                sneak(made());
            }
        }

        private Throwable made() {
            try {
                return kind.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                return new AssertionError(e);
            }
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }
}
