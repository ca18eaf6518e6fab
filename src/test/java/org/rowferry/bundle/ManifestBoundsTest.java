package org.rowferry.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Kind;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.Point;
import org.rowferry.schema.Position;
import org.rowferry.schema.Snapshot;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The writer counts as the reader does: a bundle that is written is one that is taken. */
class ManifestBoundsTest {
    private static final List<Column> ID = List.of(new Column(new Identifier("id"), "integer", true));

    @Test
    void labelsAndAttributes_areCountedWithTheColumns() {
        List<NamedType> enums =
                IntStream.range(0, 10).mapToObj(i -> labels(i, 9_999)).collect(Collectors.toList());
        enums.add(attributes(8));
        assertThat(written(manifest(List.of(table(0)), enums))).isEmpty();

        enums.add(labels(10, 2));
        assertThat(written(manifest(List.of(table(0)), enums)))
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessage("the bundle is too large: it has 100001 columns, attributes and labels, and 100000"
                                + " are the most"));
    }

    @Test
    void labelsOfOneEnum_andTypes_areBounded() {
        assertThat(written(manifest(List.of(table(0)), List.of(labels(0, 10_001)))))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("10001 labels of one enum"));
        List<NamedType> domains = IntStream.range(0, 10_001)
                .<NamedType>mapToObj(i -> new NamedType.Domain("public.d" + i, "text"))
                .toList();
        assertThat(written(manifest(List.of(table(0)), domains)))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("10001 types"));
    }

    @Test
    void runningTransactions_areBounded_eachSnapshotOnce() {
        List<TableContent> same =
                IntStream.range(0, 40).mapToObj(i -> changes(i, 7, 8_000)).toList();
        assertThat(written(manifest(same, List.of()))).isEmpty();
        List<TableContent> each =
                IntStream.range(0, 40).mapToObj(i -> changes(i, 7 + i, 8_000)).toList();
        assertThat(written(manifest(each, List.of())))
                .hasValueSatisfying(failure -> assertThat(failure)
                        .hasMessageContaining("320001 running transactions in its snapshots, and 262144 are the most"));
    }

    @Test
    void textOfAManifest_isBounded() {
        List<TableContent> many = IntStream.range(0, 9_000)
                .mapToObj(i -> TableContent.full(table(i).table(), "r".repeat(2_000), Sample.FINGERPRINT))
                .toList();
        assertThat(written(manifest(many, List.of())))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessageContaining("bytes of a manifest"));
    }

    @Test
    void bucketsToRepair_areBounded() {
        BucketNumbers all = new BucketNumbers(
                BucketNumbers.MOST,
                IntStream.range(0, BucketNumbers.MOST).boxed().toList());
        assertThat(written(manifest(List.of(changes(0, 7, 1).repairing(all)), List.of())))
                .isEmpty();
        assertThat(written(manifest(
                        List.of(
                                changes(0, 7, 1).repairing(all),
                                changes(1, 7, 1).repairing(all)),
                        List.of())))
                .hasValueSatisfying(failure ->
                        assertThat(failure).hasMessageContaining("131072 buckets to repair, and 65536 are the most"));
    }

    /** Writes it, and reads it again where it was written. */
    private static Optional<Failure> written(Manifest manifest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Failure failure = catchThrowableOfType(Failure.class, () -> {
            try (BundleWriter writer = BundleWriter.open(out, manifest, Compression.ZSTD, Journal.silent())) {
                writer.finish();
            }
        });
        if (failure == null) {
            BundleReader.verify(new ByteArrayInputStream(out.toByteArray()), Sample.NAME, Limits.DEFAULT);
        }
        return Optional.ofNullable(failure);
    }

    private static Manifest manifest(List<TableContent> tables, List<NamedType> types) {
        Manifest sample = Sample.manifest(tables);
        return new Manifest(
                sample.tool(),
                sample.source(),
                sample.incarnation(),
                sample.target(),
                sample.to(),
                sample.time(),
                tables,
                types,
                List.of());
    }

    private static TableContent table(int number) {
        return new TableContent(
                new Table(TableName.of("public", "t" + number), ID, new Key(List.of(new Identifier("id")))),
                Kind.FULL,
                Optional.empty(),
                "first",
                false,
                Sample.FINGERPRINT,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private static TableContent changes(int number, long from, int running) {
        List<Long> xids =
                LongStream.range(from, from + running).boxed().collect(Collectors.toCollection(ArrayList::new));
        Point point = new Point(new Position(1), new Snapshot(from, from + running + 1, xids));
        return new TableContent(
                table(number).table(),
                Kind.CHANGES,
                Optional.of(point),
                "",
                false,
                Sample.FINGERPRINT,
                List.of(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private static NamedType labels(int number, int count) {
        return new NamedType.Labels(
                "public.e" + number,
                IntStream.range(0, count)
                        .mapToObj(i -> String.format(Locale.ROOT, "l%d", i))
                        .toList());
    }

    private static NamedType attributes(int count) {
        return new NamedType.Composite(
                "public.c",
                IntStream.range(0, count)
                        .mapToObj(i -> new NamedType.Attribute(new Identifier("a" + i), "integer"))
                        .toList());
    }
}
