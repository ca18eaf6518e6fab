package org.rowferry.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowferry.report.Shown;
import org.rowferry.runs.RecordedRun.State;
import org.rowferry.runs.ReportFacts.LogFacts;
import org.rowferry.runs.ReportFacts.Shipment;
import org.rowferry.runs.ReportFacts.SlowFacts;
import org.rowferry.runs.ReportFacts.TableFacts;
import org.rowferry.runs.ReportFacts.ViewFacts;

/** The values of the report's template: words for every fact, with what nobody would see in a name as escapes. */
record ReportView(
        String database,
        String made,
        String version,
        List<OfJob> jobs,
        List<Trouble> troubles,
        List<OfTable> tables,
        boolean hasProofs,
        List<SlowTable> slowest,
        List<OfView> views,
        List<Chart> logCharts,
        List<OfLog> logs) {
    private static final int MOST_TROUBLES = 50;

    /**
     * A target, inbox or link.
     *
     * @param state {@code ok}, {@code bad} or {@code running}
     * @param cells its last runs, from the oldest to the newest
     */
    record OfJob(String name, String state, String words, List<Cell> cells, List<Chart> charts) {}

    /** A run in the row of a job's last runs; a run that failed is taller, and not known by its colour alone. */
    record Cell(int x, int y, int height, String state, String text) {}

    /** A run that did not end well. */
    record Trouble(String at, String job, String ending, String failure) {}

    /** A table with its age as a part of the greatest one, in percent. */
    record OfTable(
            String feed,
            String table,
            String age,
            String at,
            int share,
            String position,
            String kind,
            String keys,
            String rows,
            String bytes,
            String proof) {}

    /** A table that was among the slowest of some runs. */
    record SlowTable(String table, String job, String usual, String longest, String runs) {}

    /** A materialized view. */
    record OfView(String feed, String view, String took, String rows, String at) {}

    /** A shadow table with its size as a part of the largest, in percent. */
    record OfLog(String table, String bytes, int share) {}

    boolean hasTroubles() {
        return !troubles.isEmpty();
    }

    boolean hasLogs() {
        return !logs.isEmpty() || !logCharts.isEmpty();
    }

    boolean hasSlowest() {
        return !slowest.isEmpty();
    }

    boolean hasViews() {
        return !views.isEmpty();
    }

    static ReportView of(ReportFacts facts, String version) {
        return new ReportView(
                Shown.value(facts.of()),
                second(facts.at()),
                version,
                jobs(facts),
                troubles(facts.runs()),
                tables(facts.tables(), facts.at()),
                facts.tables().stream()
                        .anyMatch(table -> table.differs() || table.equalAt().isPresent()),
                facts.slowest().stream().map(ReportView::slow).toList(),
                facts.views().stream().map(ReportView::view).toList(),
                logCharts(facts.shipments()),
                logs(facts.logs()));
    }

    private static List<OfJob> jobs(ReportFacts facts) {
        Map<String, List<Shipment>> shipments =
                new TreeMap<>(facts.shipments().stream().collect(Collectors.groupingBy(Shipment::job)));
        Map<String, List<RecordedRun>> runs =
                new TreeMap<>(facts.runs().stream().collect(Collectors.groupingBy(RecordedRun::job)));
        return Stream.concat(shipments.keySet().stream(), runs.keySet().stream())
                .distinct()
                .sorted()
                .map(job ->
                        job(job, runs.getOrDefault(job, List.of()), shipments.getOrDefault(job, List.of()), facts.at()))
                .toList();
    }

    private static OfJob job(String job, List<RecordedRun> newestFirst, List<Shipment> shipments, Instant now) {
        Optional<RecordedRun> last = newestFirst.stream().findFirst();
        String success = newestFirst.stream()
                .filter(run -> run.succeeded() && !run.dryRun())
                .findFirst()
                .map(run -> "last success: " + age(run.began(), now))
                .orElse("no success in the history");
        String words =
                last.map(run -> "last run: " + ending(run) + ", " + success).orElse("no run in the history");
        return new OfJob(
                Shown.value(job),
                last.map(ReportView::state).orElse("bad"),
                words,
                cells(newestFirst),
                charts(shipments));
    }

    private static String age(Instant then, Instant now) {
        String age = Amounts.age(Duration.between(then, now));
        return age.startsWith("just") ? age : age + " ago";
    }

    private static String state(RecordedRun run) {
        return run.state() == State.RUNNING ? "running" : run.succeeded() ? "ok" : "bad";
    }

    private static String ending(RecordedRun run) {
        String code = run.exitCode()
                .map(number -> number == 0 ? "ok" : "exit code " + number)
                .orElse(run.state().toString());
        return run.dryRun() ? code + ", dry run" : code;
    }

    private static List<Cell> cells(List<RecordedRun> newestFirst) {
        List<RecordedRun> runs = new ArrayList<>(newestFirst);
        Collections.reverse(runs);
        List<Cell> cells = new ArrayList<>();
        for (RecordedRun run : runs) {
            boolean good = run.succeeded();
            cells.add(new Cell(
                    cells.size() * 6,
                    good ? 8 : 0,
                    good ? 8 : 16,
                    state(run),
                    second(run.began()) + ": " + ending(run)));
        }
        return cells;
    }

    private static List<Chart> charts(List<Shipment> shipments) {
        return Stream.of(
                        chart("rows", shipments, bundle -> Optional.of((double) bundle.rows()), Amounts::count),
                        chart("bytes", shipments, bundle -> bundle.bytes().map(Long::doubleValue), Amounts::bytes),
                        chart("time", shipments, Shipment::seconds, Amounts::seconds))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Chart> chart(
            String title,
            List<Shipment> shipments,
            Function<Shipment, Optional<Double>> amount,
            DoubleFunction<String> worded) {
        List<Chart.Point> points = shipments.stream()
                .flatMap(bundle ->
                        amount.apply(bundle).map(value -> new Chart.Point(bundle.at(), value, about(bundle))).stream())
                .toList();
        return points.isEmpty() ? Optional.empty() : Optional.of(Chart.of(title, points, worded));
    }

    private static String about(Shipment bundle) {
        return second(bundle.at())
                + bundle.position().map(number -> ", bundle " + number).orElse("");
    }

    private static List<Trouble> troubles(List<RecordedRun> runs) {
        return runs.stream()
                .filter(run -> run.state() != State.RUNNING && !run.succeeded())
                .limit(MOST_TROUBLES)
                .map(run -> new Trouble(
                        second(run.began()),
                        Shown.value(run.job()),
                        ending(run),
                        Shown.value(run.failure().orElse("no end is recorded: it was killed or interrupted"))))
                .toList();
    }

    private static List<OfTable> tables(List<TableFacts> tables, Instant now) {
        long greatest = tables.stream()
                .mapToLong(table -> Duration.between(table.trueAt(), now).toSeconds())
                .max()
                .orElse(0);
        return tables.stream().map(table -> table(table, now, greatest)).toList();
    }

    private static OfTable table(TableFacts table, Instant now, long greatest) {
        Duration age = Duration.between(table.trueAt(), now);
        return new OfTable(
                Shown.value(table.feed()),
                Shown.value(table.table()),
                Amounts.age(age),
                second(table.trueAt()),
                share(age.toSeconds(), greatest),
                Long.toString(table.position()),
                table.kind(),
                Amounts.number(table.keys()),
                Amounts.number(table.rows()),
                table.bytes().map(Amounts::bytes).orElse(""),
                table.differs()
                        ? "differs"
                        : table.equalAt().map(ReportView::second).orElse(""));
    }

    private static int share(long part, long whole) {
        return whole <= 0 ? 0 : (int) Math.max(0, 100 * part / whole);
    }

    private static SlowTable slow(SlowFacts slow) {
        return new SlowTable(
                Shown.value(slow.table()),
                Shown.value(slow.job()),
                Amounts.seconds(slow.usualSeconds()),
                Amounts.seconds(slow.longestSeconds()),
                Long.toString(slow.runs()));
    }

    private static OfView view(ViewFacts view) {
        return new OfView(
                Shown.value(view.feed()),
                Shown.value(view.view()),
                Amounts.seconds(view.seconds()),
                Amounts.number(view.rows()),
                second(view.refreshed()));
    }

    /** All targets share the shadow tables, so that one chart has the sizes after the exports to all of them. */
    private static List<Chart> logCharts(List<Shipment> shipments) {
        List<Shipment> measured = shipments.stream()
                .filter(bundle -> bundle.logBytes().isPresent())
                .sorted(Comparator.comparing(Shipment::at))
                .toList();
        List<Shipment> last = measured.subList(Math.max(0, measured.size() - ReportReader.BUNDLES), measured.size());
        return chart(
                        "size of all shadow tables",
                        last,
                        bundle -> bundle.logBytes().map(Long::doubleValue),
                        Amounts::bytes)
                .stream()
                .toList();
    }

    private static List<OfLog> logs(List<LogFacts> logs) {
        long largest = logs.stream().mapToLong(LogFacts::bytes).max().orElse(0);
        return logs.stream()
                .map(log -> new OfLog(
                        Shown.value(log.table()), Amounts.bytes((double) log.bytes()), share(log.bytes(), largest)))
                .toList();
    }

    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }
}
