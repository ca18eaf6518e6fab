package org.rowferry.random;

import org.junit.jupiter.api.Test;
import org.rowferry.testing.Seeds;

/**
 * Any table, any target, whatever happens between two runs: random schemas with random histories.
 *
 * <p>{@code -Drowferry.reduce=true} leaves out of one what it fails without, {@code -Drowferry.schemas=N} plays so many,
 * {@code -Drowferry.incident=TEXT} has nothing happen but the incidents whose names hold the text. See {@link Seeds}.
 */
class RandomSchemaIT {
    private static final long FIRST = 20_261_126_000L;

    private static final int SCHEMAS = Integer.getInteger("rowferry.schemas", 60);

    private final Tally tally = new Tally();

    @Test
    void target_equalsTheSourceWhateverTheSchemaAndWhateverHappens() {
        try {
            Seeds.play("schemas", FIRST, SCHEMAS, PlanStage::between, this::play);
        } finally {
            System.out.print(tally);
        }
    }

    private void play(PlanStage stage, long seed) {
        Plan plan = Drawing.of(seed, stage.world());
        try {
            PlanRun.play(stage, plan, tally);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed
                            + ", and with -Drowferry.reduce=true for the least that fails so",
                    Boolean.getBoolean("rowferry.reduce") ? Reducer.reduce(stage, plan, e) : e);
        }
    }
}
