package org.rowferry.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One history of many writers, decided by its seed alone: one thread plays all of them. */
final class History {
    private final Crew crew;
    private final long seed;
    private final Random random;
    private final Voyage voyage;
    private final List<String> prepared = new ArrayList<>();

    private History(Crew crew, long seed) {
        this.crew = crew;
        this.seed = seed;
        this.random = new Random(seed);
        this.voyage = new Voyage(crew.ferry(), random, crew.trail()::add, this::write);
    }

    /** Plays the history from the empty tables on; fails with its seed and all that happened. */
    static void play(Crew crew, long seed) {
        crew.begin();
        try {
            new History(crew, seed).play();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; play it again with -Drowferry.seed=" + seed + "\n"
                            + String.join("\n", crew.trail()),
                    e);
        }
    }

    private void play() {
        crew.coordinator().populate(random, Hunt.PREYS);
        int steps = 15 + random.nextInt(45);
        for (int i = 0; i < steps; i++) {
            step();
        }
        crew.writers().forEach(writer -> writer.quiesce(random));
        while (!prepared.isEmpty()) {
            concludePrepared();
        }
        voyage.arrive();
    }

    private void step() {
        int what = random.nextInt(100);
        if (what < 4) {
            voyage.exportSomehow();
        } else if (what < 6) {
            voyage.shipSomehow();
            voyage.importArrived();
        } else if (what < 12 && !prepared.isEmpty()) {
            concludePrepared();
        } else {
            write();
        }
    }

    private void write() {
        crew.writers()
                .get(random.nextInt(crew.writers().size()))
                .act(
                        random,
                        Hunt.PREYS,
                        "history " + seed + " at " + crew.trail().size())
                .ifPresent(prepared::add);
    }

    private void concludePrepared() {
        String name = prepared.remove(random.nextInt(prepared.size()));
        crew.coordinator().conclude(name, random.nextInt(4) > 0);
    }
}
