package org.rowferry.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** All chance of a history: the same seed throws the same. */
public final class Dice {
    private final Random random;

    /** Throws other things for the next seed than for this one, which a {@link Random} alone hardly does at first. */
    public Dice(long seed) {
        this.random = new Random(new SplittableRandom(seed).nextLong());
    }

    /** Returns the seed of other dice. */
    long seed() {
        return random.nextLong();
    }

    /** Returns a number from 0 to one less than the limit. */
    public int below(int limit) {
        return random.nextInt(limit);
    }

    /** Returns a number between both, and they may be it. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    public boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    public <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    public final <T> T any(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** Returns so many of them, each once, in whatever order; all where there are not as many. */
    public <T> List<T> some(List<T> of, int many) {
        List<T> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, Math.min(many, shuffled.size())));
    }
}
