package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The sessions that play one history after the other on one ferry, and the log of what they do. */
final class Writers implements AutoCloseable {
    private static final int WRITERS = 5;

    private final Pipeline ferry;
    private final List<String> trail = new ArrayList<>();
    private final List<Writer> writers;
    private final Writer coordinator;

    Writers(Pipeline ferry) {
        this.ferry = ferry;
        this.writers = IntStream.rangeClosed(1, WRITERS)
                .mapToObj(i -> writer("writer " + i))
                .toList();
        this.coordinator = writer("coordinator");
    }

    private Writer writer(String name) {
        return new Writer(name, ferry.source().writer(), trail::add);
    }

    Pipeline ferry() {
        return ferry;
    }

    List<Writer> writers() {
        return writers;
    }

    /** Returns the session that commits what others have prepared; it is never in a transaction of its own. */
    Writer coordinator() {
        return coordinator;
    }

    /** Returns what was done since {@link #begin}, a line each; whoever does something adds to it. */
    List<String> trail() {
        return trail;
    }

    /** Begins anew, with empty tables and folders. */
    void begin() {
        trail.clear();
        ferry.begin();
    }

    @Override
    public void close() {
        writers.forEach(Writer::close);
        coordinator.close();
        ferry.close();
    }
}
