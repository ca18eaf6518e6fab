package org.rowferry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void finish_namesAllProblemsAtOnce() throws IOException {
        Configuration configuration = read("""
                source: postgresql://db1/shop
                targets:
                  reporting:
                    outbx: /var/lib/rowferry
                    retain: 14 dyas
                    tables: [public.orders, {table: public.items, colums: [id]}]
                colour: red
                """);
        Section root = configuration.root();
        root.requiredText("source");
        Section target = root.sections("targets").values().iterator().next();
        target.requiredText("outbox");
        target.duration("retain", Duration.ZERO);
        for (Section table : target.entries("tables", "table")) {
            table.requiredText("table");
            table.texts("columns");
        }

        Failure failure = catchThrowableOfType(Failure.class, configuration::finish);

        assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
        assertThat(failure).hasMessage("""
                configuration %s has 5 problems
                  colour: unknown key
                  targets.reporting.outbx: unknown key, did you mean 'outbox'?
                  targets.reporting.outbox: is missing
                  targets.reporting.retain: '14 dyas' has the unknown unit 'dyas', did you mean 'days'?
                  targets.reporting.tables[2].colums: unknown key, did you mean 'columns'?""", file());
        assertThat(failure.hints()).singleElement().asString().contains("exporter/exporter.yaml");
    }

    @Test
    void finish_passesWhereEveryKeyIsKnownAndRight() throws IOException {
        Configuration configuration = read("source: postgresql://db1/shop\n");
        configuration.root().requiredText("source");
        configuration.finish();
    }

    @Test
    void finish_countsOneProblemInTheSingular() throws IOException {
        Configuration configuration = read("sauce: x\n");
        assertThat(catchThrowableOfType(Failure.class, configuration::finish))
                .hasMessage("configuration %s has 1 problem\n  sauce: unknown key", file());
    }

    @Test
    void bareNull_isToldToBeQuotedWhereANameIsWanted() throws IOException {
        Configuration configuration = read("columns: [no, on, null]\n");
        assertThat(configuration.root().texts("columns")).containsExactly("no", "on");
        Failure failure = catchThrowableOfType(Failure.class, configuration::finish);
        assertThat(failure).hasMessageContaining("columns[3]: is empty");
        assertThat(failure.hints()).anyMatch(hint -> hint.contains("stands in quotes: 'null'"));
    }

    @Test
    void read_namesAFileThatIsMissing() {
        assertThat(failure()).hasMessage("configuration %s does not exist", file());
        assertThat(failure().hints()).isNotEmpty();
    }

    @Test
    void read_namesAFileThatIsAFolder() throws IOException {
        Files.createDirectory(file());
        assertThat(failure()).hasMessageStartingWith("configuration " + file() + " cannot be read: ");
    }

    @Test
    void read_namesAFileThatIsNotUtf8() throws IOException {
        Files.write(file(), "outbox: /d\u00e9p\u00f4t".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(failure()).hasMessage("configuration %s is not UTF-8", file());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: 1\\n b: 2          | is not YAML: line 2, column 3: mapping values are not allowed here
            a: [1, 2              | is not YAML: line 1, column 9: expected ',' or ']', but got <stream end>
            a: 1\\n\\tb: secret   | is not YAML: line 2, column 1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)
            """)
    void read_tellsLineAndColumnOfBrokenYaml(String text, String message) throws IOException {
        Files.writeString(file(), text.replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(failure()).hasMessage("configuration %s %s", file(), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"source: postgresql://u:hidden@h/d\n b: 1", "? {password: hidden}\n: 1", "password: 'hidden"})
    void read_neverQuotesALineOfBrokenYaml(String text) throws IOException {
        Files.writeString(file(), text);
        Failure failure = failure();
        assertThat(failure.getMessage()).contains("line ").doesNotContain("hidden");
        assertThat(failure.getCause()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: 1\\nb: {c: 1, c: 2}\\na: 3 | b.c: stands twice, the second time in line 2
            - 1\\n- 2                      | the file holds a list, not a map of keys
            a: &x 1\\nb: [*x]            | b[1]: is *x, which names no map or list above
            just words                     | the file holds a text, not a map of keys
            a: 1\\n---\\na: 2              | line 3: a second document begins, where one is read
            """)
    void finish_namesWhatIsWrongWithTheDocument(String text, String problem) throws IOException {
        Configuration configuration = read(text.replace("\\n", "\n"));
        assertThat(catchThrowableOfType(Failure.class, configuration::finish)).hasMessageContaining("\n  " + problem);
    }

    @Test
    void read_takesTextAsItStandsInTheFile() throws IOException {
        Section root = read("a: 007\nb: 1e3\nc: no\nd: 1_000\ne: 2024-01-01\nf: \"\"\ng: 0x1F\nh: true\n")
                .root();
        assertThat(root.text("a")).contains("007");
        assertThat(root.text("b")).contains("1e3");
        assertThat(root.text("c")).contains("no");
        assertThat(root.text("d")).contains("1_000");
        assertThat(root.text("e")).contains("2024-01-01");
        assertThat(root.text("f")).contains("");
        assertThat(root.text("g")).contains("0x1F");
        assertThat(root.text("h")).contains("true");
    }

    @Test
    void read_resolvesAliases() throws IOException {
        Section root = read("a: &tables [x, y]\nb: *tables\n").root();
        assertThat(root.texts("b")).containsExactly("x", "y");
    }

    @Test
    void read_takesAnEmptyFileForAnEmptyMap() throws IOException {
        for (String text : new String[] {"", "# nothing\n", "\uFEFFa: 1\n"}) {
            assertThat(read(text).root().text("b")).isEmpty();
        }
        assertThat(read("\uFEFFa: 1\n").root().text("a")).contains("1");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, true",
        "r--------, true",
        "rwx------, true",
        "rw-r-----, false",
        "rw----r--, false",
        "r-------x, false"
    })
    void isPrivate_meansThatOnlyTheOwnerHasAnyRight(String permissions, boolean expected) throws IOException {
        Configuration configuration = read("a: 1\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
        assertThat(configuration.isPrivate()).isEqualTo(expected);
    }

    private Path file() {
        return folder.resolve("exporter.yaml");
    }

    private Configuration read(String text) throws IOException {
        Files.writeString(file(), text);
        return Configuration.read(file());
    }

    private Failure failure() {
        return catchThrowableOfType(Failure.class, () -> Configuration.read(file()));
    }
}
