package org.rowferry.history;

import java.util.List;

/** Events that were drawn from one seed, before any of them happens. */
record History<W extends World>(long seed, List<Event<W>> events) {
    History {
        events = List.copyOf(events);
    }

    History<W> with(List<Event<W>> others) {
        return new History<>(seed, others);
    }

    /** Has all events happen in a world, and returns what happened; fails with that if something is not as it must be. */
    Trail play(W world) {
        Trail trail = new Trail();
        try {
            world.begin(trail);
            for (Event<W> event : events) {
                if (event.mayHappen(world)) {
                    trail.begin(event);
                    event.happen(world);
                    world.mustHold();
                }
            }
            world.finish();
            return trail;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(trail.toString(), e);
        } finally {
            world.end();
        }
    }
}
