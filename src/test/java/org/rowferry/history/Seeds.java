package org.rowferry.history;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The seeds to play: those of every build, or those that a system property asks for.
 *
 * @param first the seed that comes first
 * @param many how many there are of them
 * @param chosen the seeds; empty if each is one more than the seed before it
 */
record Seeds(long first, long many, List<Long> chosen) {
    private static final List<String> SEARCHING = List.of("rowferry.histories", "rowferry.hours", "rowferry.first");

    Seeds {
        chosen = List.copyOf(chosen);
    }

    /** Each search has seeds of its own, unless it is told the first one. */
    static Seeds of(List<Long> inEveryBuild) {
        Long one = Long.getLong("rowferry.seed");
        if (one != null) {
            return chosen(List.of(one));
        }
        if (SEARCHING.stream().allMatch(property -> System.getProperty(property) == null)) {
            return chosen(inEveryBuild);
        }
        return new Seeds(
                Long.getLong("rowferry.first", System.currentTimeMillis() * 1_000),
                System.getProperty("rowferry.hours") == null
                        ? Integer.getInteger("rowferry.histories", inEveryBuild.size())
                        : Long.MAX_VALUE,
                List.of());
    }

    private static Seeds chosen(List<Long> seeds) {
        return new Seeds(seeds.get(0), seeds.size(), seeds);
    }

    /** Returns the seeds that are even, or those that are odd. */
    LongStream that(boolean even) {
        LongStream all = chosen.isEmpty()
                ? LongStream.iterate(first, seed -> seed + 1).limit(many)
                : chosen.stream().mapToLong(Long::longValue);
        return all.filter(seed -> (seed % 2 == 0) == even);
    }
}
