package org.rowferry.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules, the dashboard and the page about metrics name the metrics that are written, and Prometheus takes them. */
class MonitoringTest {
    private static final Pattern METRIC = Pattern.compile("\\browferry_[a-z_]+");

    private static final Set<String> WRITTEN =
            Stream.of(Gauge.values()).map(Gauge::metric).collect(Collectors.toSet());

    private static Set<String> named(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitoring/alerts.yml", "monitoring/alerts-test.yml", "monitoring/dashboard.json"})
    void file_namesMetricsThatAreWritten(String file) throws IOException {
        assertThat(WRITTEN).containsAll(named(Files.readString(Path.of(file)))).isNotEmpty();
    }

    @Test
    void page_explainsEveryMetricWithItsLabels() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `rowferry_"))
                .toList();
        List<String> gauges = Stream.of(Gauge.values())
                .map(gauge -> "| `" + gauge.metric() + "` | "
                        + gauge.labels().stream()
                                .skip(2)
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", ")))
                .map(String::strip)
                .toList();
        assertThat(rows).hasSameSizeAs(gauges);
        for (int i = 0; i < gauges.size(); i++) {
            assertThat(rows.get(i)).startsWith(gauges.get(i) + " |");
        }
    }

    @Test
    void everyAlert_isTestedWhereItFires() throws IOException {
        String tests = Files.readString(Path.of("monitoring/alerts-test.yml"));
        List<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(Path.of("monitoring/alerts.yml")))
                .results()
                .map(alert -> alert.group(1))
                .toList();
        assertThat(alerts)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(tests).containsPattern("alertname: " + alert + "\\n +exp_alerts:"));
    }

    @Test
    void alertRules_passTheirTests() {
        Promtool.assertAccepts("", "check", "rules", "monitoring/alerts.yml");
        Promtool.assertAccepts("", "test", "rules", "monitoring/alerts-test.yml");
    }

    @Test
    void dashboard_hasPanelsThatDoNotOverlap() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Path.of("monitoring/dashboard.json").toFile());
        boolean[][] taken = new boolean[24][100];
        for (JsonNode panel : dashboard.at("/panels")) {
            JsonNode at = panel.at("/gridPos");
            for (int x = at.at("/x").asInt();
                    x < at.at("/x").asInt() + at.at("/w").asInt();
                    x++) {
                for (int y = at.at("/y").asInt();
                        y < at.at("/y").asInt() + at.at("/h").asInt();
                        y++) {
                    assertThat(taken[x][y]).as(panel.at("/title").asText()).isFalse();
                    taken[x][y] = true;
                }
            }
        }
        assertThat(dashboard.at("/panels"))
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(named(panel.toString())).isNotEmpty());
    }
}
