package org.rowferry.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;

/** Tells others of the runs of one job. Nothing that goes wrong here undoes a run. */
public final class Watch {
    private final Job job;
    private final WatchSettings settings;
    private final Journal journal;
    private Optional<Ping.Sent> start = Optional.empty();
    private volatile Optional<HookRun> command = Optional.empty();
    private volatile boolean stopped;

    public Watch(Job job, WatchSettings settings, Journal journal) {
        this.job = job;
        this.settings = settings;
        this.journal = journal;
    }

    /**
     * Tells that a run begins, before its work.
     *
     * @throws Failure of the family CONFIGURATION if the settings cannot work
     */
    public void begin(Instant began) {
        settings.metrics().ifPresent(file -> {
            try {
                file.change(samples -> new RunSamples(job, samples).begin(began));
            } catch (Failure failure) {
                if (failure.family() == Family.CONFIGURATION) {
                    throw failure;
                }
                journal.warn(failure);
            }
        });
        start = settings.ping().map(ping -> ping.send("/start"));
    }

    /**
     * Tells that a run has ended. Metrics come first: if the process is killed while a command runs, they are true.
     *
     * @param standings what it has read of the targets, inboxes and links, where that is its work
     * @return the failure of a command that is required
     */
    public Optional<Failure> end(Run run, List<Standing> standings) {
        metrics(run, standings);
        settings.ping().ifPresent(ping -> ping(ping, run));
        return hooks(run);
    }

    /** Kills the command that is running, and has no other one started; another thread may ask so again and again. */
    public void stop() {
        stopped = true;
        command.ifPresent(HookRun::stop);
    }

    private void metrics(Run run, List<Standing> standings) {
        change(samples -> {
            RunSamples ofRun = new RunSamples(job, samples);
            ofRun.end(run);
            ofRun.stand(standings);
        });
    }

    /** Tells the metrics alone: of a run that somebody stopped, or that has another exit code since a command failed. */
    public void note(Run run) {
        metrics(run, List.of());
    }

    private void change(Consumer<Samples> change) {
        settings.metrics().ifPresent(file -> {
            try {
                file.change(change);
            } catch (Failure failure) {
                journal.warn(failure);
            }
        });
    }

    /** The start comes first, or the service would take the run for one that has not ended. */
    private void ping(Ping ping, Run run) {
        Optional<Failure> atStart = start.flatMap(ping::answer);
        ping.answer(ping.send(run.exitCode() == 0 ? "" : "/fail"))
                .or(() -> atStart)
                .ifPresent(journal::warn);
    }

    private Optional<Failure> hooks(Run run) {
        boolean changed = run.parts().stream()
                .flatMap(part -> part.moved().tables().stream())
                .anyMatch(TableCount::isChange);
        String json = settings.hooks().isEmpty() ? "" : run.json() + "\n";
        Optional<Failure> required = Optional.empty();
        for (Hook hook : settings.hooks()) {
            if (!stopped && isDue(hook, run, changed)) {
                HookRun running = new HookRun(hook);
                command = Optional.of(running);
                Optional<Failure> problem = running.run(json);
                if (problem.isPresent() && hook.required() && required.isEmpty()) {
                    required = problem;
                } else {
                    problem.ifPresent(journal::warn);
                }
            }
        }
        return required;
    }

    private static boolean isDue(Hook hook, Run run, boolean changed) {
        return switch (hook.event()) {
            case WatchSettings.ON_SUCCESS -> run.exitCode() == 0;
            case WatchSettings.ON_FAILURE -> run.exitCode() != 0;
            default -> changed;
        };
    }
}
