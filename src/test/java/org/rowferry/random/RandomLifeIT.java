package org.rowferry.random;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Seeds;

/**
 * Whatever becomes of streams over their life, a target's table is what the source's was at its position: random lives,
 * {@code -Drowferry.lives=N} of them. See {@link Seeds}.
 */
class RandomLifeIT {
    private static final long FIRST = 20_261_126_000L;

    private static final int LIVES = Integer.getInteger("rowferry.lives", 25);

    @Test
    void target_isWhatTheSourceWasAtItsPosition() {
        AtomicInteger compared = new AtomicInteger();
        Seeds.play("lives", FIRST, LIVES, LifeStage::between, (stage, seed) -> compared.addAndGet(play(stage, seed)));
        System.out.println(compared + " tables compared");
    }

    private static int play(LifeStage stage, long seed) {
        try {
            return new Life(stage, seed).play();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + " fails; play it again with -Drowferry.seed=" + seed, e);
        }
    }
}
