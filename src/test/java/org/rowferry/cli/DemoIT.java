package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    private static final Pattern FOLDER = Pattern.compile("All that the demo makes is in (\\S+)");
    private static final List<String> TABLES = List.of(
            "public.customers", "public.products", "public.promotions", "public.orders", "public.\"Order-Lines\"");

    @Test
    void demo_endsWithEveryTableEqualAndKeepsItsServersUntilTheyAreStopped() throws Exception {
        Operator.Answer answer = new Operator(Map.of()).types("demo", "--keep");
        assertThat(answer.code()).as(answer.text()).isZero();
        Path demo = folder(answer.text());
        try {
            for (String table : TABLES) {
                assertThat(answer.text().lines().filter(line -> line.matches(" *\\Q" + table + "\\E .* rows  equal")))
                        .as("both comparisons of %s in\n%s", table, answer.text())
                        .hasSize(2);
            }
            assertThat(answer.text())
                    .contains("./rowferry generate tracking --config " + demo.resolve("exporter.yaml") + " --apply")
                    .contains(" 'public.\"Order-Lines\"' --config ")
                    .contains("./rowferry export --config " + demo.resolve("exporter.yaml"))
                    .contains("./rowferry import --config " + demo.resolve("importer.yaml"))
                    .contains("rows in full, since it was truncated")
                    .contains("reporting-0000000003.tar.zst applied")
                    .contains("nothing changed, no bundle written")
                    .contains("every table is equal, both ways");
            Operator newcomer =
                    new Operator(Map.of("PGPASSFILE", demo.resolve("pgpass").toString()));
            String exporterYaml = demo.resolve("exporter.yaml").toString();
            assertThat(newcomer.types("export", "--config", exporterYaml).text())
                    .isEqualToIgnoringNewLines("reporting: nothing changed, no bundle written");
            assertThat(new Operator(Map.of())
                            .types("export", "--config", exporterYaml)
                            .code())
                    .as("without the password")
                    .isEqualTo(ExitCode.SOURCE.number());
        } finally {
            stop(demo);
        }
        assertThat(demo).doesNotExist();
    }

    @Test
    void demo_leavesNothingBehindWhenItIsInterrupted() throws Exception {
        Process process = inJvmOfItsOwn();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder text = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                text.append(line).append('\n');
                if (line.startsWith("6. ")) {
                    process.toHandle().destroy();
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).as(text.toString()).isEqualTo(ExitCode.INTERRUPTED.number());
            Path demo = folder(text.toString());
            assertThat(demo).doesNotExist();
            assertThat(ProcessHandle.allProcesses()
                            .filter(other ->
                                    other.info().commandLine().orElse("").contains(demo.toString())))
                    .isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void demo_isRefusedWhereTheBuildsServersAreMissing(@TempDir Path empty) {
        String servers = System.setProperty("rowferry.pg", empty.toString());
        try {
            Operator.Answer answer = new Operator(Map.of()).types("demo");
            assertThat(answer.code()).isEqualTo(ExitCode.USAGE.number());
            assertThat(answer.text())
                    .contains("there is no " + empty.resolve("oldest.jar"), "HINT: ", "./rowferry demo");
        } finally {
            System.setProperty("rowferry.pg", servers);
        }
    }

    private static Process inJvmOfItsOwn() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-Drowferry.pg=" + System.getProperty("rowferry.pg"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.rowferry.cli.Main",
                        "demo")
                .directory(new File("").getAbsoluteFile())
                .redirectErrorStream(true)
                .start();
    }

    private static Path folder(String text) {
        Matcher line = FOLDER.matcher(text);
        assertThat(line.find()).as(text).isTrue();
        return Path.of(line.group(1));
    }

    private static void stop(Path demo) throws IOException, InterruptedException {
        Process stop = new ProcessBuilder("sh", demo.resolve("stop").toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        assertThat(stop.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
