package org.rowferry.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowferry.report.Failure;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The report is one page that needs nothing else, and shows every name as a name. */
class ReportPageTest {
    @TempDir
    private Path folder;

    static List<ReportFacts> facts() {
        return List.of(SampleFacts.ofHostileSource(), SampleFacts.ofNewTarget());
    }

    private static String page(ReportFacts facts) {
        return ReportMustache.render(ReportView.of(facts, "0.1.0"));
    }

    private static Document parsed(String page) throws IOException {
        try {
            DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
            parsers.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return parsers.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Element> elements(Document page, String name) {
        return elements(page.getDocumentElement(), name);
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> rows(Document page, int table) {
        List<String> lines = new ArrayList<>();
        for (Element row : elements(elements(page, "table").get(table), "tr")) {
            lines.add(elements(row, "*").stream()
                    .filter(cell -> Set.of("td", "th").contains(cell.getTagName()))
                    .map(cell -> cell.getTextContent().strip())
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(" | ")));
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("facts")
    void page_isWellFormed_andNeedsNothingFromElsewhere(ReportFacts facts) throws IOException {
        Document page = parsed(page(facts));
        Set<String> names = new TreeSet<>();
        elements(page, "*").forEach(element -> names.add(element.getTagName()));
        assertThat(names).doesNotContain("script", "b", "i", "img", "iframe", "object", "form");
        assertThat(elements(page, "*").stream()
                        .flatMap(element -> Stream.of("href", "src", "style", "onclick", "onload")
                                .map(element::getAttribute)
                                .filter(value -> !value.isEmpty())))
                .containsExactly("data:,");
        assertThat(page(facts)).doesNotContain("url(").doesNotContain("@import");
    }

    @Test
    void everyName_isShownAsItIs() throws IOException {
        Document page = parsed(page(SampleFacts.ofHostileSource()));
        assertThat(rows(page, 0))
                .hasSize(1 + 4)
                .element(1)
                .asString()
                .isEqualTo("2026-11-27 02:10:00 | export of target archive | exit code 4 | the table "
                        + SampleFacts.UGLY + " has a row that <i>nobody</i> & no one can read");
        assertThat(rows(page, 0).get(2))
                .isEqualTo(
                        "2026-11-09 02:10:00 | export of target archive | interrupted | no end is recorded: it was killed"
                                + " or interrupted");
        assertThat(rows(page, 1).get(1))
                .isEqualTo(SampleFacts.UGLY
                        + " | archive | 2 days | 2026-11-24 23:12:44 | 317 | changes | 2 | 2 | 812 bytes");
        assertThat(rows(page, 2).get(1)).isEqualTo("shop.\"Order-Lines\" | 181 MB");
        assertThat(rows(page, 3).get(1))
                .isEqualTo("shop.\"Order-Lines\" | export of target reporting | 2.4 s | 4.9 s | 58");
    }

    @Test
    void tables_areProvenEqualAsOfATime_orDiffer() throws IOException {
        ReportFacts facts = new ReportFacts(
                "db",
                SampleFacts.NOW,
                List.of(),
                List.of(),
                List.of(
                        table("public.orders", Optional.of(SampleFacts.NOW.minusSeconds(60)), false),
                        table("public.lines", Optional.of(SampleFacts.NOW.minusSeconds(60)), true),
                        table("public.notes", Optional.empty(), false)),
                List.of(),
                List.of(),
                List.of());
        List<String> rows = rows(parsed(page(facts)), 0);
        String before =
                SampleFacts.NOW.minusSeconds(60).toString().replace('T', ' ').replaceAll("(\\.\\d+)?Z", "");
        assertThat(rows.get(1)).startsWith("public.orders").endsWith(before);
        assertThat(rows.get(2)).startsWith("public.lines").endsWith("differs");
        assertThat(rows.get(3)).startsWith("public.notes").doesNotContain(before);
    }

    private static ReportFacts.TableFacts table(String name, Optional<Instant> equalAt, boolean differs) {
        return new ReportFacts.TableFacts(
                "shop", name, 1, "changes", 1, 1, Optional.empty(), SampleFacts.NOW, equalAt, differs);
    }

    @Test
    void hiddenCharacters_areShownAsEscapes() throws IOException {
        ReportFacts.ViewFacts view =
                new ReportFacts.ViewFacts("north", "shop.\"a\u202e\u0001\n{{x}}\"", 1, 1, SampleFacts.NOW);
        ReportFacts facts = new ReportFacts(
                "db\u0000", SampleFacts.NOW, List.of(), List.of(), List.of(), List.of(), List.of(view), List.of());
        assertThat(parsed(page(facts)).getDocumentElement().getTextContent())
                .contains("shop.\"a\\u202e\\u0001\\n{{x}}\"")
                .contains("db\\u0000");
    }

    @Test
    void charts_haveABarForEachBundle_andOneMarkForEachRun() throws IOException {
        Document page = parsed(page(SampleFacts.ofHostileSource()));
        List<String> titles = elements(page, "figcaption").stream()
                .map(Element::getTextContent)
                .toList();
        assertThat(titles)
                .containsExactly("rows", "bytes", "time", "rows", "bytes", "time", "size of all shadow tables");
        List<Integer> bars = elements(page, "figure").stream()
                .map(figure -> figure.getElementsByTagName("rect").getLength())
                .toList();
        assertThat(bars).containsExactly(29, 29, 29, 58, 58, 58, 60);
        assertThat(elements(page, "figure")
                        .get(3)
                        .getElementsByTagName("title")
                        .item(0)
                        .getTextContent())
                .isEqualTo("2026-09-29 02:00:04, bundle 258: 4 k");
        assertThat(elements(page, "section").stream().limit(2).map(section -> section.getAttribute("class")))
                .containsExactly("job bad", "job ok");
        assertThat(elements(page, "rect").stream()
                        .filter(mark -> mark.getAttribute("class").equals("bad")))
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.25, 0.3", "1, 1", "1.51, 2", "37, 40", "51, 60", "999, 1000", "1001, 1500"})
    void axis_endsAtARoundAmount(double largest, double top) {
        assertThat(Chart.top(largest)).isCloseTo(top, within(1e-9));
    }

    @Test
    void file_isReplacedOnlyIfItIsAReport() throws IOException {
        Path file = folder.resolve("report.html");
        ReportFile report = new ReportFile(file);
        report.write(page(SampleFacts.ofNewTarget()));
        report.write(page(SampleFacts.ofHostileSource()));
        assertThat(file).hasContent(page(SampleFacts.ofHostileSource()));
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> report.write(page(SampleFacts.ofHostileSource())))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("exists, and is no report of Rowferry");
        assertThat(file).hasContent("mine");
        assertThatThrownBy(() -> new ReportFile(folder.resolve("none/report.html")).write("page"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("does not exist");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"report-light.png", "report-dark.png"})
    void picturesOfTheDocs_areSmall(String name) throws IOException {
        assertThat(Files.size(Path.of("docs/pictures", name))).isBetween(10_000L, 150_000L);
    }
}
