package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** Invariant 8: nothing in a bundle is trusted. Every list of digests here is true; one thing beside it is not. */
final class HostileBundleTest {
    private static final String ROWS = "public.orders/rows.csv";

    private final Members members = Members.of(Sample.small(Compression.ZSTD));

    private static Failure refused(Members members) {
        byte[] bundle = members.pack();
        Failure failure = catchThrowableOfType(Failure.class, () -> Sample.verify(bundle));
        assertThat(failure).isNotNull();
        assertThat(failure.family()).isEqualTo(Family.BUNDLE);
        return failure;
    }

    @Test
    void bundleThatAnotherTarPacked_isRead() {
        assertThat(Sample.verify(members.relist().pack()).manifest()).isEqualTo(Sample.manifest());
    }

    @Test
    void folderInTheHeadersPrefix_isRead() {
        byte[] tar = Members.tar(members.pack());
        byte[] moved = Members.withPrefix(tar, "public.orders/", "rows.csv");
        assertThat(moved).isNotEqualTo(tar);
        assertThat(Sample.verify(Members.zstd(moved)).manifest()).isEqualTo(Sample.manifest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../etc/passwd",
                "/etc/passwd",
                "public.orders/../../x",
                "./public.orders/rows.2.csv",
                "public.orders//rows.2.csv",
                "public.orders/rows.3.csv",
                "public.orders/rows.02.csv",
                "public.orders/rows.-1.csv",
                "public.orders/ids.1.csv",
                "public.orders/rows.csv",
                "public.orders/columns.csv",
                "manifest.json",
                "other.table/rows.csv",
                "a%2Fb.%2E%2E%2Fx/ids.csv",
                "A%2fB.%2e%2e%2fx/rows.csv",
                "rows.csv",
                " "
            })
    void memberThatTheManifestDoesNotAllow_isRefused(String name) {
        members.insertBefore("a%2Fb.%2E%2E%2Fx/columns.csv", name, "1,1\n").relist();
        assertThat(refused(members)).hasMessageContaining(name);
    }

