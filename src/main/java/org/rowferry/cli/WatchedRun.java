package org.rowferry.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
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
    private final JobOptions options;
    private final Heard heard;
    private final FirstFailure failures;
    private final List<Run.Part> parts = new ArrayList<>();
    private final List<Standing> standings = new ArrayList<>();
    private Job job;
    private Optional<Watch> watch = Optional.empty();
    private Optional<RunRecorder> recorder = Optional.empty();

    private WatchedRun(Wiring wiring, Job job, JobOptions options) {
        this.wiring = wiring;
        this.job = job;
        this.options = options;
        this.heard = new Heard(wiring);
        this.failures = new FirstFailure(wiring);
    }

    /**
     * Does the work of a command, which returns the exit code, and tells of it. A dry run is told to nobody but the one who
     * runs it.
     */
    static int of(Wiring wiring, Job job, JobOptions options, ToIntFunction<WatchedRun> work) {
        return new WatchedRun(wiring, job, options).run(work);
    }

    private int run(ToIntFunction<WatchedRun> work) {
        try {
            options.metrics().alone().ifPresent(file -> begin(WatchSettings.of(file)));
            return end(worked(work), List.of());
        } catch (RuntimeException | Error e) {
            end(ExitCode.of(e, wiring.interruption().happened()).number(), List.of(problem(e)));
            throw e;
        }
    }

    /** The commands of the operator, which come afterwards, may take long: no session is open then. */
    private int worked(ToIntFunction<WatchedRun> work) {
        try {
            return work.applyAsInt(this);
        } finally {
            recorder.ifPresent(RunRecorder::end);
        }
    }

    private Run.Problem problem(Throwable e) {
        return e instanceof Failure failure
                ? Heard.problem(wiring, failure)
                : new Run.Problem(String.valueOf(e.getMessage()), List.of());
    }

    /**
     * Learns from the configuration who is told.
     *
     * @param tables the tables of each target, inbox or link
     */
    void configured(WatchSettings settings, Map<String, Set<String>> tables) {
        job = job.of(tables);
        begin(options.metrics().over(settings));
    }

    /** Learns where the history of runs is kept. */
    void recordedIn(RunHistory history) {
        recorder = Optional.of(new RunRecorder(wiring, heard, history, job));
    }

    /**
     * Learns who is told, and what the configuration means: of a failure to find that out, too.
     *
     * @param resolving asks a database
     * @param tables the tables of each target, inbox or link
     */
    <S> S configured(WatchSettings settings, Supplier<S> resolving, Function<S, Map<String, Set<String>>> tables) {
        S resolved;
        try {
            resolved = resolving.get();
        } catch (RuntimeException | Error e) {
            configured(settings, Map.of());
            throw e;
        }
        configured(settings, tables.apply(resolved));
        return resolved;
    }

    private void begin(WatchSettings settings) {
        if (!job.dryRun()) {
            Watch known = new Watch(job, settings, heard);
            wiring.interruption().guard(known::stop);
            known.begin(began);
            watch = Optional.of(known);
        }
    }

    /** Returns the failures so far, of which the first decides the exit code. */
    FirstFailure failures() {
        return failures;
    }

    /** Returns the journal of the work, which others are told of when it has ended. */
    Journal journal() {
        return heard;
    }

    /** Does the work on one target, inbox or link; whatever comes of it, the next one is done. */
    void part(String kind, Object name, Consumer<Tally> work) {
        Instant start = clock.instant();
        Tally tally = new Tally(start);
        FirstFailure.Ending ending = timed(() -> failures.during(kind + " " + name, () -> work.accept(tally)));
        Run.Part part = new Run.Part(
                name.toString(),
                start,
                clock.instant(),
                ending.code().number(),
                heard.told(ending.failures()),
                tally.moved());
        parts.add(part);
        recorder.ifPresent(known -> known.record(kind, part));
    }

    private FirstFailure.Ending timed(Supplier<FirstFailure.Ending> part) {
        if (!options.areTimed()) {
            return part.get();
        }
        Timings timings = new Timings(System::nanoTime);
        heard.time(timings);
        FirstFailure.Ending ending = part.get();
        timings.end().forEach(wiring.console()::print);
        return ending;
    }

    /** Takes what was read of a target, inbox or link. */
    void stands(Standing standing) {
        standings.add(standing);
    }

    /** Tells of the end; returns the exit code, which a command that is required may have changed. */
    private int end(int code, List<Run.Problem> problems) {
        Run run = tell(run(code, heard.told(problems)));
        if (options.isJson()) {
            wiring.console().printJson(run.json());
        }
        return run.exitCode();
    }

    private Run run(int code, Run.Told told) {
        return new Run(job, began, clock.instant(), code, told, parts);
    }

    private Run tell(Run run) {
        if (watch.isEmpty()) {
            return run;
        }
        if (wiring.interruption().happened()) {
            watch.get().note(run);
            return run;
        }
        Optional<Failure> required = watch.get().end(run, standings);
        required.ifPresent(wiring.console()::print);
        if (wiring.interruption().happened()) {
            return interrupted(run, watch.get());
        }
        Run.Told last = heard.told(
                required.map(failure -> Heard.problem(wiring, failure)).stream().toList());
        if (run.exitCode() != ExitCode.OK.number() || required.isEmpty()) {
            return run(run.exitCode(), run.told().and(last));
        }
        Run changed =
                run(ExitCode.of(required.get().family()).number(), run.told().and(last));
        watch.get().note(changed);
        return changed;
    }

    /** The process ends with the code of an interruption, and the metrics must not say anything else. */
    private Run interrupted(Run run, Watch known) {
        wiring.console()
                .complain("rowferry: interrupted when its work was done; commands that follow it may not have run");
        Run changed = run(ExitCode.INTERRUPTED.number(), run.told().and(heard.told(List.of())));
        known.note(changed);
        return changed;
    }
}
