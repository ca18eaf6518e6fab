package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The papers say what the code does, as far as that can be told without a server. */
class DocsTest {
    private static final MarkdownPage README = MarkdownPage.read("README.md");
    private static final MarkdownPage RUNBOOK = MarkdownPage.read("docs/runbook.md");
    private static final int MOST_LINES_OF_README = 200;
    private static final int LINES_TO_FIRST_SUCCESS = 40;

    private final ShownCommands commands = new ShownCommands();

    static List<MarkdownPage> papers() {
        return MarkdownPage.all();
    }

    @Test
    void readme_isShortAndLeadsToTheDemo() {
        assertThat(README.lines()).hasSizeLessThanOrEqualTo(MOST_LINES_OF_README);
        assertThat(README.lines().indexOf("./rowferry demo")).isBetween(0, LINES_TO_FIRST_SUCCESS - 1);
    }

    @Test
    void readme_listsEveryVerbAndNoOther() {
        Pattern row = Pattern.compile("\\| `rowferry ([a-z ]+?)(?: [A-Z-].*)?` \\|.*");
        assertThat(cells(README, row)).containsExactlyInAnyOrderElementsOf(commands.verbs());
    }

    @Test
    void readmeAndRunbook_haveEveryExitCodeAndNoOther() {
        List<String> codes = Stream.of(ExitCode.values())
                .map(code -> code.number() + " " + code.name().toLowerCase(Locale.ROOT))
                .toList();
        assertThat(cells(README, Pattern.compile("\\| (\\d+ \\| [a-z]+ \\| .*) \\|")))
                .isEqualTo(Stream.of(ExitCode.values())
                        .map(code ->
                                code.number() + " | " + code.name().toLowerCase(Locale.ROOT) + " | " + code.toCheck())
                        .toList());
        assertThat(RUNBOOK.headings().stream()
                        .filter(heading -> heading.matches("\\d+: .*"))
                        .map(heading -> heading.replace(":", "")))
                .isEqualTo(codes);
    }

    /** Not word for word: systemd takes no quotes inside of a word, and asks for whole paths. */
    @Test
    void jobsOfTheNight_areTheSameInReadmeUnitsAndCrontabs() throws IOException {
        List<String> night = README.blocks().stream()
                .map(DocsTest::joined)
                .filter(block -> block.contains("rsync"))
                .flatMap(String::lines)
                .map(line -> line.replace("sudo -u rowferry ", "").replace("'", ""))
                .toList();
        List<String> units = new ArrayList<>();
        for (String unit : List.of("exporter/rowferry-export", "importer/rowferry-carry", "importer/rowferry-import")) {
            assertThat(Path.of(unit + ".timer")).exists();
            units.addAll(after("ExecStart=(?:/usr/bin/)?(.*)", unit + ".service"));
        }
        List<String> crontabs = new ArrayList<>();
        for (String crontab : List.of("exporter/crontab", "importer/crontab")) {
            crontabs.addAll(after("\\d+ \\d+ \\* \\* \\* (.*)", crontab));
        }
        assertThat(night).hasSize(3).isEqualTo(units).isEqualTo(crontabs);
    }

    private static List<String> after(String pattern, String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .map(Pattern.compile(pattern)::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1).replace("'", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/runbook.md",
                "docs/postgres-fdw.md",
                "exporter/README.md",
                "importer/README.md"
            })
    void papers_needNoSuperuserAndNoPasswordOnACommandLine(String paper) {
        assertThat(String.join("\n", MarkdownPage.read(paper).lines()))
                .doesNotContain("postgres@")
                .doesNotContainPattern("://[a-z_]+:[^/]*@")
                .doesNotContain("PGPASSWORD");
    }

    private static List<String> cells(MarkdownPage paper, Pattern row) {
        return paper.lines().stream()
                .map(row::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("papers")
    void links_leadSomewhere(MarkdownPage paper) {
        assertThat(paper.links()).filteredOn(link -> !link.contains("://")).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path goal = parts[0].isEmpty()
                    ? paper.file()
                    : paper.file().resolveSibling(parts[0]).normalize();
            assertThat(goal).exists();
            if (parts.length == 2) {
                assertThat(MarkdownPage.read(goal).anchors()).contains(parts[1]);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("papers")
    void commands_haveTheVerbsAndOptionsThatArePromised(MarkdownPage paper) {
        List<String> faults = new ArrayList<>();
        paper.blocks().forEach(block -> faults.addAll(commands.faults(joined(block))));
        paper.code().forEach(code -> faults.addAll(commands.faults(code)));
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
    void classes_areWherePapersNameThem(String paper) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            Set<String> there = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            List<String> named = MarkdownPage.read(paper).code().stream()
                    .filter(code -> code.matches("[A-Z][a-z]+[A-Z]?[A-Za-z]*(\\.[a-z]\\w*)?"))
                    .map(code -> code.replaceFirst("\\..*", ".java").replaceFirst("(?<!\\.java)$", ".java"))
                    .toList();
            assertThat(named).isNotEmpty().allSatisfy(name -> assertThat(there).contains(name));
        }
    }

    private static String joined(MarkdownPage.Block block) {
        return String.join("\n", block.lines()).replaceAll("\\\\\n\\s*", "").replaceAll("(?m)\\s#.*$", "");
    }

    static List<Path> sources() throws IOException {
        try (Stream<Path> java = Files.walk(Path.of("src/main/java"));
                Stream<Path> sql = Files.walk(Path.of("ddl-templates"))) {
            return Stream.concat(java, sql).filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void hints_nameVerbsAndOptionsThatThereAre() throws IOException {
        List<String> faults = new ArrayList<>();
        int shown = 0;
        for (Path file : sources()) {
            // What a message is put together from counts as one text, with a letter for each value.
            String text = Files.readString(file)
                    .replaceAll("\"\\s*\\+\\s*\"", "")
                    .replaceAll("\"\\s*\\+[^\";]*?\\+\\s*\"", "X");
            for (String line : text.lines().toList()) {
                shown += line.contains("rowferry generate ") ? 1 : 0;
                commands.faults(line).forEach(fault -> faults.add(file + ": " + fault));
            }
        }
        assertThat(faults).isEmpty();
        assertThat(shown).as("lines that show a command").isGreaterThan(20);
    }

    @Test
    void aCommandThatDoesNotExist_isFound() {
        assertThat(commands.faults("run rowferry export --config x.yaml --ful\nrowferry exprt --config x"))
                .containsExactly(
                        "no option --ful: rowferry export --config x.yaml --ful",
                        "no such verb: rowferry exprt --config x");
    }
}
