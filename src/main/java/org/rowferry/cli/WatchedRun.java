package org.rowferry.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.rowferry.report.Failure;
import org.rowferry.runs.RunHistory;
import org.rowferry.watch.Job;
import org.rowferry.watch.Run;
import org.rowferry.watch.Standing;
import org.rowferry.watch.Watch;
import org.rowferry.watch.WatchSettings;

/** A run of a job that others are told of, however it ends. */
final class WatchedRun {
    private final Wiring wiring;
    private final Clock clock = Clock.systemUTC();
    private final Instant began = clock.instant();
    private final String command;
    private final Path config;
    private final MetricsOption option;
    private final boolean told;
    private final FirstFailure failures;
    private final List<Run.Part> parts = new ArrayList<>();
    private final List<Standing> standings = new ArrayList<>();
    private Job job;
    private Optional<Watch> watch = Optional.empty();
    private Optional<RunRecorder> recorder = Optional.empty();

    private WatchedRun(Wiring wiring, String command, Path config, MetricsOption option, boolean told) {
        this.wiring = wiring;
        this.command = command;
        this.config = config;
        this.option = option;
        this.told = told;
        this.failures = new FirstFailure(wiring);
        this.job = new Job(command, config, Map.of());
    }

    /** Does the work of a command, which returns the exit code, and tells of it. */
    static int of(Wiring wiring, String command, Path config, MetricsOption option, ToIntFunction<WatchedRun> work) {
        return new WatchedRun(wiring, command, config, option, true).run(work);
    }

    /** Does the work of a command that changes nothing, and of which nobody is told. */
    static int unseen(
            Wiring wiring, String command, Path config, MetricsOption option, ToIntFunction<WatchedRun> work) {
        return new WatchedRun(wiring, command, config, option, false).run(work);
    }

    private int run(ToIntFunction<WatchedRun> work) {
        try {
            option.alone().ifPresent(file -> begin(WatchSettings.of(file), Map.of()));
            return end(work.applyAsInt(this), Optional.empty());
        } catch (RuntimeException | Error e) {
            end(ExitCode.of(e, wiring.interruption().happened()).number(), Optional.of(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /**
     * Learns from the configuration who is told.
     *
     * @param tables the tables of each target, inbox or link
     */
    void configured(WatchSettings settings, Map<String, Set<String>> tables) {
        begin(option.over(settings), tables);
    }

    /** Learns where the history of runs is kept. */
    void recordedIn(RunHistory history) {
        recorder = Optional.of(new RunRecorder(wiring, history, command, !told));
    }

    private void begin(WatchSettings settings, Map<String, Set<String>> tables) {
        if (!told) {
            return;
        }
        job = new Job(command, config, tables);
        Watch known = new Watch(job, settings, wiring.journal());
        known.begin(began);
        watch = Optional.of(known);
    }

    /** Returns the failures so far, of which the first decides the exit code. */
    FirstFailure failures() {
        return failures;
    }

    /** Does the work on one target, inbox or link; whatever comes of it, the next one is done. */
    void part(String kind, Object name, Consumer<Tally> work) {
        Instant start = clock.instant();
        Tally tally = new Tally(start);
        FirstFailure.Ending ending = failures.during(kind + " " + name, () -> work.accept(tally));
        Run.Part part = new Run.Part(
                name.toString(), start, clock.instant(), ending.code().number(), ending.failure(), tally.moved());
        parts.add(part);
        recorder.ifPresent(known -> known.record(kind, part));
    }

    /** Takes what was read of a target, inbox or link. */
    void stands(Standing standing) {
        standings.add(standing);
    }

    /** Tells of the end; returns the exit code, which a command that is required may have changed. */
    private int end(int code, Optional<String> failure) {
        Run run = new Run(job, began, clock.instant(), code, failure, parts);
        if (watch.isEmpty()) {
            return code;
        }
        if (wiring.interruption().happened()) {
            watch.get().note(run);
            return code;
        }
        Optional<Failure> required = watch.get().end(run, standings);
        required.ifPresent(wiring.console()::print);
        if (code != ExitCode.OK.number() || required.isEmpty()) {
            return code;
        }
        int changed = ExitCode.of(required.get().family()).number();
        watch.get()
                .note(new Run(
                        job,
                        began,
                        clock.instant(),
                        changed,
                        Optional.of(String.valueOf(required.get().getMessage())),
                        List.of()));
        return changed;
    }
}
