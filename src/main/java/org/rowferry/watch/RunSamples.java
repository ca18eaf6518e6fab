package org.rowferry.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides which values of the metrics a run changes. All others stay as earlier runs left them. */
final class RunSamples {
    private final Job job;
    private final Samples samples;

    RunSamples(Job job, Samples samples) {
        this.job = job;
        this.samples = samples;
    }

    /** A run that is killed leaves this: a start that is later than the end. */
    void begin(Instant began) {
        samples.put(of(Gauge.RUN_START), began);
    }

    void end(Run run) {
        samples.remove(series -> series.isOf(job, job.command())
                && job.hasDropped(series.name(), series.table())
                && !series.gauge().isOfRun());
        samples.put(of(Gauge.RUN_START), run.began());
        samples.put(of(Gauge.RUN_END), run.ended());
        samples.put(of(Gauge.RUN_EXIT_CODE), run.exitCode());
        samples.put(of(Gauge.RUN_DURATION), Duration.between(run.began(), run.ended()));
        run.parts().forEach(this::part);
    }

    private void part(Run.Part part) {
        String name = part.name();
        samples.put(of(Gauge.EXIT_CODE, name), part.exitCode());
        samples.put(of(Gauge.DURATION, name), Duration.between(part.began(), part.ended()));
        if (part.exitCode() == 0) {
            samples.put(of(Gauge.SUCCESS, name), part.ended());
        }
        Run.Moved moved = part.moved();
        moved.position().ifPresent(position -> {
            samples.put(of(Gauge.POSITION, name), position);
            due(of(Gauge.DUE, name), moved.due());
        });
        moved.dataAt().ifPresent(time -> samples.put(of(Gauge.DATA, name), time));
        if (job.command().equals("import")) {
            samples.put(of(Gauge.WAITING, name), moved.refused());
        }
        if (!moved.tables().isEmpty()) {
            samples.put(of(Gauge.BYTES, name), moved.bytes());
            forgetCounts(name);
            moved.tables().forEach(table -> table(name, table));
            moved.dataAt()
                    .ifPresent(time -> moved.tables()
                            .forEach(table -> samples.put(of(Gauge.TABLE_DATA, name, table.table()), time)));
        }
    }

    /** A source may stop to promise the next bundle. */
    private void due(Series series, Optional<Instant> due) {
        samples.remove(series::equals);
        due.ifPresent(time -> samples.put(series, time));
    }

    private void forgetCounts(String name) {
        Set<Gauge> counts = Set.of(
                Gauge.TABLE_KEYS,
                Gauge.TABLE_ROWS,
                Gauge.TABLE_BYTES,
                Gauge.TABLE_DELETED,
                Gauge.TABLE_UPDATED,
                Gauge.TABLE_INSERTED,
                Gauge.TABLE_REPAIRED);
        samples.remove(series ->
                series.isOf(job, job.command()) && series.name().equals(name) && counts.contains(series.gauge()));
    }

    private void table(String name, TableCount count) {
        String table = count.table();
        samples.put(of(Gauge.TABLE_KEYS, name, table), count.keys());
        samples.put(of(Gauge.TABLE_ROWS, name, table), count.rows());
        count.bytes().ifPresent(bytes -> samples.put(of(Gauge.TABLE_BYTES, name, table), bytes));
        count.written().ifPresent(written -> {
            samples.put(of(Gauge.TABLE_DELETED, name, table), written.deleted());
            samples.put(of(Gauge.TABLE_UPDATED, name, table), written.updated());
            samples.put(of(Gauge.TABLE_INSERTED, name, table), written.inserted());
            samples.put(of(Gauge.TABLE_REPAIRED, name, table), written.repaired());
        });
    }

    /** Takes over what {@code status} has read of the targets, inboxes and links of other commands. */
    void stand(List<Standing> standings) {
        Set<Gauge> seen = Set.of(Gauge.TABLE_WAITING, Gauge.TABLE_TROUBLE, Gauge.TABLE_EQUAL, Gauge.TABLE_DIFFERS);
        Set<String> commands = standings.stream().map(Standing::command).collect(Collectors.toSet());
        samples.remove(series ->
                seen.contains(series.gauge()) && commands.stream().anyMatch(command -> series.isOf(job, command)));
        standings.forEach(this::stand);
    }

    private void stand(Standing standing) {
        String name = standing.name();
        standing.position()
                .ifPresent(position -> samples.put(series(Gauge.POSITION, standing.command(), name), position));
        due(series(Gauge.DUE, standing.command(), name), standing.due());
        standing.dataAt().ifPresent(time -> samples.put(series(Gauge.DATA, standing.command(), name), time));
        standing.waiting().ifPresent(files -> samples.put(series(Gauge.WAITING, standing.command(), name), files));
        for (Standing.OfTable table : standing.tables()) {
            samples.put(series(Gauge.TABLE_TROUBLE, standing.command(), name, table.table()), table.trouble() ? 1 : 0);
            table.waiting()
                    .ifPresent(changes ->
                            samples.put(series(Gauge.TABLE_WAITING, standing.command(), name, table.table()), changes));
            table.dataAt()
                    .ifPresent(time ->
                            samples.put(series(Gauge.TABLE_DATA, standing.command(), name, table.table()), time));
            table.proof().ifPresent(proof -> prove(standing.command(), name, table.table(), proof));
        }
    }

    private void prove(String command, String name, String table, Standing.Proof proof) {
        proof.equalAt().ifPresent(time -> samples.put(series(Gauge.TABLE_EQUAL, command, name, table), time));
        samples.put(series(Gauge.TABLE_DIFFERS, command, name, table), proof.differs() ? 1 : 0);
    }

    private Series of(Gauge gauge, String... names) {
        return series(gauge, job.command(), names);
    }

    private Series series(Gauge gauge, String command, String... names) {
        return new Series(
                gauge,
                Stream.concat(Stream.of(job.config().toString(), command), Stream.of(names))
                        .toList());
    }
}
