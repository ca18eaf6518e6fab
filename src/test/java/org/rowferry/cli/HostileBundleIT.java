package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.BundleReader;
import org.rowferry.bundle.BundleWriter;
import org.rowferry.bundle.Compression;
import org.rowferry.bundle.Manifest;
import org.rowferry.bundle.Members;
import org.rowferry.bundle.RecordSink;
import org.rowferry.bundle.TableContent;
import org.rowferry.report.Journal;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;
import org.rowferry.testing.Servers;

/** Invariant 8: nothing in a bundle is executed and no name in it is trusted, on a real server. */
final class HostileBundleIT {
    private static final String INJECTED = "x) from stdin; drop table shop.notes; --";

    @TempDir
    private static Path folder;

    private static ShopPipeline ferry;

    private Path next;
    private Manifest manifest;

    @BeforeAll
    static void open() {
        ferry = ShopPipeline.between(Servers.newest(), Servers.oldest(), folder);
        ferry.configure("1 day");
        ferry.exportAndImport();
    }

    @AfterAll
    static void close() {
        ferry.close();
    }

    @BeforeEach
    void exportNext() {
        ferry.export("--full").assertOk();
        next = Bundles.newest(ferry.outbox());
        try (BundleReader reader = BundleReader.open(new ByteArrayInputStream(Bundles.bytes(next)), "next")) {
            manifest = reader.manifest();
        }
    }

    @AfterEach
    void goodBundleStillApplies() {
        ferry.ship();
        ferry.importAll().assertOk();
        ferry.assertEqual();
    }

    /** Lays a bundle into the inbox whose every digest and count holds. */
    private void forge(List<TableContent> tables, String... rows) {
        Manifest forged = new Manifest(
                manifest.tool(),
                manifest.source(),
                manifest.incarnation(),
                manifest.target(),
                manifest.to(),
                manifest.time(),
                tables);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = BundleWriter.open(out, forged, Compression.ZSTD, Journal.silent())) {
            try (RecordSink sink =
                    writer.sink(tables.get(tables.size() - 1).table().name(), Content.ROWS)) {
                List.of(rows).forEach(row -> sink.accept((row + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            writer.finish();
        }
        Bundles.write(ferry.inbox().resolve(next.getFileName()), out.toByteArray());
    }

    private static TableContent full(TableName name, String column, String type) {
        Key key = new Key(List.of(new Identifier(column)));
        return TableContent.full(
                new Table(name, List.of(Column.of(column, type, true)), key), "\33[2Jit was shipped", "0".repeat(64));
    }

    private static Ran refused(ExitCode code, String... words) {
        Footprint before = Footprint.of(ferry);
        Ran ran = ferry.importAll().assertRefused(code, words);
        assertThat(Footprint.of(ferry)).isEqualTo(before);
        assertThat(ran.err() + ran.out()).doesNotContain("\33");
        return ran;
    }

    @ParameterizedTest
    @CsvSource({
        "pg_catalog, pg_authid",
        "rowferry, import_tracking",
        "shop, 'notes; drop table shop.notes'",
        "shop, '\33[2Jnotes'",
        "'shop\"; drop table shop.notes; --', notes"
    })
    void tableThatTheConfigurationDoesNotName_isNeverTouched(String schema, String table) {
        forge(List.of(full(TableName.of(schema, table), "rolname", "text")), "evil");
        refused(ExitCode.CONFIGURATION, "which the inbox does not name", "importer.yaml");
    }

    @Test
    void columnWhoseNameIsSql_isAName() {
        forge(replaced(full(ShopPipeline.NOTES, INJECTED, "text")), "evil");
        refused(ExitCode.TARGET, "shop.notes does not fit what arrives: it has no column \"" + INJECTED + '"')
                .assertSays("alter table shop.notes add column \"" + INJECTED + "\" text;");
    }

    private List<TableContent> replaced(TableContent content) {
        return List.of(manifest.tables().get(0), manifest.tables().get(1), content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text; drop table shop.notes",
                "int default pg_sleep(1000)",
                "text) from stdin; --",
                "text\n\\! reboot",
                "text[1]",
                "int primary key",
                "numeric(1); drop table t; --)",
                "numeric(\\! reboot)",
                "numeric(`reboot`)",
                "geometry(Point,:x)",
                ""
            })
    void typeThatIsMoreThanAType_isRefused(String type) {
        forge(replaced(full(ShopPipeline.NOTES, "id", type)), "1");
        refused(ExitCode.BUNDLE, "is no type");
    }

    /** The hint has a command for a shell, and a type's name may hold what a shell takes for the end of a word. */
    @Test
    void typeThatTheTargetLacks_standsInAHintAsOneWordOfAShell() {
        ShopPipeline.write(
                ferry.importerYaml(),
                ferry.importer().replace("'shop.notes'", "{table: shop.notes, on-new-column: add}"));
        String type = "\"a'; touch '/tmp/x\"";
        Table table = new Table(
                ShopPipeline.NOTES,
                List.of(
                        Column.of("id", "bigint", true),
                        Column.of("body", "text", false),
                        Column.of("extra", type, false)),
                new Key(List.of(new Identifier("id"))));
        forge(replaced(TableContent.full(table, "it was asked for", "0".repeat(64))), "1,x,y");
        refused(ExitCode.TARGET, "the target has no type " + type)
                .assertSays("psql -c '\\dT+ \"a'\\''; touch '\\''/tmp/x\"'");
        ferry.configure("1 day");
    }

    @Test
    void everyTypeOfEveryServer_canBeShipped() {
        List<TableContent> tables = ferry.source().query("""
                        select distinct format_type(oid, m) from pg_type, unnest(array[null, -1, 655366]) m
                        where typtype in ('b', 'd', 'e', 'r', 'm') and typname not like '%interval'
                        union all values ('interval day to second(3)'), ('public.geometry(Point,4326)'), ('"My ""T""s"[]')
                        """).stream()
                .map(row -> full(
                        TableName.of("t", row.get(0).replaceAll("[^a-z0-9_]", "_") + row.hashCode()), "c", row.get(0)))
                .toList();
        assertThat(tables).hasSizeGreaterThan(200);
        forge(tables, "1");
        refused(ExitCode.CONFIGURATION, "which the inbox does not name");
    }

    @Test
    void valuesThatLookLikeSql_areValues() {
        Members members = Members.of(Bundles.bytes(next));
        String rows = members.text("shop.notes/rows.csv");
        String evil = "-1,\"'); drop table shop.notes; --\"\n";
        members.replace("shop.notes/rows.csv", rows + evil + "\\.\n");
        members.edit(
                "counts.csv",
                csv -> csv.replaceFirst(
                        "shop.notes,rows,(\\d+),\\d+", "shop.notes,rows,$1," + (rows.length() + evil.length() + 3)));
        Bundles.write(
                ferry.inbox().resolve(next.getFileName()), members.relist().pack());
        refused(ExitCode.BUNDLE, "has a record that cannot be", "shop.notes: it has 1 of 2 values");
    }

    @Test
    void manifestOfOtherSettings_isNoSetting() {
        Members members = Members.of(Bundles.bytes(next));
        members.edit(
                "manifest.json", json -> json.replaceFirst("\\{", "{\"search_path\": \"evil\", \"sql\": \"drop\","));
        Bundles.write(
                ferry.inbox().resolve(next.getFileName()), members.relist().pack());
        ferry.importAll().assertOk();
    }
}
