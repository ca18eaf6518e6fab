package org.rowferry.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What seeds are played on: one for all of them, and another after one that failed, since it may have left anything behind. */
final class Stage<T extends AutoCloseable> implements AutoCloseable {
    private final Supplier<T> opening;
    private @Nullable T open;

    Stage(Supplier<T> opening) {
        this.opening = opening;
    }

    T get() {
        T current = open == null ? opening.get() : open;
        open = current;
        return current;
    }

    /** Has the next seed begin on a new one, whether or not the old one can be put away. */
    void clear() {
        try {
            close();
        } catch (AssertionError e) {
            System.out.println("after a seed that failed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        T current = open;
        open = null;
        if (current == null) {
            return;
        }
        try {
            current.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
