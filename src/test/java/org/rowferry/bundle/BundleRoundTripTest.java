package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowferry.bundle.Sample.ORDERS;
import static org.rowferry.bundle.Sample.UGLY;
import static org.rowferry.bundle.Sample.write;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

final class BundleRoundTripTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private BundleWriter open(int partSize, Manifest manifest) {
        return BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), partSize);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void reader_givesBackWhatWasWritten(Compression compression) {
        byte[] bundle = Sample.small(compression);
        assertThat(Sample.sections(bundle))
                .isEqualTo(Map.of(
                        "0 public.orders ids", "1\n2\n3\n",
                        "1 public.orders rows", "1,9.99\n2,\n",
                        "2 \"a/b\".\"../x\" rows", "1,\"a\nb\"\"\"\n2,\"\"\n"));
        Verified verified = Sample.verify(bundle);
        assertThat(verified.manifest()).isEqualTo(Sample.manifest());
        assertThat(verified.totals())
                .isEqualTo(new Totals(
                        List.of(
                                new TableTotal(ORDERS, new Counts(3, 6), Counts.NONE, new Counts(2, 10), Counts.NONE),
                                new TableTotal(UGLY, Counts.NONE, Counts.NONE, new Counts(2, 15), Counts.NONE)),
                        bundle.length));
    }

    @Test
    void promiseOfTheNextBundle_isReadAsItWasWritten() {
        Manifest sample = Sample.manifest();
        Manifest promising = new Manifest(
                sample.tool(),
                sample.source(),
                sample.incarnation(),
                sample.target(),
                sample.to(),
                sample.time(),
                Optional.of(sample.time().plusSeconds(108_000)),
                sample.tables(),
                List.of(),
                List.of());
        try (BundleWriter writer = open(8, promising)) {
            writer.finish();
        }
        assertThat(Sample.verify(out.toByteArray()).manifest()).isEqualTo(promising);
    }

    @Test
    void writer_putsMembersInTheFormatsOrder() {
        assertThat(Members.of(Sample.small(Compression.ZSTD)).names())
                .containsExactly(
                        "manifest.json",
                        "public.orders/columns.csv",
                        "public.orders/ids.csv",
                        "public.orders/rows.csv",
                        "public.orders/rows.1.csv",
                        "a%2Fb.%2E%2E%2Fx/columns.csv",
                        "a%2Fb.%2E%2E%2Fx/rows.csv",
                        "a%2Fb.%2E%2E%2Fx/rows.1.csv",
                        "counts.csv",
                        "SHA256SUMS");
    }

    @Test
    void writer_listsColumnsAndCounts() {
        Members members = Members.of(Sample.small(Compression.ZSTD));
        assertThat(members.text("public.orders/columns.csv")).isEqualTo("""
                        name,type,not_null,key
                        "id","bigint",t,1
                        "the ""price"", net","numeric(10,2)",f,
                        """);
        assertThat(members.text("counts.csv")).isEqualTo("""
                        folder,content,records,bytes
                        public.orders,ids,3,6
                        public.orders,rows,2,10
                        a%2Fb.%2E%2E%2Fx,rows,2,15
                        """);
    }

    @Test
    void writer_saysWhatItWroteAsTheReaderCountsIt() {
        Totals totals;
        try (BundleWriter writer = open(8, Sample.manifest())) {
            write(writer, ORDERS, Content.ROWS, "1,2\n");
            totals = writer.finish();
        }
        assertThat(Sample.verify(out.toByteArray()).totals()).isEqualTo(totals);
        assertThat(totals.rows()).isEqualTo(new Counts(1, 4));
        assertThat(totals.keys()).isEqualTo(Counts.NONE);
    }

    /** A line of a backslash and a dot would be refused, and no record may be taken for the one before it. */
    @Test
    void keysOfOneCharacter_areReadAsTheyWereWritten() {
        Column code = Column.of("code", "text", true);
        Table table = new Table(ORDERS, List.of(code), new Key(List.of(code.name())));
        try (BundleWriter writer =
                open(8, Sample.manifest(List.of(TableContent.changes(table, Sample.BEFORE, Sample.FINGERPRINT))))) {
            write(writer, ORDERS, Content.IDS, "\\\n", ".\n", "é\n", "\\é\n", "é.\n", "\"\\.\"\n");
            writer.finish();
        }
        assertThat(Sample.sections(out.toByteArray()))
                .containsEntry("0 public.orders ids", "\\\n.\né\n\\é\né.\n\"\\.\"\n");
        assertThat(Sample.verify(out.toByteArray()).totals().keys().records()).isEqualTo(6);
    }

    @Test
    void emptyTables_haveEmptyMembers() {
        try (BundleWriter writer = open(8, Sample.manifest())) {
            writer.finish();
        }
        assertThat(Members.of(out.toByteArray()).names())
                .containsExactly(
                        "manifest.json",
                        "public.orders/columns.csv",
                        "public.orders/ids.csv",
                        "public.orders/rows.csv",
                        "a%2Fb.%2E%2E%2Fx/columns.csv",
                        "a%2Fb.%2E%2E%2Fx/rows.csv",
                        "counts.csv",
                        "SHA256SUMS");
        assertThat(Sample.sections(out.toByteArray()).values()).containsExactly("", "", "");
    }

    @Test
    void bundleWithoutTables_isWhole() {
        try (BundleWriter writer = open(8, Sample.manifest(List.of()))) {
            writer.finish();
        }
        assertThat(Sample.verify(out.toByteArray()).totals().tables()).isEmpty();
    }

    @Test
    void recordLargerThanAPart_isAPartOfItsOwn() {
        String large = "x".repeat(100) + "\n";
        try (BundleWriter writer = open(16, Sample.manifest())) {
            write(writer, UGLY, Content.ROWS, "a\n", large, "b\n", "0123456789abcde\n", "c\n");
            writer.finish();
        }
        Members members = Members.of(out.toByteArray());
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.csv")).isEqualTo("a\n");
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.1.csv")).isEqualTo(large);
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.2.csv")).isEqualTo("b\n");
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.3.csv")).isEqualTo("0123456789abcde\n");
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.4.csv")).isEqualTo("c\n");
        assertThat(Sample.sections(out.toByteArray()))
                .containsEntry("0 \"a/b\".\"../x\" rows", "a\n" + large + "b\n0123456789abcde\nc\n");
    }

    @Test
    void part_isFilledToItsLastByteAndNoFurther() {
        try (BundleWriter writer = open(16, Sample.manifest())) {
            write(writer, UGLY, Content.ROWS, "0123456\n", "0123456\n", "0123456\n", "01234567\n");
            writer.finish();
        }
        Members members = Members.of(out.toByteArray());
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.csv")).isEqualTo("0123456\n0123456\n");
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.1.csv")).isEqualTo("0123456\n");
        assertThat(members.text("a%2Fb.%2E%2E%2Fx/rows.2.csv")).isEqualTo("01234567\n");
    }

    @Test
    void parts_holdWholeRecordsUpToTheirSize() {
        StringBuilder all = new StringBuilder();
        try (BundleWriter writer = open(200_000, Sample.manifest())) {
            try (RecordSink sink = writer.sink(UGLY, Content.ROWS)) {
                for (int i = 0; i < 50_000; i++) {
                    all.append(i).append(",abc\n");
                    sink.accept((i + ",abc\n").getBytes(StandardCharsets.US_ASCII));
                }
                assertThat(sink.counts()).isEqualTo(new Counts(50_000, all.length()));
            }
            writer.finish();
        }
        Members members = Members.of(out.toByteArray());
        List<String> parts =
                members.names().stream().filter(name -> name.contains("x/rows")).toList();
        assertThat(parts).hasSize(1 + all.length() / 200_000);
        for (String part : parts) {
            assertThat(members.text(part)).hasSizeLessThanOrEqualTo(200_000).endsWith("\n");
        }
        assertThat(Sample.sections(out.toByteArray())).containsValue(all.toString());
    }

    @Test
    void interleavedTables_comeAsSections() {
        try (BundleWriter writer = open(4, Sample.manifest())) {
            try (RecordSink rows = writer.sink(ORDERS, Content.ROWS);
                    RecordSink others = writer.sink(UGLY, Content.ROWS)) {
                for (String csv : List.of("1,a\n", "2,b\n", "3,c\n")) {
                    rows.accept(csv.getBytes(StandardCharsets.US_ASCII));
                    others.accept(csv.getBytes(StandardCharsets.US_ASCII));
                }
            }
            writer.finish();
        }
        assertThat(Sample.sections(out.toByteArray()))
                .isEqualTo(Map.of(
                        "0 public.orders ids", "",
                        "1 public.orders rows", "1,a\n",
                        "2 \"a/b\".\"../x\" rows", "1,a\n",
                        "3 public.orders rows", "2,b\n",
                        "4 \"a/b\".\"../x\" rows", "2,b\n3,c\n",
                        "5 public.orders rows", "3,c\n"));
        assertThat(Sample.verify(out.toByteArray()).totals().rows()).isEqualTo(new Counts(6, 24));
    }

    @Test
    void sinksOfSeveralTables_mayHaveThreadsOfTheirOwn() throws InterruptedException {
        List<TableName> tables = List.of(TableName.of("t", "a"), TableName.of("t", "b"), TableName.of("t", "c"));
        Manifest manifest = Sample.manifest(tables.stream()
                .map(name -> TableContent.full(Sample.table(name), "", Sample.FINGERPRINT))
                .toList());
        try (BundleWriter writer = open(16, manifest)) {
            List<Thread> threads = new ArrayList<>();
            for (TableName table : tables) {
                threads.add(new Thread(() -> {
                    try (RecordSink sink = writer.sink(table, Content.ROWS)) {
                        for (int i = 0; i < 20_000; i++) {
                            sink.accept((i + ",\n").getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            writer.finish();
        }
        assertThat(Sample.verify(out.toByteArray()).totals().tables())
                .allSatisfy(total -> assertThat(total.rows().records()).isEqualTo(20_000));
    }

    @Test
    void section_thatIsLeftUnreadIsSkipped() {
        byte[] bundle = Sample.small(Compression.ZSTD);
        try (BundleReader reader = BundleReader.open(new ByteArrayInputStream(bundle), Sample.NAME)) {
            BundleSection ids = reader.next().orElseThrow();
            assertThat(ids.read(new byte[2])).isEqualTo(2);
            BundleSection rows = reader.next().orElseThrow();
            assertThat(ids.read(new byte[2])).isEqualTo(-1);
            assertThat(Sample.text(rows)).isEqualTo("1,9.99\n2,\n");
            assertThat(reader.next().map(BundleSection::table)).isEqualTo(Optional.of(UGLY));
            assertThat(reader.finish().totals().rows()).isEqualTo(new Counts(4, 25));
        }
    }

    @Test
    void sinks_areOpenedOnceAndInOrder() {
        try (BundleWriter writer = open(8, Sample.manifest())) {
            RecordSink ids = writer.sink(ORDERS, Content.IDS);
            assertThatThrownBy(() -> writer.sink(ORDERS, Content.IDS)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.sink(ORDERS, Content.ROWS)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
            ids.close();
            writer.sink(ORDERS, Content.ROWS).close();
            assertThatThrownBy(() -> writer.sink(ORDERS, Content.IDS)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.sink(UGLY, Content.IDS)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.sink(TableName.of("no", "such"), Content.ROWS))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ids.accept("1\n".getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void allKeys_comeBetweenTheChangedOnesAndTheRows() {
        Manifest manifest =
                Sample.manifest(List.of(TableContent.changes(Sample.table(ORDERS), Sample.BEFORE, Sample.FINGERPRINT)
                        .withAllKeys()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), 4)) {
            write(writer, ORDERS, Content.IDS, "1\n", "2\n", "3\n");
            write(writer, ORDERS, Content.KEYS, "1\n", "2\n", "7\n", "8\n", "9\n");
            assertThatThrownBy(() -> writer.sink(ORDERS, Content.IDS)).isInstanceOf(IllegalStateException.class);
            write(writer, ORDERS, Content.ROWS, "1,9\n", "2,\n");
            writer.finish();
        }
        try (BundleReader reader = BundleReader.open(new ByteArrayInputStream(out.toByteArray()), Sample.NAME)) {
            assertThat(reader.manifest()).isEqualTo(manifest);
            assertThat(reader.next().map(BundleSection::content)).contains(Content.IDS);
            BundleSection keys = reader.next().orElseThrow();
            assertThat(keys.content()).isEqualTo(Content.KEYS);
            assertThat(Sample.text(keys)).isEqualTo("1\n2\n7\n8\n9\n");
            assertThat(reader.next().map(BundleSection::content)).contains(Content.ROWS);
            assertThat(reader.finish().totals().of(ORDERS))
                    .isEqualTo(
                            new TableTotal(ORDERS, new Counts(3, 6), new Counts(5, 10), new Counts(2, 7), Counts.NONE));
        }
    }

    @Test
    void digests_comeAfterTheRows() {
        Manifest manifest =
                Sample.manifest(List.of(TableContent.changes(Sample.table(ORDERS), Sample.BEFORE, Sample.FINGERPRINT)
                        .withDigests(4)
                        .repairing(new BucketNumbers(8, List.of(0, 7)))));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), 4)) {
            write(writer, ORDERS, Content.IDS, "1\n");
            write(writer, ORDERS, Content.DIGESTS, "0,2,-17,4\n", "3,1,5,6\n");
            assertThatThrownBy(() -> writer.sink(ORDERS, Content.ROWS)).isInstanceOf(IllegalStateException.class);
            writer.finish();
        }
        byte[] bundle = out.toByteArray();
        assertThat(Sample.verify(bundle).manifest()).isEqualTo(manifest);
        assertThat(Sample.verify(bundle).totals().of(ORDERS).digests()).isEqualTo(new Counts(2, 18));
        assertThat(Sample.sections(bundle)).containsEntry("2 public.orders digests", "0,2,-17,4\n3,1,5,6\n");
    }

    @Test
    void digests_ofMoreBucketsThanThereAre_areRefused() {
        Manifest manifest = Sample.manifest(List.of(TableContent.full(Sample.table(ORDERS), "new", Sample.FINGERPRINT)
                .withDigests(1)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), 4)) {
            write(writer, ORDERS, Content.DIGESTS, "0,2,-17,4\n", "1,1,5,6\n");
            writer.finish();
        }
        assertThatThrownBy(() -> Sample.verify(out.toByteArray()))
                .hasMessageContaining("has digests of more buckets of public.orders than its manifest announces");
    }

    @Test
    void allKeys_thatAreNeverWritten_areNone() {
        Manifest manifest =
                Sample.manifest(List.of(TableContent.changes(Sample.table(ORDERS), Sample.BEFORE, Sample.FINGERPRINT)
                        .withAllKeys()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent(), 8)) {
            writer.finish();
        }
        Verified verified = BundleReader.verify(new ByteArrayInputStream(out.toByteArray()), Sample.NAME, Limits.NONE);
        assertThat(verified.totals().of(ORDERS).allKeys()).isEqualTo(Counts.NONE);
    }

    @Test
    void record_thatIsStreamed_isAPartOfItsOwn() {
        byte[] large = ("\"" + "line\n".repeat(9) + "\",\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, Sample.manifest(), Compression.ZSTD, Journal.silent(), 8)) {
            try (RecordSink sink = writer.sink(ORDERS, Content.ROWS)) {
                sink.accept("1,\n".getBytes(StandardCharsets.US_ASCII));
                sink.accept(large.length, new ByteArrayInputStream(large));
                sink.accept("3,\n".getBytes(StandardCharsets.US_ASCII));
            }
            writer.finish();
        }
        Verified verified = BundleReader.verify(new ByteArrayInputStream(out.toByteArray()), Sample.NAME, Limits.NONE);
        assertThat(verified.totals().of(ORDERS).rows()).isEqualTo(new Counts(3, large.length + 6));
    }

    @Test
    void record_thatIsShorterThanAnnounced_leavesNoBundle() {
        byte[] csv = "12\n".getBytes(StandardCharsets.US_ASCII);
        try (BundleWriter writer = open(8, Sample.manifest())) {
            RecordSink sink = writer.sink(ORDERS, Content.ROWS);
            assertThatThrownBy(() -> sink.accept(csv.length + 1, new ByteArrayInputStream(csv)))
                    .isInstanceOf(Failure.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void sink_takesWholeRecordsOnly() {
        try (BundleWriter writer = open(8, Sample.manifest());
                RecordSink sink = writer.sink(ORDERS, Content.IDS)) {
            assertThatThrownBy(() -> sink.accept("1".getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sink.accept(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void headers_sayNothingOfWhoWroteThem() throws IOException {
        byte[] bytes = Members.tar(Sample.small(Compression.ZSTD));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
                assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
                assertThat(entry.getMode()).isEqualTo(0644);
                assertThat(entry.getLastModifiedTime()).hasToString("2026-03-01T02:00:00Z");
                assertThat(entry.getExtraPaxHeaders()).isEmpty();
            }
        }
    }

    @Test
    void tableOfTheLongestName_isCarried() {
        TableName longest = TableName.of("ü".repeat(31), "ü".repeat(31));
        Manifest manifest = Sample.manifest(
                List.of(TableContent.changes(Sample.table(longest), Sample.BEFORE, Sample.FINGERPRINT)));
        try (BundleWriter writer = open(4, manifest)) {
            write(writer, longest, Content.IDS, "1\n", "22\n", "3\n");
            write(writer, longest, Content.ROWS, "1,\n", "3,\n");
            writer.finish();
        }
        assertThat(Sample.sections(out.toByteArray()).values()).containsExactly("1\n22\n3\n", "1,\n3,\n");
    }

    @Test
    void sameContent_givesTheSameBytes() {
        assertThat(Sample.small(Compression.ZSTD)).isEqualTo(Sample.small(Compression.ZSTD));
        assertThat(Sample.small(Compression.GZIP)).isEqualTo(Sample.small(Compression.GZIP));
    }
}
