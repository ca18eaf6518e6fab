package org.rowferry.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * Which seeds a test plays: even ones from the oldest major to the newest and odd ones the other way, both at once.
 *
 * <p>{@code -Drowferry.seed=N} plays one again, {@code -Drowferry.first=N} others than every build does; with
 * {@code -Drowferry.soak=true} each run has seeds of its own. It ends at the first that fails, unless it has
 * {@link FailingSeeds} to go on with.
 */
public final class Seeds {
    private static final boolean SOAK = Boolean.getBoolean("rowferry.soak");

    private Seeds() {}

    /** Makes what the seeds are played on, one after the other, between two servers. */
    public interface Opening<T extends AutoCloseable> {
        T between(Server source, Server target);
    }

    /** Plays one seed; what is not as it must be is an {@link AssertionError}. */
    public interface Play<T extends AutoCloseable> {
        void play(T stage, long seed);
    }

    /**
     * Plays so many seeds.
     *
     * @param what they are called where the test says which it plays
     * @param first the first one of a build's: one that fails by its luck helps nobody
     */
    public static <T extends AutoCloseable> void play(
            String what, long first, int many, Opening<T> opening, Play<T> play) {
        FailingSeeds failing = FailingSeeds.of(what);
        Long one = Long.getLong("rowferry.seed");
        if (one != null) {
            play(LongStream.of(one), one % 2 == 0, opening, play, failing);
        } else {
            long from = Long.getLong("rowferry.first", SOAK ? System.currentTimeMillis() * 1_000 : first);
            playAtOnce(what, from, many, opening, play, failing);
        }
        failing.failIfAny();
    }

    private static <T extends AutoCloseable> void playAtOnce(
            String what, long from, int many, Opening<T> opening, Play<T> play, FailingSeeds failing) {
        System.out.println(what + " " + from + " to " + (from + many - 1));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List.of(from, from + 1).stream()
                    .map(begin -> CompletableFuture.runAsync(
                            () -> play(half(begin, many), begin % 2 == 0, opening, play, failing), both))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            both.shutdown();
        }
    }

    private static LongStream half(long first, int many) {
        return LongStream.iterate(first, seed -> seed + 2).limit(many / 2);
    }

    private static <T extends AutoCloseable> void play(
            LongStream seeds, boolean fromOldest, Opening<T> opening, Play<T> play, FailingSeeds failing) {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (Stage<T> stage = new Stage<>(() -> opening.between(source, target))) {
            seeds.forEach(seed -> {
                try {
                    play.play(stage.get(), seed);
                    failing.passed();
                } catch (AssertionError e) {
                    failing.add(seed, e);
                    stage.clear();
                }
            });
        }
    }
}
