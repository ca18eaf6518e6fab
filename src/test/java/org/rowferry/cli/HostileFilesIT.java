package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.Forge;
import org.rowferry.testing.Servers;

/** Whatever lies in an inbox, it is that file which is refused, and what others need goes on. */
@Timeout(300)
final class HostileFilesIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;
    private Path bad;

    @BeforeEach
    void open() throws IOException {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.configure("1 day");
        bad = Files.createDirectory(folder.resolve("bad"));
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    /** Puts an inbox before the other, with the same settings and these beside. */
    private void addBadInbox(String settings) {
        ShopPipeline.write(
                ferry.importerYaml(),
                ferry.importer()
                        .replace(
                                "inboxes:\n",
                                "inboxes:\n  bad: {from: " + bad + ", tables: [bad.none]" + settings + "}\n"));
    }

    private Path newest() {
        ferry.export("--full").assertOk();
        return Bundles.newest(ferry.outbox());
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    private static String table(int i) {
        return "{\"schema\":\"t\",\"table\":\"" + i + "\",\"folder\":\"t." + i
                + "\",\"kind\":\"full\",\"fingerprint\":\"" + "5e".repeat(32) + "\",\"key\":[],\"columns\":[]}";
    }

    private static String column(int i) {
        return "{\"name\":\"c" + i + "\",\"type\":\"text\",\"notNull\":true}";
    }

    /** Each is what stands in the place of a text of the manifest. */
    private static Map<String, Edit> monsters() {
        Map<String, Edit> monsters = new LinkedHashMap<>();
        monsters.put(
                "a quoted type",
                new Edit("\"type\" : \"integer\"", () -> "\"type\" : \"\\\"" + "a".repeat(1_200) + "\\\"\""));
        monsters.put(
                "a type of quotes",
                new Edit("\"type\" : \"integer\"", () -> "\"type\" : \"" + "\\\"".repeat(900) + "\""));
        monsters.put(
                "a type of brackets",
                new Edit("\"type\" : \"integer\"", () -> "\"type\" : \"text" + "[]".repeat(400_000) + "\""));
        monsters.put("objects", new Edit("\"tables\" : [", () -> "\"tables\" : [" + "{},".repeat(1_000_000)));
        monsters.put("a long text", new Edit("\"tool\" : \"", () -> "\"tool\" : \"" + "x".repeat(15 << 20)));
        monsters.put("a long name", new Edit("\"name\" : \"", () -> "\"name\" : \"" + "x".repeat(15 << 20)));
        monsters.put(
                "tables",
                new Edit("\"tables\" : [", () -> "\"tables\" : [" + many(75_000, HostileFilesIT::table) + ","));
        monsters.put(
                "columns",
                new Edit("\"columns\" : [", () -> "\"columns\" : [" + many(320_000, HostileFilesIT::column) + ","));
        monsters.put(
                "tables of columns",
                new Edit(
                        "\"columns\" : [",
                        () -> "\"columns\" : [" + many(1_600, HostileFilesIT::column) + "]}, "
                                + table(0).replace(
                                                "\"columns\":[]}",
                                                "\"columns\" : [" + many(300_000, HostileFilesIT::column) + ",")));
        monsters.put(
                "transactions",
                new Edit(
                        "\"snapshot\" : \"",
                        () -> "\"snapshot\" : \"1:99999999:" + many(1_700_000, i -> "" + (i + 1)) + "\", \"x\" : \""));
        monsters.put(
                "ancestors",
                new Edit(
                        "\"ancestors\" : [",
                        () -> "\"ancestors\" : [" + many(380_000, i -> "\"00000000-0000-0000-0000-000000000000\"")));
        monsters.put(
                "columns of a key",
                new Edit("\"key\" : [", () -> "\"key\" : [" + many(60_000, i -> "\"k" + i + "\"") + ","));
        monsters.put(
                "keys of an object",
                new Edit("\"tool\" :", () -> "\"x\" : {" + many(1_300_000, i -> "\"k" + i + "\":0") + "}, \"tool\" :"));
        monsters.put("depth", new Edit("\"tool\" :", () -> "\"x\" : " + "[".repeat(8 << 20)));
        monsters.put("a long number", new Edit("\"format\" : 1", () -> "\"format\" : 1" + "0".repeat(10 << 20)));
        monsters.put(
                "left out",
                new Edit(
                        "\"tables\" :",
                        () -> "\"leftOut\" : ["
                                + many(300_000, i -> "{\"schema\":\"s\",\"table\":\"" + i + "\",\"reason\":\"\"}")
                                + "], \"tables\" :"));
        return monsters;
    }

    /** A text of the manifest, and what stands in its first place; made when it is needed, since it is large. */
    private record Edit(String from, Supplier<String> to) {
        String in(String json) {
            int at = json.indexOf(from);
            assertThat(at).as(from).isNotNegative();
            return json.substring(0, at) + to.get() + json.substring(at + from.length());
        }
    }

    @Test
    void manifestsThatAskForTooMuch_areRefusedOneByOneAndTheNextInboxGoesOn() throws IOException {
        byte[] honest = Bundles.bytes(newest());
        Map<String, Edit> monsters = monsters();
        int number = 0;
        for (Edit edit : monsters.values()) {
            number++;
            Forge forge = Forge.of(honest).edit("manifest.json", edit::in);
            Bundles.write(
                    bad.resolve(String.format(Locale.ROOT, "reporting-%010d.tar.zst", number)),
                    forge.relist().pack());
        }
        addBadInbox("");
        ferry.ship();
        ChildProcess child = ChildProcess.start(ferry.importing());
        assertThat(child.await()).as("%s", child.err()).isEqualTo(ExitCode.BUNDLE.number());
        String err = child.err();
        assertThat(err).doesNotContain("\tat ").doesNotContain("heap");
        for (int i = 1; i <= number; i++) {
            assertThat(err).contains(String.format(Locale.ROOT, "bundle reporting-%010d.tar.zst ", i));
        }
        ferry.assertEqual();
        assertThat(Bundles.in(bad)).hasSize(monsters.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-bytes: 1 kB", "max-rows: 1"})
    void bundleThatHoldsMoreThanItsInboxTakes_isRefusedWithTheSettingToRaise(String limit) {
        newest();
        ferry.ship();
        String setting = limit.replaceAll(":.*", "");
        ShopPipeline.write(
                ferry.importerYaml(), ferry.importer().replace("    tables:", "    " + limit + "\n    tables:"));
        ferry.importAll()
                .assertRefused(ExitCode.BUNDLE, ", as " + setting + " has it")
                .assertSays("raise " + setting + " of the inbox in " + ferry.importerYaml());
        assertThat(ferry.target().value("select count(*) from shop.customers")).isEqualTo("0");
        Ran.of("status", "--config", ferry.importerYaml()).assertOk();
        ferry.configure("1 day");
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @Test
    void fileThatUnpacksToMuchMore_isRefused() throws IOException {
        byte[] honest = Bundles.bytes(newest());
        String rows = "\n".repeat(20_000_000);
        Forge bomb = Forge.of(honest).edit("shop.notes/rows.csv", old -> rows);
        byte[] file = bomb.relist().pack();
        assertThat(file.length).isLessThan(20_000);
        Bundles.write(bad.resolve("reporting-0000000001.tar.zst"), file);
        addBadInbox("");
        ferry.ship();
        ferry.importAll().assertRefused(ExitCode.BUNDLE, "bundle reporting-0000000001.tar.zst ");
        ferry.assertEqual();
    }

    /** Runs an import during which something happens as soon as the first bundle is verified. */
    private Ran meanwhile(ThrowingRunnable work) {
        return after("verified", work);
    }

    private Ran after(String last, ThrowingRunnable work) {
        AtomicBoolean done = new AtomicBoolean();
        return Ran.beside(
                step -> {
                    if (step.equals(last) && !done.getAndSet(true)) {
                        work.run();
                    }
                },
                System.getenv(),
                ferry.importing());
    }

    private interface ThrowingRunnable {
        void attempt() throws IOException, InterruptedException;

        default void run() {
            try {
                attempt();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private byte[] withOtherRows(Path bundle) {
        return Forge.of(Bundles.bytes(bundle))
                .edit("shop.notes/rows.csv", rows -> rows.replaceFirst("[a-z]", "X"))
                .recount()
                .relist()
                .pack();
    }

    @Test
    void fileThatTakesAnothersNameBetweenTheTwoReadings_isNotApplied() {
        Path file = newest();
        ferry.ship();
        byte[] other = withOtherRows(file);
        Path waiting = ferry.inbox().resolve(file.getFileName());
        Ran ran = meanwhile(() -> {
            Path swapped = Files.write(ferry.inbox().resolve(".swapped"), other);
            Files.move(swapped, waiting, StandardCopyOption.ATOMIC_MOVE);
        });
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.DEPOT.number());
        assertThat(waiting).hasBinaryContent(other);
        ferry.assertEqual();
    }

    /** The files in {@code applied/} are those that were applied, and none is put there that nobody read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatIsSwappedAfterTheCommit_staysAndIsRefusedByTheNextImport(boolean rename) throws IOException {
        Path file = newest();
        ferry.ship();
        byte[] other = withOtherRows(file);
        Path waiting = ferry.inbox().resolve(file.getFileName());
        Ran ran = after("committed", () -> {
            Path written = Files.write(rename ? ferry.inbox().resolve(".swapped") : waiting, other);
            Files.move(written, waiting, StandardCopyOption.ATOMIC_MOVE);
        });
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.DEPOT.number());
        ran.assertSays("another file took its place, since it was read");
        assertThat(waiting).hasBinaryContent(other);
        assertThat(ferry.inbox().resolve("applied").resolve(file.getFileName())).doesNotExist();
        ferry.assertEqual();

        ferry.importAll().assertRefused(ExitCode.BUNDLE, "was applied here from another file");
        Bundles.copy(file, waiting);
        ferry.importAll().assertOk();
        assertThat(ferry.inbox().resolve("applied").resolve(file.getFileName())).hasBinaryContent(Bundles.bytes(file));
        ferry.assertEqual();
    }

    @Test
    void fileWhoseNameIsTakenInApplied_replacesNothing() throws IOException {
        Path file = newest();
        ferry.ship();
        Path before = ferry.inbox().resolve("applied").resolve(file.getFileName());
        Files.createDirectories(before.getParent());
        Files.writeString(before, "of another time");
        ferry.importAll().assertOk().assertSays("it is kept as " + before + ".1");
        assertThat(before).hasBinaryContent(Bundles.bytes(file));
        assertThat(before.resolveSibling(before.getFileName() + ".1")).hasContent("of another time");
        ferry.assertEqual();
    }

    @Test
    void fileThatIsWrittenOverBetweenTheTwoReadings_isRefused() {
        Path file = newest();
        ferry.ship();
        byte[] other = withOtherRows(file);
        Path waiting = ferry.inbox().resolve(file.getFileName());
        Ran ran = meanwhile(() -> Files.write(waiting, other));
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        assertThat(ferry.target().value("select count(*) from shop.customers")).isEqualTo("0");
        assertThat(ferry.target().value("select count(*) from rowferry.import_tracking"))
                .isEqualTo("0");
        Bundles.copy(file, waiting);
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkfifo X",
                "mkdir X",
                "ln -s /dev/zero X",
                "ln -s X X",
                "ln -s /etc/passwd X",
                "cp Y Z; ln -s Z X"
            })
    void whatTakesAFilesPlaceAfterTheListing_isRefusedAndNotWaitedFor(String command) throws IOException {
        newest();
        ferry.source().execute("update shop.customers set name = name || '!'");
        Path second = newest();
        ferry.ship();
        Path waiting = ferry.inbox().resolve(second.getFileName());
        String shell = command.replace("X", "'" + waiting + "'")
                .replace("Y", "'" + second + "'")
                .replace("Z", "'" + folder.resolve("elsewhere") + "'");
        Ran ran = meanwhile(() -> {
            Files.delete(waiting);
            assertThat(new ProcessBuilder("sh", "-c", shell).start().waitFor()).isZero();
        });
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        ran.assertSays("bundle " + second.getFileName() + " is not a plain file");
        if (Files.isDirectory(waiting) || Files.exists(waiting, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(waiting);
        }
        Bundles.copy(second, waiting);
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    /** What the server would take, or refuse as the target's fault. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\\.\n", "1,\u00ff\n", "1,a\r\n", "1\n", ",x\n", "1,\"a\"b\n", "1,\0\n", "1,\u00ed\u00a0\u0080\n"
            })
    void recordsThatTheFormatDoesNotHave_areTheBundlesFault(String record) throws IOException {
        Path file = newest();
        Forge forge = Forge.of(Bundles.bytes(file)).edit("shop.notes/rows.csv", rows -> rows + record);
        Bundles.write(
                ferry.inbox().resolve(file.getFileName()),
                forge.recount().relist().pack());
        ferry.importAll().assertRefused(ExitCode.BUNDLE, "has a record that cannot be");
        Ran inspected =
                Ran.of("inspect", ferry.inbox().resolve(file.getFileName()).toString());
        inspected.assertRefused(ExitCode.BUNDLE, "has a record that cannot be");
        assertThat(ferry.target().value("select count(*) from shop.customers")).isEqualTo("0");
    }
}
