package org.rowferry.random;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** All chance of a plan: the same seed throws the same. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a number from 0 to one less than the limit. */
    int below(int limit) {
        return random.nextInt(limit);
    }

    /** Returns a number between both, and they may be it. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    final <T> T any(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** Returns so many of them, each once, in whatever order; all where there are not as many. */
    <T> List<T> some(List<T> of, int many) {
        List<T> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled.subList(0, Math.min(many, shuffled.size())));
    }
}
