package org.rowferry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The table, the JSON and the plot that bench/run makes of its notes. */
class BenchResultsTest {
    private static final Path BENCH = Path.of("bench");

    /** Export and import took 2, 3 and 6 seconds where the work by hand took 4 each time; replication has one round. */
    private static final List<List<String>> NOTES = List.of(
            List.of("fact", "date", "2026-11-28"),
            List.of("way", "by-hand", "by hand & alone"),
            List.of("way", "replication", "logical replication"),
            List.of("way", "files", "Rowferry by files"),
            List.of("left-out", "dump", "there is no pg_dump"),
            measured("main", "10 %", "files, export", 1, "s", "1.0"),
            measured("main", "10 %", "files", 1, "s", "2.0"),
            measured("main", "10 %", "by-hand", 1, "s", "4.0"),
            measured("main", "10 %", "replication", 1, "s", "1.5"),
            measured("main", "10 %", "by-hand", 2, "s", "4.0"),
            measured("main", "10 %", "files", 2, "s", "6.0"),
            measured("main", "10 %", "by-hand", 3, "s", "4.0"),
            measured("main", "10 %", "files", 3, "s", "3.0"),
            measured("main", "10 %", "files, export", 1, "MB", "89.2"),
            measured("main", "10 %", "files, export", 2, "MB", "210.0"),
            measured("capture", "UPDATE", "none", 1, "s", "1.0"),
            measured("capture", "UPDATE", "capture", 1, "s", "1.2"),
            measured("growth-nights", "1", "files, export", 1, "s", "0.5"),
            measured("growth-nights", "14", "files, export", 1, "s", "0.6"));

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeResults() throws Exception {
        List<String> javac = new ArrayList<>(List.of("-d", folder.toString()));
        javac.addAll(sources());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new)))
                .isZero();
        Path notes = folder.resolve("notes");
        Files.write(notes, NOTES.stream().map(note -> String.join("\t", note)).toList());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process render = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        folder.toString(),
                        "Render",
                        notes.toString(),
                        BENCH.resolve("figures").toString(),
                        folder.toString(),
                        "run")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(render.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(render.waitFor()).isZero();
    }

    @Test
    void cell_showsTheMedianItsRangeAndItsRatioToTheFirstWay() throws IOException {
        assertThat(lines("run.md"))
                .contains(
                        "| by hand & alone | 4.00 s (4.00 to 4.00), **1.00** |",
                        "| logical replication | 1.50 s, **0.38** |",
                        "| Rowferry by files | 3.00 s (2.00 to 6.00), **0.75** |",
                        "| – of it export | 1.00 s, **0.25** |");
    }

    @Test
    void figure_isReachedByTheRatioOfMedians() throws IOException {
        assertThat(lines("run.md"))
                .contains(
                        "| export and import of 10 %, to by hand | **0.75** (0.50 to 1.50) | at most 0.9 | yes |",
                        "| export and import of 10 %, to logical replication catching up | **2.00** (1.33 to 2.00)"
                                + " | at most 0.9 | no |",
                        "| export with 14 nights kept in the log, to one night | **1.20** | at most 1.1 | no |",
                        "| peak resident memory of an export, in MB | **210** | at most 200 | no |");
    }

    @Test
    void figure_isLeftOutIfItWasNotMeasured() throws IOException {
        assertThat(lines("run.md")).noneMatch(line -> line.startsWith("| first load"));
    }

    @Test
    void page_namesTheWaysThatAreLeftOut() throws IOException {
        assertThat(lines("run.md")).contains("- left out: dump, since there is no pg_dump");
    }

    @Test
    void json_holdsEachMeasurement() throws IOException {
        JsonNode run = new ObjectMapper().readTree(folder.resolve("run.json").toFile());
        assertThat(run.at("/measurements")).hasSize(14);
        assertThat(run.at("/measurements/2/value").doubleValue()).isEqualTo(4.0);
        assertThat(run.at("/ways/by-hand").textValue()).isEqualTo("by hand & alone");
        assertThat(run.at("/figures/0/measured").doubleValue()).isEqualTo(1.2);
    }

    @Test
    void plot_hasOnePanelForEachCaseCaptureAndCurve() throws Exception {
        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("run.svg").toFile());
        assertThat(plot.getElementsByTagName("g").getLength()).isEqualTo(3);
        assertThat(plot.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    }

    @Test
    void figures_areOfSuitesThatExist() throws IOException {
        assertThat(lines(BENCH.resolve("figures")))
                .filteredOn(line -> !line.startsWith("#"))
                .extracting(line -> line.split("\\|", -1)[1].strip())
                .filteredOn(suite -> !suite.isEmpty())
                .allMatch(suite -> Files.exists(BENCH.resolve("suites").resolve(suite)));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(BENCH.resolve("render"))) {
            return files.map(Path::toString).toList();
        }
    }

    private static List<String> measured(String suite, String point, String way, int round, String unit, String value) {
        return List.of("measured", suite, point, way, Integer.toString(round), unit, value);
    }

    private static List<String> lines(String file) throws IOException {
        return lines(folder.resolve(file));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }
}
