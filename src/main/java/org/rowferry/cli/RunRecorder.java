package org.rowferry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.runs.RunEnd;
import org.rowferry.runs.RunHistory;
import org.rowferry.watch.Job;
import org.rowferry.watch.Run;
import org.rowferry.watch.TableCount;

/** Records the work of one command in the history of runs. A history that cannot be written is a warning. */
final class RunRecorder {
    /** The name of the host as the kernel knows it: a name server might answer late. */
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** A table that takes long does so in most runs, and a target may have thousands. */
    private static final int SLOWEST = 10;

    private final Wiring wiring;
    private final Journal journal;
    private final RunHistory history;
    private final Job job;
    private final UUID id = UUID.randomUUID();

    RunRecorder(Wiring wiring, Journal journal, RunHistory history, Job job) {
        this.wiring = wiring;
        this.journal = journal;
        this.history = history;
        this.job = job;
        history.begin();
    }

    /** Lets go of the database, when all is recorded. */
    void end() {
        history.end();
    }

    /**
     * Records the work on one target, inbox or link.
     *
     * @param kind {@code target}, {@code inbox} or {@code link}
     */
    void record(String kind, Run.Part part) {
        RunEnd end = new RunEnd(
                id,
                job.command() + " of " + kind + " " + part.name(),
                part.began(),
                part.ended(),
                part.exitCode(),
                part.told().failure(),
                job.dryRun(),
                amounts(part.moved()),
                host(),
                Version.number());
        try {
            history.record(end);
        } catch (Failure failure) {
            if (!wiring.interruption().happened()) {
                journal.warn(failure);
            }
        }
    }

    private static RunEnd.Amounts amounts(Run.Moved moved) {
        return new RunEnd.Amounts(
                moved.position(),
                moved.tables().stream().mapToLong(TableCount::keys).sum(),
                moved.tables().stream().mapToLong(TableCount::rows).sum(),
                Optional.of(moved.bytes()).filter(bytes -> bytes > 0),
                slowest(moved.tables()));
    }

    private static List<RunEnd.TableTime> slowest(List<TableCount> tables) {
        return tables.stream()
                .filter(TableCount::isChange)
                .sorted(Comparator.comparing(TableCount::took).reversed())
                .limit(SLOWEST)
                .map(table -> new RunEnd.TableTime(table.table(), table.took()))
                .toList();
    }

    private static String host() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("");
        }
    }
}
