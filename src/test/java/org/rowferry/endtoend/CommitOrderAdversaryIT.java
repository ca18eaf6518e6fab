package org.rowferry.endtoend;

import org.junit.jupiter.api.Test;
import org.rowferry.testing.Seeds;

/**
 * No change is lost, whatever the commit order: random histories, {@code -Drowferry.histories=N} of them. See
 * {@link Seeds}.
 */
class CommitOrderAdversaryIT {
    private static final long FIRST = 20_261_126_000L;

    private static final int HISTORIES = Integer.getInteger("rowferry.histories", 100);

    @Test
    void target_equalsTheSourceAfterEveryHistory() {
        Seeds.play(
                "histories",
                FIRST,
                HISTORIES,
                (source, target) -> new Writers(Pipeline.between(source, target, AdversaryTables.CARGO)),
                History::play);
    }
}
