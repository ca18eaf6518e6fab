package org.rowferry.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant by one that is unknown. */
public final class DidYouMean {
    private DidYouMean() {}

    /** Returns {@code , did you mean 'outbox'?} to end a message with, or nothing where no name is near. */
    public static String suffix(String word, Collection<String> known) {
        return nearest(word, known)
                .map(name -> ", did you mean '" + name + "'?")
                .orElse("");
    }

    /** Returns the known name that is the fewest slips of the keyboard away, if they are few for a word so long. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String plain = plain(word);
        int most = plain.length() < 4 ? 1 : plain.length() < 8 ? 2 : 3;
        return known.stream()
                .filter(name -> distance(plain, plain(name)) <= most)
                .min(Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Counts characters inserted, left out, replaced, and pairs of neighbours swapped (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
