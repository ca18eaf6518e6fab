package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.testing.Servers;

/** Folders that are missing, full, read-only or none at all: nothing is lost, and the message says where to look. */
final class BadDepotIT {
    @TempDir
    private static Path folder;

    private static ShopPipeline ferry;

    private Path place;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.exportAndImport();
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    @BeforeEach
    void changesWait(@TempDir Path elsewhere) {
        place = elsewhere.resolve("depot");
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'waits' from shop.notes");
    }

    @AfterEach
    void nothingWasLost() {
        ferry.exportAndImport();
        ferry.assertEqual();
    }

    private Ran exportRefused(ExitCode code, String... words) {
        ShopPipeline.write(
                folder + "/elsewhere.yaml",
                ferry.exporter("1 day").replace(ferry.outbox().toString(), place.toString()));
        return refused(code, words, "export", "--config", folder + "/elsewhere.yaml");
    }

    private Ran importRefused(ExitCode code, String... words) {
        ShopPipeline.write(
                folder + "/elsewhere.yaml",
                ferry.importer().replace(ferry.inbox().toString(), place.toString()));
        return refused(code, words, "import", "--config", folder + "/elsewhere.yaml");
    }

    private static Ran refused(ExitCode code, String[] words, String... command) {
        Footprint before = Footprint.of(ferry);
        Ran ran = Ran.of(command).assertRefused(code, words);
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        return ran;
    }

    @Test
    void folderThatIsMissing_isNamed() {
        exportRefused(ExitCode.DEPOT, "folder " + place + " does not exist", "mkdir -p " + place);
        importRefused(ExitCode.DEPOT, "folder " + place + " does not exist", "mkdir -p " + place);
    }

    @Test
    void statusOfAFolderThatIsMissing_showsTheOthersToo() {
        String named = "folder " + place + " does not exist";
        String target =
                ferry.importer().replace("inboxes:\n", "inboxes:\n  gone: { from: " + place + ", tables: [a.b] }\n");
        String source = ferry.exporter("1 day").replace(ferry.outbox().toString(), place.toString())
                + "  other: { outbox: " + ferry.outbox() + ", tables: [shop.notes] }\n";
        for (String file : List.of(target, source)) {
            ShopPipeline.write(folder + "/elsewhere.yaml", file);
            Ran ran = Ran.of("status", "--config", folder + "/elsewhere.yaml")
                    .assertRefused(ExitCode.DEPOT, named, "HINT: ", "mkdir -p " + place);
            assertThat(ran.out()).contains("TROUBLE: " + named).containsPattern("(?m)^  shop.notes: position 1");
            assertThat(ran.out().lines().filter(line -> line.matches("(inbox|target) .*")))
                    .hasSize(2);
            Ran json = Ran.of("status", "--config", folder + "/elsewhere.yaml", "--json")
                    .assertRefused(ExitCode.DEPOT, named);
            assertThat(json.out()).contains("\"trouble\" : \"" + named);
        }
    }

    @Test
    void fileInTheFoldersPlace_isNamed() throws IOException {
        Files.writeString(place, "no folder");
        exportRefused(ExitCode.DEPOT, place + " is not a folder", "move that file away");
        importRefused(ExitCode.DEPOT, place + " is not a folder", "move that file away");
    }

    @Test
    void placeOfALaterKind_isRefused() {
        place = Path.of("x");
        ShopPipeline.write(
                folder + "/elsewhere.yaml",
                ferry.exporter("1 day").replace("outbox: " + ferry.outbox(), "outbox: sftp://host/outbox"));
        refused(
                ExitCode.CONFIGURATION,
                new String[] {"'sftp://host/outbox' is no depot", "path of a folder"},
                "export",
                "--config",
                folder + "/elsewhere.yaml");
    }

    @Test
    void folderThatCannotBeWritten_isNamed() throws Exception {
        Files.createDirectories(place);
        try (Mount mount = Mount.at(place, "ro")) {
            exportRefused(ExitCode.DEPOT, "cannot write " + place, "read-only file system", "findmnt -T " + place);
            assertThat(mount.isThere()).isTrue();
        }
    }

    @Test
    void diskThatIsFull_isNamedAndNothingIsLeft() throws Exception {
        Files.createDirectories(place);
        ferry.source()
                .execute(
                        "insert into shop.notes select i, md5(i::text) || md5((i * 7)::text) from generate_series(2000, 40000) i");
        try (Mount mount = Mount.at(place, "size=64k")) {
            Ran ran = exportRefused(ExitCode.DEPOT, "cannot write " + place, "df -h");
            assertThat(ran.err().toLowerCase(Locale.ROOT)).contains("no space left");
            assertThat(Bundles.list(place)).isEmpty();
            assertThat(mount.isThere()).isTrue();
        }
        ferry.source().execute("delete from shop.notes where id >= 2000");
    }

