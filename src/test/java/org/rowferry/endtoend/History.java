package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One history of many writers, decided by its seed alone: one thread plays all of them. */
final class History {
    private static final int WRITERS = 5;

    private final Random random;
    private final List<Writer> writers;
    private final Writer coordinator;
    private final Voyage voyage;
    private final List<String> prepared = new ArrayList<>();
    private final List<String> trail = new ArrayList<>();
    private final long seed;

    private History(Ferry ferry, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.voyage = new Voyage(ferry, random, trail::add);
        this.writers = new ArrayList<>();
        for (int i = 1; i <= WRITERS; i++) {
            writers.add(new Writer("writer " + i, ferry.source().writer(), trail::add));
        }
        this.coordinator = new Writer("coordinator", ferry.source().writer(), trail::add);
    }

    /** Plays the history from the empty tables on; fails with its seed and all that happened. */
    static void play(Ferry ferry, long seed) {
        ferry.begin();
        History history = new History(ferry, seed);
        try {
            history.play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed + "\n"
                            + String.join("\n", history.trail),
                    e);
        } finally {
            history.writers.forEach(Writer::close);
            history.coordinator.close();
        }
    }

    private void play() {
        coordinator.populate(random, Hunt.PREYS);
        int steps = 15 + random.nextInt(60);
        for (int i = 0; i < steps; i++) {
            step(i);
        }
        for (Writer writer : writers) {
            writer.quiesce(random);
        }
        while (!prepared.isEmpty()) {
            concludePrepared();
        }
        voyage.arrive();
    }

    private void step(int number) {
        int what = random.nextInt(100);
        if (what < 5) {
            voyage.exportSomehow();
        } else if (what < 8) {
            voyage.shipSomehow();
            voyage.importArrived();
        } else if (what < 12 && !prepared.isEmpty()) {
            concludePrepared();
        } else {
            writers.get(random.nextInt(writers.size()))
                    .act(random, Hunt.PREYS, "history " + seed + " step " + number)
                    .ifPresent(prepared::add);
        }
    }

    private void concludePrepared() {
        String name = prepared.remove(random.nextInt(prepared.size()));
        coordinator.conclude(name, random.nextInt(4) > 0);
    }
}
