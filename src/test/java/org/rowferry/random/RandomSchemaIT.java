package org.rowferry.random;

import org.junit.jupiter.api.Test;
import org.rowferry.history.Histories;

/**
 * Any table, any target, whatever happens between two runs: histories of random schemas.
 *
 * <p>{@code -Drowferry.incident=TEXT} has nothing happen but the incidents whose names hold the text. See {@link Histories}.
 */
class RandomSchemaIT {
    private static final long FIRST = 20_261_127_000L;

    private static final int IN_EVERY_BUILD = 8;

    private final Tally tally = new Tally();

    @Test
    void target_equalsTheSourceWhateverTheSchemaAndWhateverHappens() {
        try {
            Histories.play(
                    "schemas",
                    FIRST,
                    IN_EVERY_BUILD,
                    (source, target) -> SchemaWorld.between(source, target, tally),
                    (dice, world) -> Drawing.of(dice, world.servers()));
        } finally {
            System.out.print(tally);
        }
    }
}
