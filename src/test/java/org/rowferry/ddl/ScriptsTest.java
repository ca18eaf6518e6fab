package org.rowferry.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowferry.ddl.Samples.BARE_SOURCE;
import static org.rowferry.ddl.Samples.LINES;
import static org.rowferry.ddl.Samples.LONG_UGLY;
import static org.rowferry.ddl.Samples.ORDERS;
import static org.rowferry.ddl.Samples.PLAIN_SOURCE;
import static org.rowferry.ddl.Samples.PLAIN_TARGET;
import static org.rowferry.ddl.Samples.UGLY;
import static org.rowferry.ddl.Samples.UGLY_SOURCE;
import static org.rowferry.ddl.Samples.UGLY_TARGET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowferry.ddl.Scripts.ForeignOptions;
import org.rowferry.ddl.Scripts.IncarnationChange;
import org.rowferry.ddl.Scripts.Script;
import org.rowferry.ddl.Scripts.TargetOptions;
import org.rowferry.report.Family;
import org.rowferry.report.Surroundings;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.Table;
import org.rowferry.schema.TableName;

/** The golden files: {@code -Drowferry.golden=write} writes them anew, for the eyes of {@code git diff}. */
class ScriptsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/rowferry/ddl/golden");

    private static final Scripts SCRIPTS = new Scripts(Templates.packaged(), "0.0.0");

    static List<Map.Entry<String, Script>> scripts() {
        return List.of(
                Map.entry("tracking", SCRIPTS.tracking(PLAIN_SOURCE, IncarnationChange.NONE)),
                Map.entry("tracking-ugly", SCRIPTS.tracking(UGLY_SOURCE, IncarnationChange.RENEW)),
                Map.entry("tracking-bare", SCRIPTS.tracking(BARE_SOURCE, IncarnationChange.KEEP)),
                Map.entry("exporter", SCRIPTS.exporter(PLAIN_SOURCE, Samples.plainCaptured())),
                Map.entry("exporter-ugly", SCRIPTS.exporter(UGLY_SOURCE, Samples.uglyCaptured())),
                Map.entry("exporter-key", SCRIPTS.exporter(PLAIN_SOURCE, Samples.plainWithToldKey())),
                Map.entry("exporter-key-ugly", SCRIPTS.exporter(UGLY_SOURCE, Samples.uglyWithToldKey())),
                Map.entry("exporter-bare", SCRIPTS.exporter(BARE_SOURCE, Samples.plainCaptured())),
                Map.entry("reset", SCRIPTS.reset(PLAIN_SOURCE.schema(), List.of(ORDERS, LINES))),
                Map.entry("reset-ugly", SCRIPTS.reset(UGLY_SOURCE.schema(), List.of(UGLY, LONG_UGLY))),
                Map.entry("importer", SCRIPTS.importer(PLAIN_TARGET, Samples.plainPlan())),
                Map.entry("importer-ugly", SCRIPTS.importer(UGLY_TARGET, Samples.uglyPlan())),
                Map.entry("fdw-source", SCRIPTS.fdwSource(FdwSamples.plainReader())),
                Map.entry("fdw-source-ugly", SCRIPTS.fdwSource(FdwSamples.uglyReader())),
                Map.entry("fdw-source-bare", SCRIPTS.fdwSource(FdwSamples.bareReader())),
                Map.entry(
                        "fdw-target",
                        SCRIPTS.fdwTarget(
                                new ForeignOptions(new Identifier("rowferry"), FdwSamples.IMPORTER, 18, false),
                                FdwSamples.plainServers())),
                Map.entry(
                        "fdw-target-ugly",
                        SCRIPTS.fdwTarget(
                                new ForeignOptions(new Identifier("rowferry"), FdwSamples.UGLY_IMPORTER, 13, true),
                                FdwSamples.uglyServers())),
                Map.entry("fdw-mirror", SCRIPTS.fdwMirror(FdwSamples.IMPORTER, FdwSamples.plainMirrors(), false)),
                Map.entry(
                        "fdw-mirror-ugly",
                        SCRIPTS.fdwMirror(FdwSamples.UGLY_IMPORTER, FdwSamples.uglyMirrors(), true)));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_isAsItsGoldenFile(Map.Entry<String, Script> script) throws IOException {
        Path golden = GOLDEN.resolve(script.getKey() + ".sql");
        if ("write".equals(System.getProperty("rowferry.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, script.getValue().printed());
        }
        assertThat(script.getValue().printed()).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void body_isThePrintedScriptWithoutItsFrame(Map.Entry<String, Script> script) {
        String printed = script.getValue().printed();
        String body = script.getValue().body();
        assertThat(printed).contains(body.strip()).endsWith("\ncommit;\n");
        assertThat(body).doesNotContain("\nbegin isolation", "\ncommit;", "\\set");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void script_isTidy(Map.Entry<String, Script> script) {
        assertThat(script.getValue().printed().lines())
                .allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
        assertThat(script.getValue().printed()).doesNotContain("\n\n\n\n", "{{", "}}");
    }

    /** All functions but those of single tables are made by the script of the tracking. */
    @Test
    void scriptOfTables_beginsWithThem_andMakesNoOtherFunctions() {
        String script = SCRIPTS.exporter(PLAIN_SOURCE, Samples.plainCaptured()).printed();
        assertThat(Pattern.compile("create or replace (?:function|procedure) (.*)\\(")
                        .matcher(script)
                        .results()
                        .map(made -> made.group(1)))
                .containsExactly("rowferry.\"public.order_lines\"", "rowferry.\"public.orders\"", "rowferry.as_owner");
        assertThat(script.lines().toList().indexOf("-- public.order_lines")).isBetween(0, 40);
    }

    @Test
    void hintsOfAScript_nameTheFileAndTheSchemaThatWereGiven() {
        Surroundings known = Surroundings.UNKNOWN
                .configured(Family.SOURCE, "night's $owner$/100%.yml", Optional.empty())
                .connected(Family.SOURCE, "postgresql://OWNER@db1:5432/shop")
                .schema("lab");
        String script = new Scripts(Templates.packaged(), "0.0.0", known)
                .exporter(PLAIN_SOURCE, Samples.plainCaptured())
                .printed();
        assertThat(script)
                .contains("'Run first: rowferry generate tracking' || ' --config ''night''\\''''s $owner$/100%.yml''"
                        + " --source postgresql://OWNER@db1:5432/shop --schema lab' || ' --apply'")
                .doesNotContain("= $owner$");
    }

    @Test
    void template_namesNoFileThatTheOperatorMayNotHave() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("ddl-templates"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readAllLines(file))
                        .as(file.toString())
                        .noneMatch(line -> line.matches(".*\\b(exporter|importer)\\.yaml.*"));
            }
        }
    }

    @Test
    void scriptOfATargetsTables_beginsWithThem() {
        String script = SCRIPTS.importer(PLAIN_TARGET, Samples.plainPlan()).printed();
        List<String> lines = script.lines().toList();
        assertThat(lines.indexOf("-- public.order_lines")).isBetween(0, 40);
        assertThat(lines.indexOf("-- public.mood"))
                .as("a type")
                .isGreaterThan(lines.indexOf("create table if not exists public.orders ("));
    }

    @Test
    void tablesOfATarget_haveTheFillfactorThatIsAskedFor_butWithoutAKeyNone() {
        assertThat(tables(70)).contains(") with (fillfactor = 70);").doesNotContain(" = 90");
        assertThat(tables(100)).doesNotContain("fillfactor");
        TableToCreate keyless = new TableToCreate(
                new Table(TableName.of("public", "log"), List.of(Column.of("line", "text", false)), Key.NONE),
                Map.of());
        assertThat(SCRIPTS.importer(PLAIN_TARGET, TargetPlan.of(List.of(keyless)))
                        .printed())
                .contains("public.log (")
                .doesNotContain("fillfactor");
    }

    private static String tables(int fillfactor) {
        TargetOptions options = new TargetOptions(PLAIN_TARGET.schema(), PLAIN_TARGET.importerRole(), fillfactor);
        return SCRIPTS.importer(options, Samples.uglyPlan()).printed();
    }

    @Test
    void nameThatHoldsTheDollarQuote_getsAnotherQuote() {
        String script = captured(TableName.of("public", "a$rowferry$b")).printed();
        assertThat(script).contains("$rowferry1$").doesNotContain("as $rowferry$\n");
    }

    @Test
    void nameThatHoldsALineBreak_staysWithinItsComment() {
        String script = captured(TableName.of("public", "x\ndrop table y; --")).printed();
        assertThat(script).contains("--     public.\"x?drop table y; --\"");
    }

    private static Script captured(TableName name) {
        ShadowColumn id = new ShadowColumn(new Identifier("id"), "integer", Optional.empty(), Samples.ARRAYS);
        TableToCapture table = new TableToCapture(name, ShadowName.of(name), List.of(id), CaptureMode.STATEMENT);
        return SCRIPTS.exporter(BARE_SOURCE, List.of(table));
    }
}
