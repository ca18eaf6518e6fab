package org.rowferry.random;

import org.junit.jupiter.api.Test;
import org.rowferry.history.Histories;

/** Whatever becomes of streams over their life, a target's table is what the source's was at its position. See {@link Histories}. */
class RandomLifeIT {
    private static final long FIRST = 20_261_127_000L;

    private static final int IN_EVERY_BUILD = 4;

    @Test
    void target_isWhatTheSourceWasAtItsPosition() {
        Histories.play("lives", FIRST, IN_EVERY_BUILD, LifeWorld::between, (dice, world) -> LifeEvents.draw(dice));
    }
}
