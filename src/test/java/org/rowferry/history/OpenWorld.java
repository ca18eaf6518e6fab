package org.rowferry.history;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The world of some histories: one for all of them, and another after one that failed, since it may have left anything behind. */
final class OpenWorld<W extends World> implements AutoCloseable {
    private final Supplier<W> opening;
    private @Nullable W open;

    OpenWorld(Supplier<W> opening) {
        this.opening = opening;
    }

    W get() {
        W current = open == null ? opening.get() : open;
        open = current;
        return current;
    }

    /** Has the next history begin in a new one, whether or not the old one can be put away. */
    void clear() {
        try {
            close();
        } catch (AssertionError e) {
            System.out.println("after a history that failed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        W current = open;
        open = null;
        if (current != null) {
            current.close();
        }
    }
}
