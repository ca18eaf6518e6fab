package org.rowferry.random;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/**
 * Any table, any target: random schemas with random histories, half of them from the oldest major to the newest and half
 * the other way.
 *
 * <p>{@code -Drowferry.seed=N} plays one again, and {@code -Drowferry.reduce=true} leaves out of it what it fails without;
 * {@code -Drowferry.schemas=N} plays that many, {@code -Drowferry.first=N} others than every build does.
 */
class RandomSchemaIT {
    /** A build that fails by its luck helps nobody: what is new is looked for in long runs. */
    private static final long FIRST = 20_261_121_000L;

    private static final int SCHEMAS = Integer.getInteger("rowferry.schemas", 300);

    @Test
    void target_equalsTheSourceWhateverTheSchema() {
        Long one = Long.getLong("rowferry.seed");
        if (one != null) {
            play(LongStream.of(one), one % 2 == 0);
            return;
        }
        long first = Long.getLong("rowferry.first", FIRST);
        System.out.println("schemas " + first + " to " + (first + SCHEMAS - 1));
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
        return LongStream.iterate(first, seed -> seed + 2).limit(SCHEMAS / 2);
    }

    private static void play(LongStream seeds, boolean fromOldest) {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (Harbour harbour = Harbour.between(source, target)) {
            seeds.forEach(seed -> play(harbour, seed));
        }
    }

    private static void play(Harbour harbour, long seed) {
        Plan plan = Drawing.of(seed, harbour.world());
        try {
            Passage.play(harbour, plan);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed
                            + ", and with -Drowferry.reduce=true for the least that fails so",
                    Boolean.getBoolean("rowferry.reduce") ? Reducer.reduce(harbour, plan, e) : e);
        }
    }
}
