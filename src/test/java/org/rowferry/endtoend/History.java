package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One history of many writers, decided by its seed alone: one thread plays all of them. */
final class History {
    private final Writers writers;
    private final long seed;
    private final Random random;
    private final BundleRoute route;
    private final List<String> prepared = new ArrayList<>();

    private History(Writers writers, long seed) {
        this.writers = writers;
        this.seed = seed;
        this.random = new Random(seed);
        this.route = new BundleRoute(writers.ferry(), random, writers.trail()::add, this::write);
    }

    /** Plays the history from the empty tables on; fails with its seed and all that happened. */
    static void play(Writers writers, long seed) {
        writers.begin();
        try {
            new History(writers, seed).play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed + "\n"
                            + String.join("\n", writers.trail()),
                    e);
        }
    }

    private void play() {
        writers.coordinator().populate(random, AdversaryTables.PREYS);
        int steps = 15 + random.nextInt(45);
        for (int i = 0; i < steps; i++) {
            step();
        }
        writers.writers().forEach(writer -> writer.quiesce(random));
        while (!prepared.isEmpty()) {
            concludePrepared();
        }
        route.arrive();
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 4) {
            route.exportSomehow();
        } else if (what < 6) {
            route.shipSomehow();
            route.importArrived();
        } else if (what < 12 && !prepared.isEmpty()) {
            concludePrepared();
        } else {
            write();
        }
    }

    private void write() {
        writers.writers()
                .get(random.nextInt(writers.writers().size()))
                .act(
                        random,
                        AdversaryTables.PREYS,
                        "history " + seed + " at " + writers.trail().size())
                .ifPresent(prepared::add);
    }

    private void concludePrepared() {
        String name = prepared.remove(random.nextInt(prepared.size()));
        writers.coordinator().conclude(name, random.nextInt(4) > 0);
    }
}
