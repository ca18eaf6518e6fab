package org.rowferry.endtoend;

import java.util.function.Consumer;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/** A journal that does something at every step of a run, on the run's own thread: what others do meanwhile. */
record Steps(Consumer<String> meanwhile) implements Journal {
    @Override
    public void say(String line) {}

    @Override
    public void warn(Failure problem) {}

    @Override
    public void step(String name) {
        meanwhile.accept(name);
    }

    @Override
    public void moved(Progress progress) {}
}
