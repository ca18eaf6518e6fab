package org.rowferry.history;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.rowferry.testing.Server;
import org.rowferry.testing.Servers;

/**
 * The histories that a test plays: those of even seeds from the oldest major to the newest and those of odd seeds the other
 * way, both at once.
 *
 * <p>{@code -Drowferry.seed=N} plays one again, and with {@code -Drowferry.reduce=true} leaves out of it all events without
 * which it still fails. {@code -Drowferry.histories=N} plays so many, {@code -Drowferry.hours=N} for so long, and
 * {@code -Drowferry.first=N} says with which seed they begin, where each run would have seeds of its own.
 */
public final class Histories<W extends World> {
    private final String what;
    private final Opening<W> opening;
    private final Drawing<W> drawing;
    private final Results results;
    private final long deadline = deadline();

    private Histories(String what, Opening<W> opening, Drawing<W> drawing) {
        this.what = what;
        this.opening = opening;
        this.drawing = drawing;
        this.results = Results.of(what);
    }

    /** Makes the world between two servers. */
    public interface Opening<W extends World> {
        W between(Server source, Server target);
    }

    /** Draws the events of one history; the world is as yet untouched by any. */
    public interface Drawing<W extends World> {
        List<Event<W>> draw(Dice dice, W world);
    }

    /**
     * Plays histories.
     *
     * @param what they are called in messages
     * @param inEveryBuild the seeds of every build: one that fails by its luck helps nobody
     */
    public static <W extends World> void play(
            String what, List<Long> inEveryBuild, Opening<W> opening, Drawing<W> drawing) {
        Histories<W> histories = new Histories<>(what, opening, drawing);
        histories.playBothWays(inEveryBuild);
        histories.results.end();
    }

    /** Plays histories, in every build so many of them from a seed on. */
    public static <W extends World> void play(
            String what, long first, int many, Opening<W> opening, Drawing<W> drawing) {
        play(what, LongStream.range(first, first + many).boxed().toList(), opening, drawing);
    }

    private static long deadline() {
        double hours = Double.parseDouble(System.getProperty("rowferry.hours", "0"));
        return hours == 0 ? Long.MAX_VALUE : System.nanoTime() + (long) (hours * TimeUnit.HOURS.toNanos(1));
    }

    private void playBothWays(List<Long> inEveryBuild) {
        Seeds seeds = Seeds.of(inEveryBuild);
        System.out.println(what + " from seed " + seeds.first());
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Stream.of(true, false)
                    .map(even -> CompletableFuture.runAsync(() -> play(seeds.that(even), even), both))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            both.shutdown();
        }
    }

    private void play(LongStream seeds, boolean fromOldest) {
        Server source = fromOldest ? Servers.oldest() : Servers.newest();
        Server target = fromOldest ? Servers.newest() : Servers.oldest();
        try (OpenWorld<W> world = new OpenWorld<>(() -> opening.between(source, target))) {
            seeds.takeWhile(seed -> System.nanoTime() < deadline).forEach(seed -> {
                try {
                    results.passed(play(world.get(), seed));
                } catch (AssertionError e) {
                    results.add(seed, e);
                    world.clear();
                }
            });
        }
    }

    private Trail play(W world, long seed) {
        History<W> history = new History<>(seed, drawing.draw(new Dice(seed), world));
        try {
            return history.play(world);
        } catch (AssertionError e) {
            boolean reduce = Boolean.getBoolean("rowferry.reduce");
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed
                            + ", and with -Drowferry.reduce=true for the least that fails so",
                    reduce ? Reducer.reduce(world, history, e) : e);
        }
    }
}
