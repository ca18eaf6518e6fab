package org.rowferry.testing;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The cases that are played of those that differ only in a server, a name or a place. {@code -Drowferry.cases=all} plays
 * all of them.
 */
public final class Cases {
    private Cases() {}

    public static boolean all() {
        return "all".equals(System.getProperty("rowferry.cases"));
    }

    /** Returns the last case, which is the hardest. */
    public static <T> List<T> hardest(List<T> cases) {
        return all() ? cases : cases.subList(cases.size() - 1, cases.size());
    }

    /** Returns every second case, beginning with the first. */
    public static <T> List<T> everySecond(List<T> cases) {
        return all()
                ? cases
                : IntStream.range(0, cases.size())
                        .filter(i -> i % 2 == 0)
                        .mapToObj(cases::get)
                        .toList();
    }

    /** Returns whether a case is played with a server, or another thing that differs: of each two the cases take turns. */
    public static boolean isTurn(int numberOfCase, int numberOfOther) {
        return all() || (numberOfCase + numberOfOther) % 2 == 0;
    }

    /** Returns whether a case is played that is one of each two; of three choices every pair is played. */
    public static boolean coversPairs(boolean... choices) {
        int chosen = 0;
        for (boolean choice : choices) {
            chosen += choice ? 1 : 0;
        }
        return all() || chosen % 2 == 0;
    }
}
