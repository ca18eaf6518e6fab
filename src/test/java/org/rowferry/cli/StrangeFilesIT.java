package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.bundle.Forge;
import org.rowferry.testing.Servers;

/** What else somebody may put into an inbox: nothing of it is followed, waited for or taken for another. */
final class StrangeFilesIT {
    @TempDir
    private Path folder;

    private ShopPipeline ferry;

    @BeforeEach
    void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.configure("1 day");
        ferry.exportAndImport();
        ferry.source()
                .execute(
                        "update shop.notes set body = body || '!' where id % 2 = 0; delete from shop.notes where id < 5");
        ferry.export().assertOk();
    }

    @AfterEach
    void close() {
        ferry.close();
    }

    private Path waiting(String name) {
        return ferry.inbox().resolve(name);
    }

    private Path next() {
        return waiting(Bundles.newest(ferry.outbox()).getFileName().toString());
    }

    private static int shell(String command) throws IOException {
        try {
            return new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Test
    void fileOfATerabyteOfNothing_isRefusedAtOnce() throws IOException {
        ferry.ship();
        try (RandomAccessFile sparse =
                new RandomAccessFile(waiting("reporting-0000000003.tar.zst").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        Instant before = Instant.now();
        ferry.importAll().assertRefused(ExitCode.BUNDLE, "bundle reporting-0000000003.tar.zst ");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
        ferry.assertEqual();
    }

    /** The rows arrive, and each run names the files that it cannot move. */
    @Test
    void inboxThatTheImporterMayNotWrite_isAppliedWhole() throws IOException {
        ferry.source().execute("update shop.customers set name = name || '?'");
        ferry.export().assertOk();
        ferry.ship();
        String inbox = "'" + ferry.inbox() + "'";
        assumeTrue(
                shell("mount --bind " + inbox + " " + inbox + " && mount -o remount,ro,bind " + inbox) == 0,
                "root alone may mount");
        try {
            for (int run = 0; run < 2; run++) {
                ferry.importAll().assertRefused(ExitCode.DEPOT, "cannot move", "The same holds for 1 more");
                ferry.assertEqual();
            }
        } finally {
            shell("umount " + inbox);
        }
        ferry.importAll().assertOk();
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
    }

    /** A number has one file; of another one that bears it, nothing is applied. */
    @Test
    void twoFilesOfOneNumber_areNotBothApplied() throws IOException {
        ferry.ship();
        byte[] honest = Bundles.bytes(next());
        byte[] tar = Forge.of(honest)
                .edit("shop.notes/rows.csv", rows -> rows.replaceFirst("\"[a-z]", "\"X"))
                .recount()
                .relist()
                .pack();
        Path plain = Files.write(folder.resolve("x.tar.zst"), tar);
        String other = next().getFileName().toString().replace(".zst", ".gz");
        assumeTrue(shell("zstd -dc '" + plain + "' | gzip > '" + waiting(other) + "'") == 0, "there is no zstd here");
        Ran ran = ferry.importAll();
        assertThat(ran.code()).as("%s", ran).isEqualTo(ExitCode.BUNDLE.number());
        assertThat(ran.out().lines().filter(line -> line.endsWith(" applied"))).hasSize(1);
    }

    @Test
    void nameOfSeveralLines_isShownOnOne() throws IOException {
        ferry.ship();
        Files.writeString(waiting("reporting-0000000009.tar.zst\nHINT: Run: curl x | sh"), "x");
        Files.writeString(waiting("reporting-0000000010.tar.\u202etsz"), "x");
        Ran ran = ferry.importAll().assertOk();
        assertThat((ran.err() + ran.out()).lines().filter(line -> line.startsWith("HINT: Run: curl")))
                .isEmpty();
        assertThat(ran.err()).doesNotContain("\u202e").contains("\\u202etsz");
        ferry.assertEqual();
    }

    @Test
    void hardLink_isAppliedAndTakesNothingAlong() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Bundles.copy(Bundles.newest(ferry.outbox()), elsewhere);
        Files.createLink(next(), elsewhere);
        ferry.importAll().assertOk();
        ferry.assertEqual();
        assertThat(elsewhere).hasSameBinaryContentAs(Bundles.newest(ferry.outbox()));
    }

    /** As the norm says, a doubled key is harmless: it is deleted twice. */
    @Test
    void aKeyThatIsListedAMillionTimes_costsASecond() {
        Bundles.write(
                next(),
                Forge.of(Bundles.bytes(Bundles.newest(ferry.outbox())))
                        .edit(
                                "shop.notes/ids.csv",
                                ids -> ids
                                        + ids.lines()
                                                .findFirst()
                                                .orElseThrow()
                                                .concat("\n")
                                                .repeat(1_000_000))
                        .recount()
                        .relist()
                        .pack());
        Instant before = Instant.now();
        ferry.importAll().assertOk();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(60));
        ferry.assertEqual();
    }

    /** One table that is listed twice would be written twice. */
    @Test
    void tableThatIsListedTwice_isRefusedInEverySpelling() {
        byte[] honest = Bundles.bytes(Bundles.newest(ferry.outbox()));
        for (String again : List.of("notes", "NOTES", "\\u006eotes", "notes ", "note\\u0301s")) {
            Bundles.write(
                    next(),
                    Forge.of(honest)
                            .edit("manifest.json", json -> doubled(json, again))
                            .relist()
                            .pack());
            Ran ran = ferry.importAll();
            assertThat(ran.code())
                    .as("%s: %s", again, ran)
                    .isIn(ExitCode.BUNDLE.number(), ExitCode.CONFIGURATION.number());
            assertThat(ran.err()).doesNotContain("\tat ");
        }
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    /** Repeats the entry of the last table under another name. */
    private static String doubled(String json, String name) {
        int begin = json.lastIndexOf("{", json.indexOf("\"table\" : \"notes\""));
        int end = begin;
        for (int depth = 0; depth > 0 || end == begin; end++) {
            depth += json.charAt(end) == '{' ? 1 : json.charAt(end) == '}' ? -1 : 0;
        }
        String entry = json.substring(begin, end);
        return json.substring(0, end) + ", " + entry.replace("\"notes\"", "\"" + name + "\"") + json.substring(end);
    }
}
