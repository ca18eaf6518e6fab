package org.rowferry.endtoend;

import org.junit.jupiter.api.Test;
import org.rowferry.history.Histories;

/** The digests show what no catalog shows (rule 13), and nothing where nothing is wrong. See {@link ProofWorld}. */
class ProofHistoriesIT {
    private static final long FIRST = 20_261_128_000L;

    private static final int IN_EVERY_BUILD = 4;

    @Test
    void everyFault_isFoundByTheNextDigests_andMendedByItsBuckets() {
        Histories.play("proofs", FIRST, IN_EVERY_BUILD, ProofWorld::between, (dice, world) -> ProofWorld.draw(dice));
    }
}
