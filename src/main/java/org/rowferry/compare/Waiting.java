package org.rowferry.compare;

import java.util.Optional;
import org.rowferry.apply.Standing;
import org.rowferry.capture.CapturedTable;
import org.rowferry.capture.Window;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Incarnation;

/** The changes of a table that the source has captured since the target was brought to its position. */
sealed interface Waiting {
    /** No row changed since. */
    record Nothing() implements Waiting {}

    /**
     * Some rows changed.
     *
     * @param query for their keys, as {@code k1}, {@code k2} and so on
     */
    record Keys(String query) implements Waiting {}

    /** The next bundle has the whole table. */
    record Everything(String why) implements Waiting {}

    /** Nobody knows which rows changed since. */
    record Unknown(String why) implements Waiting {}

    /** Why a role without rights on Rowferry's schema does not know. */
    String NO_RIGHT = "this role cannot read which changes the source has captured";

    /** Why nobody knows of a table that is watched in another way. */
    String NO_TRIGGER = "no trigger captures its changes";

    /**
     * Finds out what waits, in the snapshot of the session's transaction.
     *
     * @param standing where the table stands on the target
     * @param incarnation the source's; empty where this role cannot read it
     */
    static Waiting of(
            Session session, PlannedTable table, Optional<Standing> standing, Optional<Incarnation> incarnation) {
        if (standing.isEmpty()) {
            return new Everything("nothing of it was applied yet");
        }
        if (table.unseen().isPresent() || incarnation.isEmpty()) {
            return new Unknown(table.unseen().orElse(NO_RIGHT));
        }
        if (!incarnation.get().id().equals(standing.get().incarnation())) {
            return new Unknown("the target stands at another incarnation of the source");
        }
        return table.source() instanceof CapturedTable captured
                ? since(session, captured, standing.get())
                : new Unknown(NO_TRIGGER);
    }

    private static Waiting since(Session session, CapturedTable captured, Standing standing) {
        if (standing.point().snapshot().xmin() < captured.purgedTo()) {
            return new Unknown("captured changes since its position were deleted");
        }
        Window window = new Window(session, captured, standing.point().snapshot()).look();
        return window.whyFull()
                .<Waiting>map(Everything::new)
                .orElseGet(() -> window.isEmpty() ? new Nothing() : new Keys(window.keys()));
    }

    /** Returns whether all rows wait. */
    default boolean isEverything() {
        return this instanceof Everything;
    }
}
