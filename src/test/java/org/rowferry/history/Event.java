package org.rowferry.history;

/** One thing that happens in a history, as a value: the same one has the same effect on a world in the same state. */
public interface Event<W extends World> {
    /** Returns whether the world is in a state in which this can happen; otherwise the history goes on without it. */
    default boolean mayHappen(W world) {
        return true;
    }

    void happen(W world);
}
