package org.rowferry.exporter;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.rowferry.config.Durations;

/**
 * The longest time that a target is left without a bundle: when it is over, a bundle without changes tells that nothing
 * changed. A quarter of it is given to timers that are early or late, and to the transport.
 *
 * @param every how often a bundle is written at least, if the export runs that often
 */
record Heartbeat(Duration every) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Map<String, Duration> WORDS =
            Map.of("hourly", Duration.ofHours(1), "daily", Duration.ofDays(1), "weekly", Duration.ofDays(7));

    public Heartbeat {
        if (every.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a heartbeat of less than a minute is too short");
        }
    }

    /**
     * Reads {@code hourly}, {@code daily}, {@code weekly}, or a span.
     *
     * @throws IllegalArgumentException if the text is neither, or too short a span
     */
    static Heartbeat parse(String text) {
        Duration word = WORDS.get(text.toLowerCase(Locale.ROOT));
        return new Heartbeat(word == null ? Durations.parse(text) : word);
    }

    /** Returns whether a bundle is written although nothing changed, so long after the last one; clocks may be set back. */
    boolean isDue(Duration silence) {
        return silence.isNegative() || silence.compareTo(every.minus(every.dividedBy(4))) >= 0;
    }

    /** Returns the time until which the bundle after this one reaches the target. */
    Instant next(Instant time) {
        return time.plus(every).plus(every.dividedBy(4));
    }
}
