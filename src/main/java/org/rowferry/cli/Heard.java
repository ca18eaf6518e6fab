package org.rowferry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;
import org.rowferry.watch.Run;

/** Keeps what a run says and warns of, for those who hear of it when it has ended, and passes all of it on. */
final class Heard implements Journal {
    private final Wiring wiring;
    private final Journal journal;
    private final List<Run.Problem> warnings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<Timings> timings = Optional.empty();

    Heard(Wiring wiring) {
        this.wiring = wiring;
        this.journal = wiring.journal();
    }

    /** Returns a failure as it is shown here and now. */
    static Run.Problem problem(Wiring wiring, Failure failure) {
        return new Run.Problem(
                String.valueOf(failure.getMessage()),
                failure.hints(wiring.console().surroundings()));
    }

    /** Returns what was heard since it was asked last, with the failures. */
    synchronized Run.Told told(List<Run.Problem> failures) {
        Run.Told told = new Run.Told(failures, warnings, notes);
        warnings.clear();
        notes.clear();
        return told;
    }

    @Override
    public void say(String line) {
        synchronized (this) {
            notes.add(line);
        }
        journal.say(line);
    }

    @Override
    public void warn(Failure problem) {
        synchronized (this) {
            warnings.add(problem(wiring, problem));
        }
        journal.warn(problem);
    }

    /** Begins to measure where the time goes. */
    void time(Timings begun) {
        timings = Optional.of(begun);
    }

    @Override
    public void step(String name) {
        timings.ifPresent(known -> known.step(name));
        journal.step(name);
    }

    @Override
    public void moved(Progress progress) {
        timings.ifPresent(known -> known.moved(progress));
        journal.moved(progress);
    }
}
