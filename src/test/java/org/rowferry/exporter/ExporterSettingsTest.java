package org.rowferry.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.bundle.Compression;
import org.rowferry.config.Configuration;
import org.rowferry.exporter.ExporterSettings.Entry;
import org.rowferry.exporter.ExporterSettings.OnRewrite;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.exporter.ExporterSettings.WhenBroken;
import org.rowferry.report.Failure;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.TableName;

class ExporterSettingsTest {
    private static final TableName ORDERS = TableName.of("shop", "orders");

    @TempDir
    private Path folder;

    @Test
    void leastConfiguration_hasTheUsualSettings() throws IOException {
        ExporterSettings settings = read("targets: { reporting: { outbox: /out, tables: [shop.orders] } }");
        assertThat(settings.schema()).isEqualTo(new Identifier("rowferry"));
        assertThat(settings.retain()).isEqualTo(Duration.ofDays(14));
        assertThat(settings.lockTimeout()).isEqualTo(Duration.ofMinutes(1));
        Target target = settings.targets().get(0);
        assertThat(target.compression()).isEqualTo(Compression.ZSTD);
        assertThat(target.tables()).containsExactly(Entry.of(ORDERS));
        assertThat(settings.key(ORDERS)).isEmpty();
    }

    @Test
    void everySetting_isRead() throws IOException {
        ExporterSettings settings = read("""
                schema: '"My Ferry"'
                retain: 12h
                lock-timeout: 5s
                targets:
                  reporting:
                    outbox: /out
                    compression: gzip
                    tables:
                      - table: shop."Order-Lines"
                        on-rewrite: ignore
                        when-broken: leave-out
                        key: [order_id, '"Line No"']
                """);
        assertThat(settings.schema().name()).isEqualTo("\"My Ferry\"");
        assertThat(settings.retain()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.lockTimeout()).isEqualTo(Duration.ofSeconds(5));
        Target target = settings.targets().get(0);
        assertThat(target.outbox()).isEqualTo("/out");
        assertThat(target.compression()).isEqualTo(Compression.GZIP);
        Entry entry = target.tables().get(0);
        assertThat(entry.table()).isEqualTo(TableName.of("shop", "Order-Lines"));
        assertThat(entry.onRewrite()).isEqualTo(OnRewrite.IGNORE);
        assertThat(entry.whenBroken()).isEqualTo(WhenBroken.LEAVE_OUT);
        Key key = new Key(List.of(new Identifier("order_id"), new Identifier("Line No")));
        assertThat(settings.key(entry.table())).contains(key);
    }

    @Test
    void tablesThatTriggersCapture_areThoseOfAnyTarget_eachOnce() throws IOException {
        ExporterSettings settings = read("""
                targets:
                  one: { outbox: /one, tables: [{ table: shop.orders, capture: snapshot }, shop.lines] }
                  two: { outbox: /two, tables: [shop.lines, shop.orders, { table: shop.prices, capture: snapshot }] }
                """);
        assertThat(settings.captured()).containsExactly(TableName.of("shop", "lines"), ORDERS);
    }

    @Test
    void tableThatIsCompared_mayDoWithoutAKey() throws IOException {
        ExporterSettings settings =
                read("targets: { reporting: { outbox: /out, tables: [{ table: shop.orders, capture: snapshot }] } }");
        assertThat(settings.key(ORDERS)).contains(Key.NONE);
    }

    @Test
    void problems_areNamedAllAtOnce() {
        assertThat(problems("""
                targets:
                  reporting:
                    tables: [shop.orders, shop.orders, nonsense.too.many]
                  empty: { outbox: /out, tables: [] }
                """))
                .containsExactlyInAnyOrder(
                        "targets.reporting.outbox: is missing",
                        "targets.reporting.tables: shop.orders is named twice",
                        "targets.reporting.tables[3].table: 'nonsense.too.many' is not of the form schema.table",
                        "targets.empty.tables: names no table");
        assertThat(problems("targets: { Odd/Name: { outbox: /out, tables: [shop.orders], compresion: gzip } }"))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("targets.Odd/Name: 'Odd/Name' is not a name"),
                        problem -> assertThat(problem).startsWith("targets.Odd/Name.compresion: unknown key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targets: {}",
                "targets: reporting",
                "targets: { Odd/Name: { outbox: /out, compression: gzip, tables: [shop.orders] } }",
                "targets: { one: { outbox: /out, tables: [orders] } }",
                "targets: { one: { outbox: /out, tables: shop.orders } }",
                "targets: { one: { outbox: /out, tables: [{ key: [id] }] } }",
                "targets: { one: { outbox: /out, tables: [{ table: , key: [id] }] } }",
            })
    void oneFault_isOneProblem(String targets) {
        assertThat(problems(targets)).hasSize(1);
    }

