package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Content;

/** Invariant 6: completeness is proved by digests and counts, never by 'it decompresses'. */
final class BundleDamageTest {
    private static Failure refused(byte[] bundle) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Sample.verify(bundle));
        assertThat(failure).isNotNull();
        assertThat(failure.family()).isEqualTo(Family.BUNDLE);
        assertThat(failure.hints()).isNotEmpty();
        return failure;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bundleCutAtAnyByte_isRefused(Compression compression) {
        byte[] whole = Sample.small(compression);
        for (int length = 0; length < whole.length; length++) {
            assertThat(refused(Arrays.copyOf(whole, length)))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .hasMessageMatching("bundle \\Q" + Sample.NAME + "\\E is (cut short|empty|not a bundle).*");
        }
    }

    @Test
    void tarCutAtAnyByte_isRefused() {
        byte[] tar = Members.tar(Sample.small(Compression.ZSTD));
        for (int length = 0; length < tar.length; length += 7) {
            assertThat(refused(Members.zstd(Arrays.copyOf(tar, length)))).hasMessageContaining(" is cut short ");
        }
    }

    @Test
    void cutBundle_saysWhereAndHowToGetAnother() {
        byte[] tar = Members.tar(Sample.small(Compression.ZSTD));
        int ids = new String(tar, StandardCharsets.ISO_8859_1).indexOf("rows.csv");
        assertThat(refused(Members.zstd(Arrays.copyOf(tar, ids))))
                .hasMessage("bundle " + Sample.NAME + " is cut short after member 'public.orders/ids.csv'")
                .satisfies(failure -> assertThat(failure.hints())
                        .anyMatch(hint -> hint.endsWith(
                                "rowferry export --config /etc/rowferry/exporter.yaml --target reporting --since 41")));
    }

    /** Codes that no symbol uses, the size of the window, a time stamp: some bits of either format mean nothing. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void bundleWithAnyByteFlipped_isRefusedOrHoldsTheSame(Compression compression) {
        byte[] whole = Sample.small(compression);
        int harmless = 0;
        for (int flip = 0; flip < 2 * whole.length; flip++) {
            byte[] flipped = whole.clone();
            flipped[flip / 2] ^= (byte) (flip % 2 == 0 ? 0xff : 1 << (flip / 2 % 8));
            try {
                assertThat(Sample.verify(flipped)).isEqualTo(Sample.verify(whole));
                assertThat(Sample.sections(flipped)).isEqualTo(Sample.sections(whole));
                harmless++;
            } catch (Failure failure) {
                assertThat(failure.family()).isEqualTo(Family.BUNDLE);
            }
        }
        assertThat(harmless).isBetween(1, whole.length / 25);
    }

    @Test
    void gzipTrailerThatDiffers_isRefused() {
        byte[] whole = Sample.small(Compression.GZIP);
        for (int i = whole.length - 8; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            assertThat(refused(changed)).hasMessageContaining("checksum of the gzip stream differs");
        }
    }

    @Test
    void tarWithAByteChanged_isRefused() {
        byte[] tar = Members.tar(Sample.small(Compression.ZSTD));
        for (int i = 0; i < tar.length; i += tar[i] == 0 ? 7 : 1) {
            byte[] changed = tar.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            refused(Members.zstd(changed));
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void bundleWithSomethingBehindIt_isRefused(Compression compression) {
        byte[] whole = Sample.small(compression);
        byte[] again = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, again, whole.length, whole.length);
        for (int length = whole.length + 1; length <= again.length; length += 3) {
            refused(Arrays.copyOf(again, length));
        }
        refused(Arrays.copyOf(whole, whole.length + 3));
    }

    @Test
    void tarWithMoreZerosThanToolsWrite_isRefused() {
        byte[] tar = Members.tar(Sample.small(Compression.ZSTD));
        int padded = (tar.length + 10239) / 10240 * 10240;
        assertThat(Sample.verify(Members.zstd(Arrays.copyOf(tar, padded)))).isNotNull();
        assertThat(refused(Members.zstd(Arrays.copyOf(tar, tar.length + 20_000))))
                .hasMessageEndingWith("holds something after its end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "PK\3\4 a zip", "<html>404 not found</html>", "\0\0\0\0\0\0"})
    void otherFiles_areNoBundles(String text) {
        assertThat(refused(text.getBytes(StandardCharsets.ISO_8859_1))).hasMessageContaining("is not a bundle");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void writerThatIsClosedWithoutFinishing_leavesNoBundle(Compression compression) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, Sample.manifest(), compression, Journal.silent(), 8)) {
            Sample.write(writer, Sample.ORDERS, Content.ROWS, "1,2\n");
        }
        Failure failure = refused(out.toByteArray());
        assertThat(failure.getMessage()).containsAnyOf("is cut short", "is empty");
    }

    /** Neither the list of digests alone nor the compression's end alone is what keeps a short bundle from passing. */
    @Test
    void writerThatIsClosedWithoutFinishing_endsNoCompressedStream() {
        for (Compression compression : Compression.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (BundleWriter writer = BundleWriter.open(out, Sample.manifest(), compression, Journal.silent());
                    RecordSink sink = writer.sink(Sample.UGLY, Content.ROWS)) {
                Random random = new Random(7);
                for (int i = 0; i < (compression == Compression.ZSTD ? 300_000 : 10_000); i++) {
                    sink.accept(
                            (random.nextLong() + "," + random.nextLong() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(out.size()).isPositive();
            InputStream bytes = new ByteArrayInputStream(out.toByteArray());
            assertThatThrownBy(() -> decompress(bytes, compression)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] decompress(InputStream bytes, Compression compression) throws IOException {
        try (InputStream in =
                compression == Compression.ZSTD ? new ZstdInputStreamNoFinalizer(bytes) : new GZIPInputStream(bytes)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void streamThatFillsUp_failsTheWriterAndLeavesNoBundle(Compression compression) {
        int whole = Sample.small(compression).length;
        for (int room = 0; room < whole; room += 5) {
            Narrow out = new Narrow(room);
            assertThatThrownBy(() -> writeTo(out, compression))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.family()).isEqualTo(Family.DEPOT));
            refused(out.bytes.toByteArray());
        }
        Narrow enough = new Narrow(whole);
        writeTo(enough, compression);
        assertThat(Sample.verify(enough.bytes.toByteArray())).isNotNull();
    }

    /** A compressor ends its stream on being closed, and whoever finds a write failing closes it. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void streamThatFailsOnce_getsNothingMore(Compression compression) {
        int failures = 0;
        for (int sound = 0; new FailingOnce(sound).spoils(compression); sound++) {
            failures++;
        }
        assertThat(failures).isPositive();
    }

    private static void writeTo(OutputStream out, Compression compression) {
        try (BundleWriter writer = BundleWriter.open(out, Sample.manifest(), compression, Journal.silent(), 8)) {
            Sample.write(writer, Sample.ORDERS, Content.IDS, "1\n", "2\n", "3\n");
            Sample.write(writer, Sample.ORDERS, Content.ROWS, "1,9.99\n", "2,\n");
            Sample.write(writer, Sample.UGLY, Content.ROWS, "1,\"a\nb\"\"\"\n", "2,\"\"\n");
            writer.finish();
        }
    }

    @Test
    void failureOfTheStreamItself_isHandedThrough() {
        Failure full = new Failure(Family.DEPOT, "no room");
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw full;
            }
        };
        assertThatThrownBy(() -> writeTo(out, Compression.ZSTD)).isSameAs(full);
    }

    @Test
    void diskThatCannotBeRead_isNoDamageOfTheBundle() {
        InputStream head = new ByteArrayInputStream(Sample.small(Compression.ZSTD), 0, 100);
        InputStream broken = new FilterInputStream(head) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = in.read(buffer, offset, length);
                if (n < 0) {
                    throw new IOException("Input/output error");
                }
                return n;
            }
        };
        assertThatThrownBy(() -> BundleReader.verify(broken, Sample.NAME, Limits.NONE))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.family()).isEqualTo(Family.DEPOT))
                .hasMessageContaining("Input/output error");
    }

    /** A disk that refuses one write and takes all that come after it. */
    private static final class FailingOnce extends OutputStream {
        private int sound;
        private int after;

        FailingOnce(int sound) {
            this.sound = sound;
        }

        boolean spoils(Compression compression) {
            Failure failure = catchThrowableOfType(Failure.class, () -> writeTo(this, compression));
            assertThat(after).isZero();
            return failure != null;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            after += sound < 0 ? length : 0;
            if (sound-- == 0) {
                throw new IOException("Input/output error");
            }
        }
    }

    /** A disk with little room. */
    private static final class Narrow extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int room;

        Narrow(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (bytes.size() >= room) {
                throw new IOException("No space left on device");
            }
            bytes.write(b);
        }
    }
}
