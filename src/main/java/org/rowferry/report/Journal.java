package org.rowferry.report;

/** Hears what a run does while it does it. */
public interface Journal {
    /** Tells the operator one line: something was done, or will take a while. */
    void say(String line);

    /** Tells the operator of something that is not in this run's way, and that he has to look at. */
    void warn(Failure problem);

    /** Marks a point where a crash would part what was done from what comes next, by a name such as {@code renamed}. */
    void step(String name);

    /** Hears of work under way. Called often, so it must be cheap. */
    void moved(Progress progress);

    /** A journal that nobody reads. */
    static Journal silent() {
        return new Journal() {
            @Override
            public void say(String line) {}

            @Override
            public void warn(Failure problem) {}

            @Override
            public void step(String name) {}

            @Override
            public void moved(Progress progress) {}
        };
    }
}
