package org.rowferry.depot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.schema.StreamName;

/** Invariant 6: a bundle is immutable once visible. */
final class FolderDepotTest implements Journal {
    private static final BundleName NAME =
            BundleName.parse("reporting-0000000042.tar.zst").orElseThrow();
    private static final String PARTIAL = ".reporting-0000000042.tar.zst.partial";

    @TempDir
    private Path folder;

    private final List<String> heard = new ArrayList<>();
    private Depot depot;

    @BeforeEach
    void makeDepot() {
        depot = new FolderDepot(folder, this);
    }

    @Override
    public void say(String line) {
        heard.add(line);
    }

    @Override
    public void warn(Failure problem) {}

    /** Notes each step with what a crash would leave at it. */
    @Override
    public void step(String name) {
        heard.add(name + " " + files());
    }

    @Override
    public void moved(Progress progress) {}

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void publish(BundleName name, String text) throws IOException {
        try (Pending pending = depot.begin(name)) {
            pending.stream().write(text.getBytes(US_ASCII));
            pending.publish();
        }
    }

    private static void assertFails(ThrowingCallable call, String message) {
        assertFails(Family.DEPOT, call, message);
    }

    private static void assertFails(Family family, ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.family()).isEqualTo(family);
                    assertThat(failure.hints()).isNotEmpty();
                })
                .hasMessageContaining(message);
    }

    @Test
    void bundle_isSeenOnlyWhenPublished() throws IOException {
        try (Pending pending = depot.begin(NAME)) {
            pending.stream().write("abc".getBytes(US_ASCII));
            pending.stream().close();
            assertThat(depot.list()).isEmpty();
            assertThat(files()).containsExactly(PARTIAL);
            pending.publish();
        }
        assertThat(depot.list())
                .extracting(StoredBundle::name, StoredBundle::bytes)
                .containsExactly(tuple(NAME, 3L));
        try (InputStream in = depot.open(NAME)) {
            assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("abc");
        }
        assertThat(heard)
                .containsExactly("synced [" + PARTIAL + "]", "renamed [" + NAME + "]", "folder synced [" + NAME + "]");
    }

    @Test
    void bundleAndArchive_areReadByTheirGroupAtMost() throws IOException {
        publish(NAME, "rows");
        assertThat(mode(folder.resolve(NAME.toString()))).isEqualTo("rw-r-----");
        depot.archive(NAME);
        assertThat(mode(folder.resolve("applied"))).isEqualTo("rwxr-x---");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void links_areNamedAndNotFollowed_whereverTheyLead() throws IOException {
        publish(NAME, "rows");
        Path itself = folder.resolve("reporting-0000000043.tar.zst");
        Files.createSymbolicLink(itself, itself);
        Path elsewhere = folder.resolve("reporting-0000000044.tar.zst");
        Files.createSymbolicLink(elsewhere, folder.resolve(NAME.toString()));
        assertThat(depot.list()).extracting(StoredBundle::name).containsExactly(NAME);
        assertThat(depot.strays())
                .containsExactly(
                        new Stray(itself.getFileName().toString(), 0, Stray.LINK),
                        new Stray(elsewhere.getFileName().toString(), 0, Stray.LINK));
    }

    @Test
    void bundleThatWasNotPublished_isDiscarded() throws IOException {
        try (Pending pending = depot.begin(NAME)) {
            pending.stream().write(1);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void nameThatIsTaken_isRefusedAtOnce() throws IOException {
        publish(NAME, "old");
        assertFails(() -> depot.begin(NAME), NAME + " exists already");
        assertThat(files()).containsExactly(NAME.toString());
    }

    @Test
    void nameThatIsTakenMeanwhile_isNotOverwritten() throws IOException {
        try (Pending pending = depot.begin(NAME)) {
            Files.writeString(folder.resolve(NAME.toString()), "theirs");
            assertFails(pending::publish, NAME + " exists already");
        }
        assertThat(Files.readString(folder.resolve(NAME.toString()))).isEqualTo("theirs");
        assertThat(files()).containsExactly(NAME.toString());
    }

    @Test
    void leftoverOfACrashWithItsBundleOut_doesNotLeadIntoTheBundle() throws IOException {
        publish(NAME, "old");
        Path other = folder.resolve("kept");
        Files.createLink(folder.resolve(PARTIAL), folder.resolve(NAME.toString()));
        Files.move(folder.resolve(NAME.toString()), other);
        publish(NAME, "new");
        assertThat(Files.readString(other)).isEqualTo("old");
    }

    @Test
    void sweep_removesWhatCrashesLeftOfItsStreamAlone() throws IOException {
        List<String> foreign = List.of(
                ".other-0000000042.tar.zst.partial", ".reporting-42.tar.zst.partial", ".partial", ".x", PARTIAL + "s");
        for (String file : foreign) {
            Files.createFile(folder.resolve(file));
        }
        Files.createFile(folder.resolve(PARTIAL));
        publish(BundleName.parse("reporting-0000000041.tar.gz").orElseThrow(), "x");
        depot.sweep(new StreamName("reporting"));
        assertThat(files())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(foreign.stream(), Stream.of("reporting-0000000041.tar.gz"))
                                .toList());
        assertThat(heard).last().asString().contains("removed").contains(PARTIAL);
    }

    @Test
    void list_isInOrderAndIgnoresWhatIsNoBundle() throws IOException {
        for (String file : List.of(
                "reporting-10000000000.tar.zst",
                "reporting-0000000009.tar.zst",
                "reporting-0000000010.tar.gz",
                "README",
                "reporting-10.tar.zst",
                "reporting-0000000011.tar.zst.filepart",
                PARTIAL)) {
            Files.createFile(folder.resolve(file));
        }
        Files.createDirectory(folder.resolve("reporting-0000000012.tar.zst"));
        Files.createSymbolicLink(folder.resolve("reporting-0000000013.tar.zst"), folder.resolve("nowhere"));
        assertThat(depot.list())
                .extracting(entry -> entry.name().position().number())
                .containsExactly(9L, 10L, 10000000000L);
    }

    @Test
    void archive_isHarmlessWhenRepeated() throws IOException {
        publish(NAME, "abc");
        depot.archive(NAME);
        depot.archive(NAME);
        assertThat(depot.list()).isEmpty();
        publish(NAME, "abc");
        depot.archive(NAME);
        assertThat(files()).containsExactly("applied");
        assertThat(Files.readString(folder.resolve("applied").resolve(NAME.toString())))
                .isEqualTo("abc");
    }

    @Test
    void archive_missesABundleThatIsNowhere() {
        assertFails(() -> depot.archive(NAME), "is neither in " + folder);
    }

    @Test
    void folderThatIsMissing_isNamedWithTheCommandThatMakesIt() {
        Path missing = folder.resolve("missing");
        Depot nowhere = new FolderDepot(missing, Journal.silent());
        assertFails(nowhere::list, "folder " + missing + " does not exist");
        assertFails(() -> nowhere.begin(NAME), "folder " + missing + " does not exist");
        assertFails(() -> nowhere.sweep(NAME.stream()), "folder " + missing + " does not exist");
        assertFails(() -> nowhere.open(NAME), "folder " + missing + " does not exist");
    }

    @Test
    void fileInPlaceOfTheFolder_isNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertFails(() -> new FolderDepot(file, Journal.silent()).begin(NAME), file + " is not a folder");
    }

    @Test
    void bundleThatIsMissing_isNamedAsTheOneFileAtFault() {
        assertFails(Family.BUNDLE, () -> depot.open(NAME), "cannot open bundle " + NAME + ": it does not exist");
    }

    @Test
    void folderThatCannotBeWritten_isNamedWithItsRights() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(folder), "this user writes everywhere");
            assertFails(() -> depot.begin(NAME), "permission denied");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void folderWhereNoFileCanBe_leavesNothing() {
        Depot kernel = new FolderDepot(Path.of("/proc"), Journal.silent());
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
        assertFails(() -> kernel.begin(NAME), "cannot write /proc/" + PARTIAL);
    }

    @Test
    void depot_isNamedByItsFolder() {
        assertThat(Depots.at(folder.toString(), Journal.silent())).hasToString(folder.toString());
    }
}
