package org.rowferry.endtoend;

import org.junit.jupiter.api.Test;
import org.rowferry.history.Histories;

/** No change is lost, whatever the commit order. See {@link Histories}. */
class CommitOrderAdversaryIT {
    private static final long FIRST = 20_261_127_000L;

    private static final int IN_EVERY_BUILD = 20;

    @Test
    void target_equalsTheSourceAfterEveryHistory() {
        Histories.play(
                "commit orders",
                FIRST,
                IN_EVERY_BUILD,
                CommitOrderWorld::between,
                (dice, world) -> CommitOrderWorld.draw(dice));
    }
}