    @Test
    void tableOfTwoTargets_hasOneKey() throws IOException {
        String two = """
                targets:
                  one: { outbox: /out/1, tables: [{ table: shop.orders, key: [a, b] }] }
                  two: { outbox: /out/2, tables: [{ table: shop.orders, key: [%s] }] }
                """;
        assertThat(problems(two.replace("%s", "a")))
                .containsExactly("targets: name different keys of shop.orders, which is captured with one; say the same"
                        + " 'key' in each");
        assertThat(read(two.replace("%s", "b, a")).targets()).as("in any order").hasSize(2);
    }

    private static final String PATTERNS = """
            targets:
              one: { outbox: /out/1, tables: ['shop.*', { table: shop.orders, where: paid }], except: [shop.log] }
              two: { outbox: /out/2, tables: [{ table: shop.lines, key: [a] }] }
              three: { outbox: /out/3, tables: [{ table: 'views.*', capture: snapshot }] }
            """;

    @Test
    void pattern_takesTheCapturedTablesAndTheNotesNameTheOthers() throws IOException {
        TableName lines = TableName.of("shop", "lines");
        TableName late = TableName.of("shop", "Late");
        TableName log = TableName.of("shop", "log");
        TableName view = TableName.of("views", "v");
        ExporterSettings settings = read(PATTERNS);
        assertThat(settings.patternSchemas()).containsExactly(new Identifier("shop"), new Identifier("views"));
        ExporterSettings.Resolved resolved =
                settings.resolved(List.of(ORDERS, lines, late, log, view), Set.of(ORDERS, lines));
        Target one = resolved.settings().targets().get(0);
        assertThat(one.tables()).extracting(Entry::table).containsExactly(lines, ORDERS);
        assertThat(one.tables().get(0).key())
                .as("the key that another target's entry says")
                .contains(new Key(List.of(new Identifier("a"))));
        assertThat(one.tables().get(1).selection().where())
                .as("its own entry counts")
                .contains("paid");
        assertThat(resolved.settings().targets().get(2).tables())
                .as("needs no capture")
                .extracting(Entry::table)
                .containsExactly(view);
        assertThat(resolved.notes()).singleElement().satisfies(note -> {
            assertThat(note)
                    .hasMessage("changes of shop.\"Late\" are not captured, and no target gets it by a pattern");
            assertThat(note.hints().get(0)).contains("rowferry generate exporter 'shop.\"Late\"' ");
        });
        assertThat(settings.resolved(List.of(ORDERS, lines, late, log, view)).captured())
                .as("what 'generate exporter' takes on")
                .containsExactlyInAnyOrder(late, lines, ORDERS);
    }

    @Test
    void patternWithoutATable_isNoted() throws IOException {
        assertThat(read(PATTERNS).resolved(List.of(ORDERS), Set.of(ORDERS)).notes())
                .singleElement()
                .satisfies(note -> assertThat(note).hasMessage("the source has no table that views.* would take"));
    }

    @Test
    void importersFile_isRecognized() {
        Failure failure = failure("target: postgresql://u@h/d\ninboxes: {}");
        assertThat(failure.hints().toString()).contains("This is the importer's file");
    }

    private ExporterSettings read(String text) throws IOException {
        Configuration configuration = configuration(text);
        ExporterSettings settings = ExporterSettings.read(configuration.root(), Map.of());
        configuration.finish();
        return settings;
    }

    private Failure failure(String text) {
        return Optional.ofNullable(catchThrowableOfType(Failure.class, () -> read(text)))
                .orElseThrow();
    }

    private List<String> problems(String text) {
        return String.valueOf(failure(text).getMessage())
                .lines()
                .flatMap(line -> line.startsWith("  ")
                        ? Stream.of(line.strip())
                        : Stream.of(line.replaceFirst(".*exporter.yaml: ", ""))
                                .filter(one -> one.startsWith("targets")))
                .toList();
    }

    private Configuration configuration(String text) throws IOException {
        return Configuration.read(
                Files.writeString(folder.resolve("exporter.yaml"), "source: postgresql://u@h/d\n" + text));
    }
}
