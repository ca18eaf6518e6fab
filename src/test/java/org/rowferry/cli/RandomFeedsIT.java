package org.rowferry.cli;

import org.junit.jupiter.api.Test;
import org.rowferry.history.Histories;

/** Imports and syncs into one set of tables, in any order, bring each its own rows. See {@link Histories}. */
class RandomFeedsIT {
    private static final long FIRST = 20_261_127_000L;

    private static final int IN_EVERY_BUILD = 2;

    @Test
    void target_holdsOfEachFeedWhatItBroughtLast() {
        Histories.play(
                "mixed feeds",
                FIRST,
                IN_EVERY_BUILD,
                MixedFeeds::between,
                (dice, world) -> MixedFeedsEvents.draw(dice));
    }
}
