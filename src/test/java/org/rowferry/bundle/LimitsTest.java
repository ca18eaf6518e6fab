package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;
import org.rowferry.schema.Content;

/** How much a bundle may unpack to. */
final class LimitsTest {
    private static byte[] bundle(String row, int rows) {
        byte[] csv = row.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, Sample.manifest(), Compression.ZSTD, Journal.silent())) {
            try (RecordSink sink = writer.sink(Sample.UGLY, Content.ROWS)) {
                for (int i = 0; i < rows; i++) {
                    sink.accept(csv);
                }
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private static Failure refused(byte[] bundle, Limits limits) {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> BundleReader.verify(new ByteArrayInputStream(bundle), Sample.NAME, limits));
        assertThat(failure).isNotNull();
        assertThat(failure.family()).isEqualTo(Family.BUNDLE);
        return failure;
    }

    /** A row whose value says one thing over and over is nobody's attack. */
    @ParameterizedTest
    @CsvSource({"'\"\"1', 400000", "abcdefghij, 300000", "'9f86d081884c7d659a2feaa0c55ad015,', 100000"})
    void rowsThatSayOneThingOverAndOver_areTaken(String text, int times) {
        byte[] bundle = bundle("1,\"" + text.repeat(times).replace(",", ";") + "\"\n", 20);
        BundleReader.verify(new ByteArrayInputStream(bundle), Sample.NAME, Limits.DEFAULT);
    }

    @Test
    void fileThatUnpacksToTenThousandsOfTimesItsSize_isRefused() {
        byte[] bomb = Forge.of(Sample.small(Compression.ZSTD))
                .edit("a%2Fb.%2E%2E%2Fx/rows.csv", old -> "\n".repeat(40 << 20))
                .relist()
                .pack();
        assertThat(refused(bomb, Limits.DEFAULT)).hasMessageContaining("a record that cannot be");
        byte[] zeros = Forge.of(Sample.small(Compression.ZSTD))
                .edit("a%2Fb.%2E%2E%2Fx/rows.csv", old -> "1,\"" + "0".repeat(40 << 20) + "\"\n")
                .recount()
                .relist()
                .pack();
        assertThat(refused(zeros, Limits.DEFAULT))
                .hasMessageContaining("more than 12,000 times its size, as max-ratio has it");
    }

    @Test
    void fileThatHoldsMore_isRefusedWithTheSetting() {
        byte[] bundle = bundle("1,2\n", 1000);
        assertThat(refused(bundle, new Limits(5_000, 2_000, 100)))
                .hasMessage("bundle " + Sample.NAME + " unpacks to more than 5,000 bytes, as max-bytes has it");
        assertThat(refused(bundle, new Limits(50_000, 999, 100)))
                .hasMessage("bundle " + Sample.NAME + " holds more than 999 rows and keys, as max-rows has it")
                .satisfies(failure -> assertThat(failure.hints())
                        .anyMatch(hint -> hint.contains("raise max-rows of the inbox in /etc/rowferry/importer.yaml")));
    }
}