    @Test
    void nameThatWouldPlayWithATerminal_isShownWithoutControlCharacters() {
        members.insertBefore("counts.csv", "\33[2Jgone", "1\n").relist();
        assertThat(refused(members)).hasMessageContaining("'?[2Jgone'");
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_DIR,
                TarConstants.LF_CHR,
                TarConstants.LF_FIFO,
                TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                TarConstants.LF_GNUTYPE_LONGNAME,
                TarConstants.LF_GNUTYPE_SPARSE,
                TarConstants.LF_OLDNORM
            })
    void entryThatIsNoPlainFile_isRefused(byte type) {
        members.insertBefore("a%2Fb.%2E%2E%2Fx/columns.csv", "public.orders/rows.2.csv", type);
        assertThat(refused(members)).hasMessageMatching(".*(not a plain file|not ustar).*");
    }

    @Test
    void nameThatIsTooLongForAHeader_isRefused() {
        members.insertBefore("counts.csv", "x".repeat(300), "1\n").relist();
        assertThat(refused(members)).hasMessageMatching(".*(not a plain file|not ustar).*");
    }

    @ParameterizedTest
    @CsvSource({
        "public.orders/ids.csv, public.orders/rows.csv",
        "public.orders/rows.csv, public.orders/rows.1.csv",
        "public.orders/columns.csv, public.orders/ids.csv",
        "counts.csv, a%2Fb.%2E%2E%2Fx/rows.1.csv",
        "manifest.json, public.orders/columns.csv",
        "SHA256SUMS, counts.csv"
    })
    void membersInAnotherOrder_areRefused(String one, String other) {
        refused(members.swap(one, other).relist());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manifest.json",
                "public.orders/columns.csv",
                "public.orders/ids.csv",
                "public.orders/rows.csv",
                "public.orders/rows.1.csv",
                "counts.csv"
            })
    void memberThatIsMissing_isMissed(String name) {
        refused(members.remove(name).relist());
    }

    @Test
    void tableThatIsMissing_isNamed() {
        members.remove("a%2Fb.%2E%2E%2Fx/columns.csv")
                .remove("a%2Fb.%2E%2E%2Fx/rows.csv")
                .remove("a%2Fb.%2E%2E%2Fx/rows.1.csv")
                .relist();
        assertThat(refused(members)).hasMessageContaining("lacks member a%2Fb.%2E%2E%2Fx/rows.csv");
    }

    @Test
    void bundleWithoutDigests_isRefused() {
        assertThat(refused(members.remove("SHA256SUMS"))).hasMessageEndingWith("ends without member SHA256SUMS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256SUMS", "SHA256SUMS.asc", "sha256sums.sig", "public.orders/rows.2.csv"})
    void memberAfterTheDigests_isRefused(String name) {
        assertThat(refused(members.append(name, "1,1\n")))
                .hasMessageEndingWith("holds member '" + name + "' after SHA256SUMS");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 64 << 10})
    void signatureAfterTheDigests_isPassedOver(int size) {
        members.append("SHA256SUMS.sig", "s".repeat(size));
        assertThat(Sample.verify(members.pack()).manifest()).isEqualTo(Sample.manifest());
        assertThat(Sample.sections(members.pack())).hasSize(3);
    }

    @Test
    void signatureThatIsTooLarge_isRefused() {
        assertThat(refused(members.append("SHA256SUMS.sig", "s".repeat((64 << 10) + 1))))
                .hasMessageContaining("holds member 'SHA256SUMS.sig' of 65537 bytes, where 65536 are the most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA256SUMS", "SHA256SUMS.sig", "public.orders/rows.2.csv"})
    void memberAfterTheSignature_isRefused(String name) {
        members.append("SHA256SUMS.sig", "signed").append(name, "1,1\n");
        assertThat(refused(members)).hasMessageEndingWith("holds member '" + name + "' after SHA256SUMS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"public.orders/rows.csv", "counts.csv", "SHA256SUMS"})
    void signatureBeforeTheDigests_isRefused(String next) {
        members.insertBefore(next, "SHA256SUMS.sig", "signed").relist();
        assertThat(refused(members)).hasMessageContaining("holds member 'SHA256SUMS.sig'");
    }

    @Test
    void signatureThatIsNoPlainFile_isRefused() {
        members.append("SHA256SUMS.sig", TarConstants.LF_SYMLINK);
        assertThat(refused(members)).hasMessageContaining("not a plain file");
    }

    @Test
    void signatureThatIsCut_isMissed() {
        byte[] tar =
                Members.tar(members.append("SHA256SUMS.sig", "s".repeat(2000)).pack());
        int signature = new String(tar, StandardCharsets.ISO_8859_1).indexOf("SHA256SUMS.sig\0");
        for (int length = signature; length < signature + 512 + 2048 + 1024; length += 100) {
            byte[] cut = Members.zstd(Arrays.copyOf(tar, length));
            Failure failure = catchThrowableOfType(Failure.class, () -> Sample.verify(cut));
            assertThat(failure).hasMessageContaining("is cut short");
        }
    }

    @Test
    void changedMember_isNamed() {
        assertThat(refused(members.replace(ROWS, "1,9.98\n")))
                .hasMessageContaining("has another digest of member " + ROWS);
    }

    @Test
    void digests_listEveryMemberInOrder() {
        String list = members.text("SHA256SUMS");
        String last = list.substring(list.substring(0, list.length() - 1).lastIndexOf('\n') + 1);
        members.replace("SHA256SUMS", list.replace(last, ""));
        assertThat(refused(members)).hasMessageContaining("does not list member counts.csv");
        members.replace("SHA256SUMS", list + last);
        assertThat(refused(members)).hasMessageContaining("lists more members");
        members.replace("SHA256SUMS", last + list.replace(last, ""));
        assertThat(refused(members)).hasMessageContaining("does not list member manifest.json");
    }

    @ParameterizedTest
    @CsvSource({
        "'orders,rows,2,10', 'orders,rows,3,10', counts 3 records of 10 bytes",
        "'orders,rows,2,10', 'orders,rows,2,11', counts 2 records of 11 bytes",
        "'orders,rows,2,10', 'orders,rows,11,10', cannot be",
        "'orders,rows,2,10', 'orders,rows,0,10', cannot be",
        "'orders,rows,2,10', 'orders,rows,-2,10', cannot be",
        "'orders,rows,2,10', 'orders,rows,02,10', cannot be",
        "'orders,rows,2,10', 'orders,rows,9999999999999999999,9999999999999999999', cannot be",
        "'orders,ids,3,6', 'orders,ids,3', cannot be",
        "'orders,rows,2,10', 'orders,other,2,10', without a line for the rows of public.orders",
        "'folder,content', 'content,folder', begins otherwise"
    })
    void countsThatAreNotTrue_areRefused(String true_, String false_, String message) {
        members.edit("counts.csv", csv -> csv.replace(true_, false_)).relist();
        assertThat(refused(members)).hasMessageContaining(message);
    }

    @Test
    void countsOfMoreThanIsAnnounced_areRefused() {
        refused(members.edit("counts.csv", csv -> csv + "x.y,rows,0,0\n").relist());
        refused(members.edit("counts.csv", csv -> csv.substring(0, csv.indexOf("a%2F")))
                .relist());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,9.99", "1,\"9.9\n"})
    void partThatEndsWithinARecord_isRefused(String part) {
        assertThat(refused(members.replace(ROWS, part).relist())).hasMessageContaining("that ends within a record");
    }

    @Test
    void columnsThatDifferFromTheManifest_areRefused() {
        members.edit("public.orders/columns.csv", csv -> csv.replace("bigint", "bigant"))
                .relist();
        assertThat(refused(members)).hasMessageContaining("other columns in member public.orders/columns.csv");
    }

    @Test
    void newerFormat_saysToUpgrade() {
        members.replace("manifest.json", "{\"format\": 2, \"tables\": {\"shape\": \"unheard of\"}}");
        assertThat(refused(members.relist()))
                .hasMessageContaining("made by a newer Rowferry: its format is 2")
                .satisfies(failure -> assertThat(failure.hints()).anyMatch(hint -> hint.startsWith("Upgrade")));
    }

    @Test
    void keysOfLaterFormats_areIgnored() {
        members.edit("manifest.json", json -> json.replaceFirst("\\{", "{\"novelty\": {\"a\": [1]},"))
                .relist();
        assertThat(Sample.verify(members.pack()).manifest()).isEqualTo(Sample.manifest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1|\"format\" : 0",
                "\"format\" : 1|\"format\" : \"1\"",
                "\"format\" : 1|\"format\" : null",
                "\"format\" : 1|\"format\" : 1, \"format\" : 1",
                "\"format\" : 1,|",
                "\"number\" : 42|\"number\" : 0",
                "\"number\" : 42|\"number\" : 41",
                "\"number\" : 42|\"number\" : 1e99",
                "\"number\" : 41|\"number\" : 42",
                "\"snapshot\" : \"110:110:\"|\"snapshot\" : \"110:100:\"",
                "\"snapshot\" : \"110:110:\"|\"snapshot\" : null",
                "\"target\" : \"reporting\"|\"target\" : \"../x\"",
                "\"time\" : \"2026|\"time\" : \"yesterday",
                "\"kind\" : \"full\"|\"kind\" : \"changes\"",
                "\"kind\" : \"changes\"|\"kind\" : \"full\"",
                "\"kind\" : \"changes\"|\"kind\" : \"delta\"",
                "\"folder\" : \"public.orders\"|\"folder\" : \"../../etc\"",
                "\"table\" : \"../x\"|\"table\" : \"\"",
                "\"schema\" : \"a/b\"|\"scheme\" : \"a/b\"",
                "\"key\" : [ \"id\" ]|\"key\" : [ ], \"allKeys\" : true",
                "\"key\" : [ \"id\" ]|\"key\" : [ \"nix\" ]",
                "\"key\" : [ \"id\" ]|\"key\" : [ null ]",
                "\"tables\" : [|\"tables\" : [ null, ",
                "\"ancestors\" : [|\"ancestors\" : [ \"00000000-0000-0001-0000-000000000002\", ",
                "\"tables\" : [|\"tabels\" : ["
            })
    void manifestThatCannotBe_isRefused(String true_, String false_) {
        String json = members.text("manifest.json");
        assertThat(json).contains(true_);
        members.replace("manifest.json", json.replace(true_, false_ == null ? "" : false_))
                .relist();
        assertThat(refused(members)).hasMessageContaining(" has ").hasMessageMatching("(?s).*(manifest|format).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "1", "{", "{} {}", "\"x\"", "\0"})
    void manifestThatIsNoObject_isRefused(String json) {
        refused(members.replace("manifest.json", json).relist());
    }

    @Test
    void manifestOfDeepNesting_isRefused() {
        members.replace("manifest.json", "{\"format\": 1, \"x\": " + "[".repeat(100_000))
                .relist();
        refused(members);
    }

    @Test
    void memberThatIsTooLargeForItsKind_isRefusedBeforeItIsRead() {
        members.replace("manifest.json", " ".repeat((int) ManifestJson.MOST_BYTES + 1));
        assertThat(refused(members)).hasMessageContaining("16777216 are the most");
    }

    @Test
    void endlessEmptyMembers_cannotFillTheMemory() {
        Sha256Sums checklist = new Sha256Sums();
        int members = 0;
        while (checklist.add("public.orders/rows." + members + ".csv", new byte[32])) {
            members++;
        }
        assertThat(checklist.bytes()).isLessThanOrEqualTo(Sha256Sums.MOST_BYTES);
        assertThat(members).isBetween(200_000, 300_000);
    }

    @Test
    void windowThatNeedsMuchMemory_isRefused() {
        byte[] tar = Members.tar(Sample.small(Compression.ZSTD));
        byte[] large = Arrays.copyOf(tar, 10 << 20);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStreamNoFinalizer zstd =
                new ZstdOutputStreamNoFinalizer(out).setLong(27).setChecksum(true)) {
            zstd.write(large);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Failure failure = catchThrowableOfType(Failure.class, () -> Sample.verify(out.toByteArray()));
        assertThat(failure).hasMessageContaining("too much memory");
    }
}
