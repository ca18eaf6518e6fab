package org.rowferry.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;

/** The metrics of runs that end well, fail and are killed, read as Prometheus reads them. */
class MetricsFileTest {
    private static final Instant NIGHT = Instant.parse("2026-03-01T01:30:00Z");
    private static final double NIGHT_SECONDS = NIGHT.getEpochSecond();
    private static final String UGLY = "public.\"a \\ \"\"b\"\"\n=,{}\"";

    @TempDir
    private Path folder;

    private MetricsFile file;

    @BeforeEach
    void name() {
        file = new MetricsFile(folder.resolve("rowferry.prom"));
    }

    private Watch watch(String command, Map<String, Set<String>> tables) {
        return new Watch(job(command, tables), WatchSettings.of(file), Journal.silent());
    }

    private static Job job(String command, Map<String, Set<String>> tables) {
        return new Job(command, Path.of("/etc/rowferry/a.yaml"), false, tables);
    }

    private static Run.Moved moved(long position, Instant dataAt, TableCount... tables) {
        return new Run.Moved(
                Optional.of(position),
                Optional.of(dataAt),
                Optional.of(dataAt.plusSeconds(100)),
                List.of(new Run.Bundle("b", position, Run.BundleOutcome.WRITTEN, Optional.of(1_000L), List.of())),
                List.of(tables),
                List.of());
    }

    private static TableCount sent(String table, long rows) {
        return new TableCount(table, false, rows + 1, rows, Optional.of(rows * 10), Duration.ZERO, Optional.empty());
    }

    /** Tells of a run of 30 s that worked on one target or inbox. */
    private void run(Watch watch, Job job, Instant began, int code, Run.Moved moved) {
        Instant ended = began.plusSeconds(30);
        Run.Part part = new Run.Part("reporting", began, ended, code, Run.Told.NOTHING, moved);
        watch.begin(began);
        watch.end(new Run(job, began, ended, code, Run.Told.NOTHING, List.of(part)), List.of());
    }

    private Map<String, Double> values() throws IOException {
        String text = Files.readString(file.path());
        return Exposition.read(text);
    }

    private static String of(String metric, String command, String... names) {
        String config = "rowferry_" + metric + "{config=/etc/rowferry/a.yaml, command=" + command;
        return config
                + (names.length > 0 ? ", name=" + names[0] : "")
                + (names.length > 1 ? ", table=" + names[1] : "")
                + "}";
    }

