package org.rowferry.watch;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Journal;

/** Tells others of the runs of one job. Nothing that goes wrong here undoes a run, nor changes how it ends. */
public final class Watch {
    private final Job job;
    private final Optional<MetricsFile> metrics;
    private final Journal journal;

    public Watch(Job job, WatchSettings settings, Journal journal) {
        this.job = job;
        this.metrics = settings.metrics();
        this.journal = journal;
    }

    /**
     * Tells that a run begins, before its work.
     *
     * @throws Failure of the family CONFIGURATION if the settings cannot work
     */
    public void begin(Instant began) {
        metrics.ifPresent(file -> {
            try {
                file.change(samples -> new RunSamples(job, samples).begin(began));
            } catch (Failure failure) {
                if (failure.family() == Family.CONFIGURATION) {
                    throw failure;
                }
                journal.warn(failure);
            }
        });
    }

    /**
     * Tells that a run has ended.
     *
     * @param standings what it has read of the targets, inboxes and links, where that is its work
     */
    public void end(Run run, List<Standing> standings) {
        change(samples -> {
            RunSamples ofRun = new RunSamples(job, samples);
            ofRun.end(run);
            ofRun.stand(standings);
        });
    }

    private void change(Consumer<Samples> change) {
        metrics.ifPresent(file -> {
            try {
                file.change(change);
            } catch (Failure failure) {
                journal.warn(failure);
            }
        });
    }
}
