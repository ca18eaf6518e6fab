package org.rowferry.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Limits;
import org.rowferry.bundle.TableContent;
import org.rowferry.bundle.Totals.TableTotal;
import org.rowferry.bundle.Verified;
import org.rowferry.capture.CaptureSettings;
import org.rowferry.config.TableList;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.Outcome;
import org.rowferry.exporter.Request;
import org.rowferry.proof.Verify;
import org.rowferry.schema.BucketNumbers;
import org.rowferry.schema.FullTables;
import org.rowferry.schema.TableName;
import org.rowferry.testing.TestDatabase;

/** Digests in bundles: when they come, of which tables, and whether another program finds the same. */
@ParameterizedClass(name = "towards the newest: {0}")
@ValueSource(booleans = {true, false})
class DigestsInBundlesIT {
    private static final TableName ORDERS = TableName.of("proof", "orders");
    private static final TableName LINES = TableName.of("proof", "Order\"Lines");
    private static final TableName NOTES = TableName.of("proof", "notes");
    private static final BothWays BOTH_WAYS =
            new BothWays(ShippedSchema.of("""
                    create type proof.pair as (a integer, "b c" text);
                    create table proof.orders (id bigint primary key, v text, price numeric(10, 2), at timestamptz, doc jsonb);
                    create table proof."Order""Lines" ("Order" integer, line smallint, "group" text, pair proof.pair, pad char(7),
                        primary key (line, "Order"));
                    create table proof.notes (word varchar(20) primary key, flags bit varying, tags text[], raw bytea);
                    grant select on all tables in schema proof to ferry_exporter;
                    grant usage on type proof.pair to ferry_exporter;
                    """, ORDERS.toString(), LINES.toString(), NOTES.toString()));

    private final Pipeline ferry;
    private final TestDatabase source;

    @TempDir
    private Path folder;

    DigestsInBundlesIT(boolean towardsNewest) {
        ferry = BOTH_WAYS.towardsNewest(towardsNewest);
        source = ferry.source().writer();
    }

    @BeforeEach
    void begin() {
        ferry.begin();
        source.execute("""
                insert into proof.orders select g, case when g % 3 > 0 then 'wörd, "' || g end, g / 7.0,
                    timestamptz '2026-01-01' + g * interval '1 h', jsonb_build_object('g', g) from generate_series(-5, 3000) as g;
                insert into proof."Order""Lines" select g, g % 5, E'a\\nb', (g, null)::proof.pair, 'x' from generate_series(1, 50) as g;
                insert into proof.notes select 'n' || g, '101', array['a', null, 'b c'], '\\x0001' from generate_series(1, 40) as g""");
    }

    @AfterAll
    static void close() {
        BOTH_WAYS.close();
    }

    private static Request asked(TableName... tables) {
        return new Request(FullTables.NONE, Optional.empty(), FullTables.asked(List.of(tables)), Map.of(), false);
    }

    private Verified verified(Outcome outcome) throws IOException {
        String file = ((Outcome.Exported) outcome).file().toString();
        try (InputStream in = Files.newInputStream(ferry.outbox().resolve(file))) {
            return BundleReader.verify(in, file, Limits.NONE);
        }
    }

