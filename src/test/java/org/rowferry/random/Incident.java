package org.rowferry.random;

import java.util.List;

/**
 * One kind of thing that can happen to a source or to a target between two runs.
 *
 * @param name what happens, for whoever reads a history
 */
record Incident(String name, Act act) {
    /** Draws the events for one table; none where the kind does not go with it. */
    interface Act {
        List<SchemaEvent> draw(Draft draft, DraftTable table);
    }
}
