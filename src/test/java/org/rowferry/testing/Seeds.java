package org.rowferry.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Which seeds a test plays: even ones from the oldest major to the newest and odd ones the other way, both at once.
 *
 * <p>{@code -Drowferry.seed=N} plays one again, {@code -Drowferry.first=N} others than every build does; with
 * {@code -Drowferry.soak=true} each run has seeds of its own, and goes on after a failure.
 */
public final class Seeds {
    private static final boolean SOAK = Boolean.getBoolean("rowferry.soak");

    private Seeds() {}

    /** Plays some seeds between two servers. */
    public interface Course {
        void play(Server source, Server target, LongStream seeds);
    }

    /**
     * Plays so many seeds.
     *
     * @param what they are called where the test says which it plays
     * @param first the first one of a build's: one that fails by its luck helps nobody
     */
    public static void play(String what, long first, int many, Course course) {
        Long one = Long.getLong("rowferry.seed");
        if (one != null) {
            play(course, LongStream.of(one), one % 2 == 0);
            return;
        }
        long from = Long.getLong("rowferry.first", SOAK ? System.currentTimeMillis() * 1_000 : first);
        System.out.println(what + " " + from + " to " + (from + many - 1));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List.of(
                            CompletableFuture.runAsync(() -> play(course, half(from, many), from % 2 == 0), both),
                            CompletableFuture.runAsync(() -> play(course, half(from + 1, many), from % 2 != 0), both))
                    .forEach(CompletableFuture::join);
        } finally {
            both.shutdown();
        }
    }

    private static LongStream half(long first, int many) {
        return LongStream.iterate(first, seed -> seed + 2).limit(many / 2);
    }

    private static void play(Course course, LongStream seeds, boolean fromOldest) {
        course.play(
                fromOldest ? Servers.oldest() : Servers.newest(),
                fromOldest ? Servers.newest() : Servers.oldest(),
                seeds);
    }

    /** Plays one seed after the other; a long run tells of those that fail, and fails in the end. */
    public static void each(LongStream seeds, LongConsumer play) {
        List<Long> failing = new ArrayList<>();
        List<AssertionError> failures = new ArrayList<>();
        seeds.forEach(seed -> {
            try {
                play.accept(seed);
            } catch (AssertionError e) {
                if (!SOAK) {
                    throw e;
                }
                System.out.println("seed " + seed + " fails: " + cause(e));
                failing.add(seed);
                failures.add(e);
            }
        });
        if (!failing.isEmpty()) {
            throw new AssertionError("these seeds fail: " + failing, failures.get(0));
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return message.substring(0, Math.min(700, message.length()));
    }
}