    private static TableContent content(Verified verified, TableName table) {
        return verified.manifest().tables().stream()
                .filter(content -> content.table().name().equals(table))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void digests_areThoseThatAnotherProgramFindsInTheRows() throws IOException, InterruptedException {
        Outcome outcome = ferry.export(asked());
        assumeTrue(
                run("sh", "-c", "python3 -V && zstd -V && tar --version").exit == 0,
                "python3, zstd or tar is not here");
        Path script = folder.resolve("digests.py");
        try (InputStream in = Objects.requireNonNull(DigestsInBundlesIT.class.getResourceAsStream("digests.py"))) {
            Files.copy(in, script);
        }
        Path file = ferry.outbox().resolve(((Outcome.Exported) outcome).file().toString());
        assertThat(run("sh", "-c", "zstd -dc \"$0\" | tar -xf - -C \"$1\"", file.toString(), folder.toString()).exit)
                .isZero();
        assertThat(run("python3", script.toString(), folder.toString()).output.lines())
                .containsExactlyInAnyOrder(
                        "proof.orders equal 3006", "proof.Order%22Lines equal 50", "proof.notes equal 40");
        assertThat(content(verified(outcome), ORDERS).buckets())
                .hasValueSatisfying(buckets -> assertThat(buckets).isBetween(4, 8));
    }

    private record Ended(int exit, String output) {}

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void digests_comeWhereTheyAreAskedFor_alsoWithoutChanges() throws IOException {
        assertThat(verified(ferry.export()).manifest().tables())
                .allSatisfy(content -> assertThat(content.buckets()).isEmpty());
        assertThat(ferry.export()).isInstanceOf(Outcome.NotExported.class);
        Verified digested = verified(ferry.export(asked(NOTES)));
        assertThat(content(digested, NOTES).buckets()).contains(1);
        assertThat(content(digested, ORDERS).buckets()).isEmpty();
        assertThat(digested.totals().of(NOTES).digests().records()).isOne();
    }

    @Test
    void digests_comeAsOftenAsTheConfigurationSays() throws IOException {
        ExporterSettings.Target weekly = target(Verify.WEEKLY);
        Verified first = verified(ferry.export(weekly, Request.due()));
        assertThat(content(first, ORDERS).buckets()).isPresent();
        assertThat(content(first, NOTES).buckets()).isEmpty();
        assertThat(ferry.export(weekly, Request.due())).isInstanceOf(Outcome.NotExported.class);
        ferry.source()
                .superuser()
                .execute("update rowferry.export_tracking set digested_at = digested_at - interval '6 days'");
        Verified later = verified(ferry.export(weekly, Request.due()));
        assertThat(content(later, ORDERS).buckets()).isPresent();
        assertThat(content(later, LINES).buckets()).isPresent();
    }

    private ExporterSettings.Target target(Verify verify) {
        return new ExporterSettings.Target(
                Pipeline.TARGET,
                ferry.outbox().toString(),
                Compression.ZSTD,
                Optional.empty(),
                verify,
                TableList.of(
                        List.of(
                                Entry.of(ORDERS),
                                Entry.of(LINES),
                                new Entry(
                                        NOTES,
                                        ExporterSettings.OnRewrite.FULL,
                                        ExporterSettings.WhenBroken.HOLD,
                                        Optional.of(Verify.NEVER),
                                        CaptureSettings.USUAL)),
                        Entry::table));
    }

    @Test
    void repair_bringsAllKeysOfTheBuckets_andNoOthers() throws IOException {
        ferry.export();
        source.execute("update proof.orders set v = 'changed' where id in (1, 2)");
        BucketNumbers numbers = new BucketNumbers(1024, List.of(7, 8, 500));
        Verified repair = verified(ferry.export(
                new Request(FullTables.NONE, Optional.empty(), FullTables.NONE, Map.of(ORDERS, numbers), false)));
        assertThat(content(repair, ORDERS).repair()).contains(numbers);
        assertThat(content(repair, LINES).repair()).isEmpty();
        long of = Long.parseLong(source.value(
                "select count(*) from proof.orders where ((id % 2147483647 + 2147483647) % 2147483647 * 48271 % 2147483647) & 1023"
                        + " in (7, 8, 500) or id in (1, 2)"));
        TableTotal total = repair.totals().of(ORDERS);
        assertThat(of).isBetween(3L, 60L);
        assertThat(total.keys().records()).isEqualTo(of);
        assertThat(total.rows().records()).isEqualTo(of);
        assertThat(content(repair, ORDERS).buckets())
                .as("digests prove the repair")
                .isPresent();
    }
}
