package org.rowferry.depot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleName;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/** An archive that is a link to a folder, most of the time on another file system. */
final class ArchiveTest {
    private static final BundleName NAME =
            BundleName.parse("reporting-0000000042.tar.zst").orElseThrow();
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path folder;

    private final List<Path> elsewhere = new ArrayList<>();

    private Path bundle;

    @BeforeEach
    void bundleWaits() throws IOException {
        bundle = Files.writeString(folder.resolve(NAME.toString()), "rows");
        Files.setLastModifiedTime(bundle, FileTime.fromMillis(1_000_000_000_000L));
    }

    @AfterEach
    void removeWhatLiesElsewhere() throws IOException {
        for (Path place : elsewhere) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Path onAnotherFileSystem() throws IOException {
        assumeTrue(
                Files.isWritable(MEMORY) && !Files.getFileStore(MEMORY).equals(Files.getFileStore(folder)),
                "there is no second file system");
        Path place = Files.createTempDirectory(MEMORY, "rowferry-archive");
        elsewhere.add(place);
        return place;
    }

    private void archiveIsALinkTo(Path place) throws IOException {
        Files.createSymbolicLink(folder.resolve("applied"), place);
    }

    private void archive(Journal journal) {
        new FolderDepot(folder, journal).archive(NAME);
    }

    private void assertArchivedIn(Path place) throws IOException {
        assertThat(bundle).doesNotExist();
        assertThat(names(place)).containsExactly(NAME.toString());
        assertThat(place.resolve(NAME.toString())).hasContent("rows");
        assertThat(Files.getLastModifiedTime(place.resolve(NAME.toString())).toMillis())
                .isEqualTo(1_000_000_000_000L);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void archiveThatIsALinkToAFolder_takesTheBundle() throws IOException {
        Path place = Files.createDirectory(folder.resolve("old bundles"));
        archiveIsALinkTo(Path.of("old bundles"));
        archive(Journal.silent());
        assertArchivedIn(place);
    }

    @Test
    void archiveOnAnotherFileSystem_takesTheBundle() throws IOException {
        Path place = onAnotherFileSystem();
        archiveIsALinkTo(place);
        archive(Journal.silent());
        archive(Journal.silent());
        assertArchivedIn(place);
    }

    @Test
    void archiveOnAnotherFileSystem_takesADuplicateToo() throws IOException {
        Path place = onAnotherFileSystem();
        archiveIsALinkTo(place);
        Path before = Files.copy(bundle, place.resolve(NAME.toString()), StandardCopyOption.COPY_ATTRIBUTES);
        archive(Journal.silent());
        assertArchivedIn(place);
        assertThat(before).hasContent("rows");
    }

    @Test
    void archiveThatHoldsOtherBytesUnderTheName_keepsThem() throws IOException {
        Path before = Files.createDirectory(folder.resolve("applied")).resolve(NAME.toString());
        Files.writeString(before, "rows that came before");
        archive(Journal.silent());
        assertThat(before).hasContent("rows");
        assertThat(before.resolveSibling(NAME + ".1")).hasContent("rows that came before");
        bundleWaits();
        archive(Journal.silent());
        assertThat(names(folder.resolve("applied"))).containsExactly(NAME.toString(), NAME + ".1");
        Files.writeString(bundle, "others again");
        archive(Journal.silent());
        assertThat(before).hasContent("others again");
        assertThat(before.resolveSibling(NAME + ".2")).hasContent("rows");
    }

    /** On one file system as on two. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fileThatIsNotTheOneThatWasOpened_isNotPutAside(boolean elsewhere) throws IOException {
        Path place = elsewhere ? onAnotherFileSystem() : Files.createDirectory(folder.resolve("old"));
        archiveIsALinkTo(place);
        FolderDepot depot = new FolderDepot(folder, Journal.silent());
        depot.open(NAME).close();
        Files.move(Files.writeString(folder.resolve("swapped"), "rows"), bundle, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> depot.archive(NAME)).hasMessageContaining("another file took its place");
        assertThat(names(place)).isEmpty();
        assertThat(bundle).hasContent("rows");
        depot.open(NAME).close();
        depot.archive(NAME);
        assertThat(names(place)).containsExactly(NAME.toString());
    }

    @Test
    void archivingOnAnotherFileSystem_killedBetweenAnyTwoSteps_neverLosesTheBundleAndEndsInTheArchive()
            throws IOException {
        Path place = onAnotherFileSystem();
        archiveIsALinkTo(place);
        for (String last : List.of("copied", "copy named", "copy synced", "original deleted")) {
            if (!Files.exists(bundle)) {
                bundleWaits();
            }
            assertThatThrownBy(() -> archive(dyingAt(last::equals))).isInstanceOf(Killed.class);
            assertThat(Stream.of(bundle, place.resolve(NAME.toString())).filter(Files::exists))
                    .as(last)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).hasContent("rows"));
        }
        archive(Journal.silent());
        assertArchivedIn(place);
    }

    @Test
    void leftoverOfACopyThatWasKilled_isReplaced() throws IOException {
        Path place = onAnotherFileSystem();
        archiveIsALinkTo(place);
        Files.writeString(place.resolve("." + NAME + ".partial"), "half of the ro");
        archive(Journal.silent());
        assertArchivedIn(place);
    }

    @Test
    void archiveThatIsALinkToNowhere_isNamedAndTheBundleStays() throws IOException {
        Path place = folder.resolve("not mounted/archive");
        archiveIsALinkTo(Path.of("not mounted/archive"));
        assertThatThrownBy(() -> archive(Journal.silent()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.hints())
                                .anyMatch(hint -> hint.contains("mkdir -p") && hint.contains(place.toString())))
                .hasMessageContaining("folder " + place + " does not exist");
        assertThat(bundle).hasContent("rows");
    }

    @Test
    void linkThatAnotherUserMade_isNotFollowed_andNothingBehindItIsOverwritten() throws IOException {
        Path place = Files.createDirectory(folder.resolve("of somebody"));
        Files.writeString(place.resolve(NAME.toString()), "not to be lost");
        archiveIsALinkTo(place);
        giveAway(folder.resolve("applied"));
        assertRefused("the link " + folder.resolve("applied") + " belongs to the user ");
        assertThat(place.resolve(NAME.toString())).hasContent("not to be lost");
    }

    @Test
    void linkIntoAnotherUsersFolder_isNotFollowed() throws IOException {
        Path place = Files.createDirectory(folder.resolve("of somebody"));
        giveAway(place);
        archiveIsALinkTo(place);
        assertRefused("the folder " + place);
        assertThat(names(place)).isEmpty();
    }

    @Test
    void linkThatTakesTheBundlesPlace_isNotArchived() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "rows of another");
        Files.delete(bundle);
        Files.createSymbolicLink(bundle, other);
        assertThatThrownBy(() -> archive(Journal.silent()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is neither in " + folder);
        assertThat(other).hasContent("rows of another");
        assertThat(folder.resolve("applied")).doesNotExist();
    }

    @Test
    void copyOfABundle_isReadByItsGroupAtMost() throws IOException {
        Path place = onAnotherFileSystem();
        archiveIsALinkTo(place);
        Files.setPosixFilePermissions(bundle, PosixFilePermissions.fromString("rw-rw-rw-"));
        archive(Journal.silent());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.resolve(NAME.toString()))))
                .isEqualTo("rw-r-----");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> archive(Journal.silent()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.hints()).anyMatch(hint -> hint.contains("chown -h")))
                .hasMessageContaining(message);
        assertThat(bundle).hasContent("rows");
    }

    /** Needs the rights of root, which a build has in a container. */
    private static void giveAway(Path path) throws IOException {
        try {
            UserPrincipal nobody =
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setOwner(nobody);
        } catch (FileSystemException e) {
            assumeTrue(false, "files cannot be given away: " + e);
        }
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Journal dyingAt(Predicate<String> last) {
        return new Journal() {
            @Override
            public void say(String line) {}

            @Override
            public void warn(Failure problem) {}

            @Override
            public void step(String name) {
                if (last.test(name)) {
                    throw new Killed();
                }
            }

            @Override
            public void moved(Progress progress) {}
        };
    }
}