    @Test
    void archiveThatIsAMount_takesWhatIsApplied() throws Exception {
        ferry.export().assertOk();
        ferry.ship();
        try (Mount mount = Mount.at(ferry.inbox().resolve("applied"), "size=64m")) {
            ferry.importAll().assertOk();
            assertThat(Bundles.in(ferry.inbox())).isEmpty();
            assertThat(Bundles.list(ferry.inbox().resolve("applied"))).hasSize(1);
            assertThat(mount.isThere()).isTrue();
        }
    }

    @Test
    void archiveWithoutRoom_isNamedAndTheBundleStaysInTheInbox() throws Exception {
        ferry.source()
                .execute(
                        "insert into shop.notes select i, md5(i::text) || md5((i * 7)::text) from generate_series(2000, 40000) i");
        ferry.export().assertOk();
        ferry.ship();
        Path archive = ferry.inbox().resolve("applied");
        try (Mount mount = Mount.at(archive, "size=64k")) {
            ferry.importAll().assertRefused(ExitCode.DEPOT, "cannot copy", "to " + archive, "'df -h " + archive + "'");
            assertThat(Bundles.in(ferry.inbox())).hasSize(1);
            assertThat(Bundles.list(archive)).isEmpty();
            assertThat(mount.isThere()).isTrue();
        }
        ferry.source().execute("delete from shop.notes where id >= 2000");
    }

    @Test
    void bundleThatCannotBePutAside_isAppliedAndPutAsideByTheNextRun() throws Exception {
        ferry.export().assertOk();
        ferry.ship();
        Path archive = ferry.inbox().resolve("applied");
        Files.move(archive, place);
        Files.writeString(archive, "in the way");
        Ran ran = ferry.importAll().assertRefused(ExitCode.DEPOT, "cannot move", archive.toString(), "ls -");
        assertThat(ran.err()).contains(" was applied; the next run finds that out", archive + " is in the way");
        ferry.assertEqual();
        Files.delete(archive);
        Files.move(place, archive);
        assertThat(ferry.importAll().assertOk().out()).contains("was applied already");
    }

    @Test
    void folderWhereAPartialFileGoes_isNamed() throws Exception {
        long next = 1 + Long.parseLong(ferry.source().value("select last_number from rowferry.export_target"));
        Path way = ferry.outbox().resolve(String.format(Locale.ROOT, ".reporting-%010d.tar.zst.partial", next));
        Files.createDirectories(way.resolve("full"));
        refused(
                ExitCode.DEPOT,
                new String[] {"cannot remove " + way, "is a folder that is not empty", "ls -"},
                ferry.exporting());
        Files.delete(way.resolve("full"));
        Files.delete(way);
    }

    @Test
    void fileThatHasTheNextNumber_andThatNobodyHereMade_isNamedAndPassedOver() throws Exception {
        long next = 1 + Long.parseLong(ferry.source().value("select last_number from rowferry.export_target"));
        Path taken = ferry.outbox().resolve(String.format(Locale.ROOT, "reporting-%010d.tar.zst", next));
        Files.writeString(taken, "from nowhere");
        ferry.source().execute("insert into shop.notes select max(id) + 1, 'goes on' from shop.notes");
        ferry.export("--quiet")
                .assertOk()
                .assertSays(taken.getFileName() + ", which this source did not make: ")
                .assertSays("rowferry inspect " + taken);
        assertThat(taken).hasContent("from nowhere");
        assertThat(ferry.outbox().resolve(String.format(Locale.ROOT, "reporting-%010d.tar.zst", next + 1)))
                .exists();
        Files.delete(taken);
    }

    @Test
    void fileThatIsNoBundle_isInspectedInVain() {
        Path file = ferry.outbox().resolve("notes.txt");
        Bundles.write(file, new byte[] {1, 2, 3});
        refused(ExitCode.BUNDLE, new String[] {file.toString(), "is not a bundle"}, "inspect", file.toString());
        refused(ExitCode.DEPOT, new String[] {"cannot read " + file + "x", "ls"}, "inspect", file + "x");
        file.toFile().delete();
    }

    /** A small file system in memory; skips the test where this user may not mount one. */
    private record Mount(Path place) implements AutoCloseable {
        static Mount at(Path place, String options) {
            assumeTrue(
                    run(List.of("mount", "-t", "tmpfs", "-o", options, "rowferry-test", place.toString())) == 0,
                    "a file system of its own can be mounted by root alone");
            return new Mount(place);
        }

        private static int run(List<String> command) {
            try {
                return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (IOException e) {
                return -1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
        }

        boolean isThere() {
            return Files.isDirectory(place);
        }

        @Override
        public void close() {
            run(List.of("umount", place.toString()));
        }
    }
}
