package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.bundle.Members;
import org.rowferry.testing.Servers;

/** Invariant 7: a file that is not a whole bundle of this source, in its turn, leaves the target as it was. */
final class DamageIT {
    private static final long SEED = Long.getLong("rowferry.seed", 11);

    @TempDir
    private static Path folder;

    private static ShopPipeline ferry;

    /** What waits next is whole, lies in the outbox, and follows on what the target has. */
    private Path next;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.oldest(), Servers.newest(), folder);
        ferry.configure("1 day");
        ferry.exportAndImport();
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    @BeforeEach
    void exportNext() {
        next = exported();
    }

    private static Path exported(String... options) {
        new Changes(ferry.source(), new Random(SEED)).everywhere();
        ferry.export(options).assertOk();
        return Bundles.newest(ferry.outbox());
    }

    /** Whatever was refused, the good bundles behind it apply. */
    @AfterEach
    void goodBundlesStillApply() {
        Bundles.in(ferry.inbox()).forEach(file -> file.toFile().delete());
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    private static Path inInbox(String name, byte[] bytes) {
        Path file = ferry.inbox().resolve(name);
        Bundles.write(file, bytes);
        return file;
    }

    private Ran refused(ExitCode code, String... words) {
        Footprint before = Footprint.of(ferry);
        Ran ran = ferry.importAll().assertRefused(code, words);
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        return ran;
    }

    @Test
    void bundleCutAtAnyByte_isRefused() {
        byte[] whole = Bundles.bytes(next);
        for (int length = 0; length < whole.length; length++) {
            inInbox(
                    String.format(Locale.ROOT, "reporting-%010d.tar.zst", 1_000_000 + length),
                    Arrays.copyOf(whole, length));
        }
        Ran ran = refused(ExitCode.BUNDLE, "is empty", "is cut short after member", "is not a bundle");
        assertThat(ran.out().lines().filter(line -> line.endsWith("refused; it stays where it is")))
                .hasSize(whole.length);
        assertThat(ran.err().lines().filter(line -> line.startsWith("rowferry: ")))
                .hasSize(whole.length)
                .allMatch(line -> line.matches("rowferry: bundle reporting-000\\d+.tar.zst is .*"));
    }

    @Test
    void bundleWithAnyBitFlipped_isRefused() {
        byte[] whole = Bundles.bytes(next);
        Random random = new Random(SEED);
        int files = 0;
        for (int at = 0; at < whole.length; at += 1 + random.nextInt(3), files++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            inInbox(String.format(Locale.ROOT, "reporting-%010d.tar.zst", 1_000_000 + at), flipped);
        }
        Ran ran = refused(ExitCode.BUNDLE, "is damaged before its manifest", "is not a bundle");
        assertThat(ran.out().lines().filter(line -> line.endsWith("refused; it stays where it is")))
                .hasSize(files);
    }

    @Test
    void lostBundle_isAGapThatTheHintedCommandCloses() throws Exception {
        Path lost = next;
        Path after = exported();
        Files.delete(lost);
        ferry.ship();
        long standing = Long.parseLong(ferry.target().value("select max(number) from rowferry.import_tracking"));
        String hinted = "rowferry export --config /etc/rowferry/exporter.yaml --target reporting --since " + standing;
        refused(ExitCode.GAP, "bundle " + (standing + 1) + " is missing", hinted);
        assertThat(ferry.inbox().resolve(after.getFileName())).exists();
        ferry.export("--target", "reporting", "--since", Long.toString(standing))
                .assertOk();
        ferry.ship();
        assertThat(ferry.importAll().assertOk().out())
                .contains(" applied\n")
                .contains(after.getFileName() + " was applied already");
    }

    @Test
    void bundlesInTheWrongOrder_waitForEachOther() {
        Path second = exported();
        Bundles.copy(second, ferry.inbox().resolve(second.getFileName()));
        refused(ExitCode.GAP, "is missing");
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    @Test
    void bundleThatComesTwice_isAppliedOnce() {
        ferry.ship();
        ferry.importAll().assertOk();
        String rows = Footprint.rows(ferry.target());
        Bundles.copy(next, ferry.inbox().resolve(next.getFileName()));
        assertThat(ferry.importAll().assertOk().out()).contains("was applied already");
        assertThat(Footprint.rows(ferry.target())).isEqualTo(rows);
        assertThat(Bundles.in(ferry.inbox())).isEmpty();
    }

    @Test
    void bundleOfAnotherSource_isRefused(@TempDir Path elsewhere) {
        try (ShopPipeline other = ShopPipeline.between(Servers.oldest(), Servers.newest(), elsewhere)) {
            other.export().assertOk();
            other.export("--full").assertOk();
            Path stranger = Bundles.newest(other.outbox());
            inInbox(stranger.getFileName().toString(), Bundles.bytes(stranger));
            refused(ExitCode.BUNDLE, "comes from another source", "Take the file out of the inbox", "delete from");
        }
    }

    @Test
    void bundleOfAnOlderIncarnation_isRefused() {
        Path older = next;
        Ran.of("generate", "tracking", "--config", ferry.exporterYaml(), "--renew-incarnation", "--apply")
                .assertOk();
        exported();
        Bundles.copy(older, folder.resolve("older"));
        older.toFile().delete();
        ferry.ship();
        ferry.importAll("--accept-incarnation", ferry.incarnation()).assertOk();
        Bundles.copy(folder.resolve("older"), ferry.inbox().resolve(older.getFileName()));
        refused(ExitCode.BUNDLE, "comes from an older incarnation of the source", "Take the file out of the inbox");
    }

    @Test
    void bundleUnderAnotherName_isRefused() {
        inInbox("reporting-0000000999.tar.zst", Bundles.bytes(next));
        refused(ExitCode.BUNDLE, "the file is called reporting-0000000999.tar.zst, but it is bundle", "Give it back");
        ferry.inbox().resolve("reporting-0000000999.tar.zst").toFile().delete();
        inInbox("warehouse-" + next.getFileName().toString().replaceAll("\\w+-", ""), Bundles.bytes(next));
        refused(ExitCode.BUNDLE, "for reporting", "Give it back");
    }

    @ParameterizedTest
    @CsvSource({"'', is empty", "'Dear DBA,\nsee attached', is not a bundle", "'PK\3\4', is not a bundle"})
    void fileThatIsNoBundle_isRefused(String text, String words) {
        inInbox("reporting-0000000999.tar.zst", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        refused(ExitCode.BUNDLE, words, "sha256sum");
    }

    @Test
    void folderThatIsCalledLikeABundle_isIgnored() throws Exception {
        Path fake = Files.createDirectories(ferry.inbox().resolve("reporting-0000000999.tar.zst"));
        assertThat(ferry.importAll().assertOk().out()).contains("nothing waits");
        Files.delete(fake);
    }

    @Test
    void bundleOfANewerFormat_saysToUpgrade() {
        forged("manifest.json", json -> json.replaceFirst("\"format\" *: *1", "\"format\" : 2"));
        refused(ExitCode.BUNDLE, "was made by a newer Rowferry", "Upgrade Rowferry");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "counts.csv|(shop.notes,rows),(\\d+)|$1,2|BUNDLE|counts 2 records of",
                "shop.notes/rows.csv|,|;|BUNDLE|it has 1 of 2 values",
                "shop.notes/rows.csv|^|1,2,3,4\\n|BUNDLE|it has more than 2 values",
                "shop.notes/ids.csv|(\\d)\\n|$1x\\n|TARGET|invalid input syntax for type bigint",
                "shop.notes/ids.csv|(\\d)\\n|99999999999999999999\\n|TARGET|out of range for type bigint",
                "shop.notes/rows.csv|(\\d)(\\d*),|x$2,|TARGET|invalid input syntax for type bigint",
                "shop.notes/rows.csv|made|\"made|BUNDLE|that ends within a record"
            })
    void bundleWhoseDigestsHoldButWhoseDataDoNot_isRefused(
            String member, String true_, String false_, ExitCode code, String words) {
        forged(member, csv -> csv.replaceFirst(true_, false_.replace("\\n", "\n")));
        refused(code, words == null ? "" : words);
    }

    /** CSV that another program wrote may quote a number. */
    @Test
    void keyThatIsQuoted_isTheSameKey() {
        forged("shop.notes/ids.csv", csv -> csv.replaceAll("(?m)^(\\d+)$", "\"$1\""));
        ferry.importAll().assertOk();
        ferry.assertEqual();
        next = exported();
    }

    @Test
    void rowThatComesTwice_isRefused() {
        Members members = Members.of(Bundles.bytes(next));
        String row = members.text("shop.notes/rows.csv");
        forge(members.replace("shop.notes/rows.csv", row + row)
                .edit("counts.csv", csv -> recount(csv, "shop.notes,rows", 2, 2L * row.length())));
        refused(ExitCode.TARGET, "duplicate key", "shop.notes");
    }

    /** Its key is not among the changed ones, so the row that is there is not deleted first. */
    @Test
    void rowWhoseKeyIsNotAmongTheChangedOnes_isRefusedWhereItIsThere() {
        Members members = Members.of(Bundles.bytes(next));
        String row = "60,\"not announced\"\n";
        forge(members.replace("shop.notes/rows.csv", row)
                .edit("counts.csv", csv -> recount(csv, "shop.notes,rows", 1, row.length())));
        ferry.target().execute("insert into shop.notes values (60, 'here') on conflict do nothing");
        refused(ExitCode.TARGET, "duplicate key", "shop.notes");
        ferry.target().execute("delete from shop.notes where body = 'here'");
    }

    private void forged(String member, UnaryOperator<String> change) {
        Members members = Members.of(Bundles.bytes(next));
        String before = members.text(member);
        assertThat(members.edit(member, change).text(member)).isNotEqualTo(before);
        if (member.startsWith("shop.notes/")) {
            String series = member.replaceFirst("/", ",").replace(".csv", "");
            int more = members.text(member).length() - before.length();
            members.edit("counts.csv", csv -> addBytes(csv, series, more));
        }
        forge(members);
    }

    private void forge(Members members) {
        inInbox(next.getFileName().toString(), members.relist().pack());
    }

    private static String recount(String csv, String series, long records, long bytes) {
        return csv.replaceFirst(series + ",\\d+,\\d+", series + "," + records + "," + bytes);
    }

    private static String addBytes(String csv, String series, int more) {
        List<String> lines = csv.lines()
                .map(line -> line.startsWith(series + ",")
                        ? line.substring(0, line.lastIndexOf(',') + 1)
                                + (Integer.parseInt(line.substring(line.lastIndexOf(',') + 1)) + more)
                        : line)
                .toList();
        return String.join("\n", lines) + "\n";
    }
}
