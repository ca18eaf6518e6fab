package org.rowferry.history;

/**
 * The databases that events happen to, what lies between them, and what must hold of them. One world serves one history after
 * the other.
 */
public interface World extends AutoCloseable {
    /** Has everything be as it is before any event; the trail is to be told what happens. */
    void begin(Trail trail);

    /** Fails unless what must hold after every event holds. */
    default void mustHold() {}

    /** Has all arrive that is on its way, and compares whole tables, both ways. */
    void finish();

    /** Leaves nothing of a history, however it ended. */
    void end();

    @Override
    void close();
}