    @Test
    void runThatEndsWell_isToldWithAllThatItSent() throws IOException {
        Map<String, Set<String>> tables = Map.of("reporting", Set.of(UGLY, "public.orders"));
        run(
                watch("export", tables),
                job("export", tables),
                NIGHT,
                0,
                moved(42, NIGHT, sent(UGLY, 5), sent("public.orders", 7)));
        Map<String, Double> values = Exposition.read(Files.readString(file.path()));
        assertThat(values)
                .containsEntry(of("run_exit_code", "export"), 0.0)
                .containsEntry(of("run_start_timestamp_seconds", "export"), NIGHT_SECONDS)
                .containsEntry(of("run_end_timestamp_seconds", "export"), NIGHT_SECONDS + 30)
                .containsEntry(of("run_duration_seconds", "export"), 30.0)
                .containsEntry(of("success_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS + 30)
                .containsEntry(of("data_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS)
                .containsEntry(of("due_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS + 100)
                .containsEntry(of("bundle_position", "export", "reporting"), 42.0)
                .containsEntry(of("bundle_bytes", "export", "reporting"), 1_000.0)
                .containsEntry(of("table_rows", "export", "reporting", UGLY), 5.0)
                .containsEntry(of("table_keys", "export", "reporting", UGLY), 6.0)
                .containsEntry(of("table_bytes", "export", "reporting", "public.orders"), 70.0);
    }

    @Test
    void text_isAcceptedByPromtool() throws IOException {
        runThatEndsWell_isToldWithAllThatItSent();
        watch("status", Map.of())
                .end(
                        new Run(job("status", Map.of()), NIGHT, NIGHT, 0, Run.Told.NOTHING, List.of()),
                        List.of(new Standing(
                                "import",
                                "shop",
                                Optional.of(3L),
                                Optional.of(NIGHT),
                                Optional.of(NIGHT),
                                Optional.of(2L),
                                List.of(new Standing.OfTable(
                                        UGLY,
                                        Optional.of(NIGHT),
                                        Optional.of(9L),
                                        true,
                                        Optional.of(new Standing.Proof(Optional.of(NIGHT), true)))))));
        Promtool.assertAccepts(Files.readString(file.path()), "check", "metrics");
    }

    @Test
    void runThatFails_keepsTheLastSuccessAndThePosition() throws IOException {
        Map<String, Set<String>> tables = Map.of("reporting", Set.of(UGLY));
        Watch watch = watch("export", tables);
        run(watch, job("export", tables), NIGHT, 0, moved(42, NIGHT, sent(UGLY, 5)));
        Run.Moved nothing =
                new Run.Moved(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());
        run(watch, job("export", tables), NIGHT.plusSeconds(86_400), 4, nothing);
        assertThat(values())
                .containsEntry(of("run_exit_code", "export"), 4.0)
                .containsEntry(of("exit_code", "export", "reporting"), 4.0)
                .containsEntry(of("run_end_timestamp_seconds", "export"), NIGHT_SECONDS + 86_430)
                .containsEntry(of("success_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS + 30)
                .containsEntry(of("data_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS)
                .containsEntry(of("bundle_position", "export", "reporting"), 42.0)
                .containsEntry(of("table_rows", "export", "reporting", UGLY), 5.0);
    }

    @Test
    void runThatIsKilled_leavesItsStartAndTheEndOfTheRunBefore() throws IOException {
        Map<String, Set<String>> tables = Map.of("reporting", Set.of(UGLY));
        run(watch("export", tables), job("export", tables), NIGHT, 0, moved(42, NIGHT, sent(UGLY, 5)));
        watch("export", tables).begin(NIGHT.plusSeconds(86_400));
        assertThat(values())
                .containsEntry(of("run_start_timestamp_seconds", "export"), NIGHT_SECONDS + 86_400)
                .containsEntry(of("run_end_timestamp_seconds", "export"), NIGHT_SECONDS + 30)
                .containsEntry(of("success_timestamp_seconds", "export", "reporting"), NIGHT_SECONDS + 30);
    }

    @Test
    void tablesAndTargetsThatTheConfigurationDropped_haveNoValuesAnyMore() throws IOException {
        Map<String, Set<String>> before = Map.of("reporting", Set.of(UGLY, "public.orders"));
        run(
                watch("export", before),
                job("export", before),
                NIGHT,
                0,
                moved(42, NIGHT, sent(UGLY, 5), sent("public.orders", 7)));
        Run.Moved nothing =
                new Run.Moved(Optional.empty(), Optional.of(NIGHT), Optional.empty(), List.of(), List.of(), List.of());
        Map<String, Set<String>> now = Map.of("reporting", Set.of("public.orders"));
        run(watch("export", now), job("export", now), NIGHT, 0, nothing);
        assertThat(values())
                .containsKey(of("table_rows", "export", "reporting", "public.orders"))
                .doesNotContainKey(of("table_rows", "export", "reporting", UGLY));
        Map<String, Set<String>> other = Map.of("other", Set.of("public.orders"));
        watch("export", other)
                .end(new Run(job("export", other), NIGHT, NIGHT, 0, Run.Told.NOTHING, List.of()), List.of());
        assertThat(values().keySet()).allMatch(series -> series.startsWith("rowferry_run_"));
    }

    @Test
    void jobsThatShareAFile_keepEachOthersValues() throws IOException {
        IntStream.range(0, 20).parallel().forEach(i -> {
            String command = "job" + i;
            Map<String, Set<String>> tables = Map.of("reporting", Set.of(UGLY));
            run(watch(command, tables), job(command, tables), NIGHT, 0, moved(i, NIGHT, sent(UGLY, i)));
        });
        Map<String, Double> values = values();
        IntStream.range(0, 20)
                .forEach(i -> assertThat(values)
                        .containsEntry(of("bundle_position", "job" + i, "reporting"), (double) i)
                        .containsEntry(of("table_rows", "job" + i, "reporting", UGLY), (double) i));
    }

    @Test
    void file_isReadableForAll_andNothingLiesBesideItThatACollectorReads() throws IOException {
        watch("export", Map.of()).begin(NIGHT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("rowferry.prom", ".rowferry.prom.lock");
        }
    }

    @Test
    void fileOfAnother_isNotOverwritten() throws IOException {
        Files.writeString(file.path(), "# HELP up Not ours.\n");
        assertRefused("exists, and Rowferry did not write it", "head");
        assertThat(file.path()).hasContent("# HELP up Not ours.\n");
    }

    @Test
    void folderThatIsMissing_isNamedBeforeTheWork() throws IOException {
        file = new MetricsFile(folder.resolve("none/rowferry.prom"));
        assertRefused("none of the metrics does not exist", "mkdir -p ");
        Files.writeString(folder.resolve("none"), "");
        assertRefused("none of the metrics is not a folder", "--collector.textfile.directory");
    }

    /** A disk that is full for the moment stops no export: the end of the run is not told, and the start is missing. */
    @Test
    void fileThatCannotBeWrittenThisTime_stopsNothing() throws IOException {
        Files.createDirectories(
                folder.resolve(".rowferry.prom." + ProcessHandle.current().pid() + ".partial/full"));
        Run run = new Run(job("export", Map.of()), NIGHT, NIGHT, 0, Run.Told.NOTHING, List.of());
        watch("export", Map.of()).begin(NIGHT);
        watch("export", Map.of()).end(run, List.of());
        assertThat(file.path()).doesNotExist();
    }

    private void assertRefused(String words, String hint) {
        assertThatThrownBy(() -> watch("export", Map.of()).begin(NIGHT))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.family()).isEqualTo(Family.CONFIGURATION);
                    assertThat(failure).hasMessageContaining(words);
                    assertThat(String.join("\n", failure.hints())).contains(hint);
                });
        assertThatThrownBy(file::requireWritable).hasMessageContaining(words);
    }

    @Test
    void nameThatNodeExporterPassesOver_isRefused() {
        assertThatThrownBy(() -> MetricsFile.parse("/srv/rowferry.txt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not end with .prom");
        assertThatThrownBy(() -> MetricsFile.parse("/srv/.prom")).isInstanceOf(IllegalArgumentException.class);
    }
}
