package org.rowferry.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowferry.check.PluginOutput.Age;
import org.rowferry.check.PluginOutput.Bytes;
import org.rowferry.check.PluginOutput.Count;
import org.rowferry.check.PluginOutput.Limits;
import org.rowferry.check.PluginOutput.Measure;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.report.Surroundings;

class PluginOutputTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Limits LIMITS =
            new Limits(Optional.of(Duration.ofHours(26)), Optional.of(Duration.ofHours(50)));
    private static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    private final Findings findings = new Findings();

    private PluginOutput output(List<Measure> measures, Limits limits) {
        return PluginOutput.of(findings, measures, limits, NOW, Surroundings.UNKNOWN);
    }

    private static Measure age(long hours) {
        return new Age("shop", "age_of_data", Optional.of(NOW.minus(Duration.ofHours(hours))), true);
    }

    @Test
    void nothingWrong_isOneLineWithTheMeasures() {
        findings.ok("connection", "db1", "postgresql://db1");
        PluginOutput output = output(
                List.of(
                        age(1),
                        new Age("shop", "age_of_last_import", Optional.of(NOW.minusSeconds(5)), false),
                        new Age("new", "age_of_last_import", Optional.empty(), false),
                        new Count("shop", "files_waiting", 2),
                        new Bytes("it's | a=\nschema", "size_of_log", 81920)),
                LIMITS);
        assertThat(output.exitCode()).isZero();
        assertThat(output.lines())
                .containsExactly("ROWFERRY OK - 1 checks passed | 'shop_age_of_data'=3600s;93600;180000;0"
                        + " 'shop_age_of_last_import'=5s;;;0 'shop_files_waiting'=2;;;0"
                        + " 'it_s _ a__schema_size_of_log'=81920B;;;0");
    }

    @ParameterizedTest(name = "data of {0} hours, and a check that ends with {1}: {2}")
    @CsvSource({
        "26, OK, 0",
        "27, OK, 1",
        "50, OK, 1",
        "51, OK, 2",
        "1, WARN, 1",
        "27, WARN, 1",
        "51, WARN, 2",
        "1, FAIL, 2",
        "27, FAIL, 2"
    })
    void worstOfAgesAndChecks_isTheState(long hours, String level, int code) {
        add(level, "folder", Family.DEPOT);
        findings.ok("connection", "db1", "postgresql://db1");
        assertThat(output(List.of(age(hours)), LIMITS).exitCode()).isEqualTo(code);
    }

    private void add(String level, String check, Family family) {
        Failure failure = new Failure(family, "it is | full\nand old").hint("Empty it.");
        switch (level) {
            case "WARN" -> findings.warn(check, "/out", failure);
            case "FAIL" -> findings.fail(check, "/out", failure);
            default -> findings.ok(check, "/out", "fine");
        }
    }

    @Test
    void whatIsWrong_isNamedFirst_andWithItsHintsBelow_withoutABar() {
        add("WARN", "clock", Family.SOURCE);
        add("FAIL", "folder", Family.DEPOT);
        PluginOutput output = output(List.of(age(60)), LIMITS);
        assertThat(output.lines())
                .containsExactly(
                        "ROWFERRY CRITICAL - folder /out: it is / full and old, and 2 more"
                                + " | 'shop_age_of_data'=216000s;93600;180000;0",
                        "shop: age of data is 3600 minutes, more than 3000",
                        "FAIL folder /out: it is / full and old",
                        "HINT: Empty it.",
                        "WARN clock /out: it is / full and old",
                        "HINT: Empty it.");
    }

    @Test
    void ageThatNobodyKnows_isAWarning_unlessThereIsNoLimit() {
        List<Measure> never = List.of(new Age("shop", "age_of_data", Optional.empty(), true));
        findings.ok("connection", "db1", "postgresql://db1");
        assertThat(output(never, LIMITS).lines())
                .containsExactly(
                        "ROWFERRY WARNING - shop: age of data is unknown: there was none yet",
                        "shop: age of data is unknown: there was none yet");
        assertThat(output(never, NONE).exitCode()).isZero();
    }

    @Test
    void configurationThatCannotBeRead_tellsNothingOfTheJob() {
        findings.fail("configuration", "exporter.yaml", new Failure(Family.CONFIGURATION, "exporter.yaml is missing"));
        assertThat(output(List.of(), LIMITS).exitCode()).isEqualTo(3);
    }

    @Test
    void manyLines_areCutOff() {
        IntStream.range(0, 500).forEach(i -> add("FAIL", "table", Family.SOURCE));
        List<String> lines = output(List.of(), NONE).lines();
        assertThat(lines).hasSize(41);
        assertThat(lines.get(40)).isEqualTo("and 961 lines more, which the same command shows without --nagios");
    }

    /** The Perl library of Monitoring Plugins, which plugins and what reads them share; skipped where it is not installed. */
    @Test
    void performanceData_isReadAsItIsMeant_byMonitoringPlugin() throws Exception {
        findings.ok("connection", "db1", "postgresql://db1");
        String line = output(
                        List.of(
                                age(1),
                                new Count("new.one-2", "files_waiting", 2),
                                new Bytes("rowferry", "size_of_log", 81920)),
                        LIMITS)
                .lines()
                .get(0);
        Process reader = new ProcessBuilder(
                        "perl",
                        "-MMonitoring::Plugin::Performance",
                        "-e",
                        "print map { join(' ', $_->label, $_->value, $_->uom, $_->warning, $_->critical, $_->min), \"\\n\" }"
                                + " Monitoring::Plugin::Performance->parse_perfstring($ARGV[0])",
                        line.substring(line.indexOf('|') + 1))
                .redirectErrorStream(true)
                .start();
        String read = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        reader.waitFor();
        assumeFalse(read.contains("Can't locate Monitoring/Plugin"), "Monitoring::Plugin is not installed");
        assertThat(read.lines())
                .containsExactly(
                        "shop_age_of_data 3600 s 93600 180000 0",
                        "new.one-2_files_waiting 2    0",
                        "rowferry_size_of_log 81920 B   0");
    }
}
