package org.rowferry.random;

import java.util.Map;
import java.util.TreeMap;

/** Counts how often each kind of incident happened, and how it ended. */
final class Tally {
    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void note(String incident, String end) {
        counts.merge(incident + ": " + end, 1, Integer::sum);
    }

    /** Returns whether an incident was ever seen to end so. */
    synchronized boolean has(String incident, String end) {
        return counts.containsKey(incident + ": " + end);
    }

    @Override
    public synchronized String toString() {
        StringBuilder lines = new StringBuilder();
        counts.forEach(
                (what, count) -> lines.append(count).append("\t").append(what).append('\n'));
        return lines.toString();
    }
}
