package org.rowferry.postgres;

import java.util.List;
import java.util.stream.IntStream;

/** Things that one statement takes a hundred of: on so many tables it is planned well within a second. */
public final class Hundreds {
    private static final int AT_ONCE = 100;

    private Hundreds() {}

    /** Returns all of them in their order, in lists of a hundred; the last may be shorter. */
    public static <T> List<List<T>> of(List<T> all) {
        return IntStream.range(0, (all.size() + AT_ONCE - 1) / AT_ONCE)
                .mapToObj(i -> all.subList(i * AT_ONCE, Math.min((i + 1) * AT_ONCE, all.size())))
                .toList();
    }
}
