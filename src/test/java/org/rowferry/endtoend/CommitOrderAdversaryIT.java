package org.rowferry.endtoend;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/**
 * No change is lost, whatever the commit order: random histories, half of them from the oldest major to the newest and
 * half the other way.
 *
 * <p>{@code -Drowferry.seed=N} plays one history again, {@code -Drowferry.histories=N} plays that many.
 */
class CommitOrderAdversaryIT {
    private static final int HISTORIES = Integer.getInteger("rowferry.histories", 1_000);

    @Test
    void target_equalsTheSourceAfterEveryHistory() {
        Long one = Long.getLong("rowferry.seed");
        if (one != null) {
            play(LongStream.of(one), one % 2 == 0);
            return;
        }
        long first = System.currentTimeMillis() * 1_000;
        System.out.println("histories " + first + " to " + (first + HISTORIES - 1));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<CompletableFuture<Void>> halves = List.of(
                    CompletableFuture.runAsync(() -> play(half(first), true), both),
                    CompletableFuture.runAsync(() -> play(half(first + 1), false), both));
            halves.forEach(CompletableFuture::join);
        } finally {
            both.shutdown();
        }
    }

    private static LongStream half(long first) {
        return LongStream.iterate(first, seed -> seed + 2).limit(HISTORIES / 2);
    }

    private static void play(LongStream seeds, boolean fromOldest) {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (Crew crew = new Crew(Ferry.between(source, target, Hunt.CARGO))) {
            seeds.forEach(seed -> History.play(crew, seed));
        }
    }
}
