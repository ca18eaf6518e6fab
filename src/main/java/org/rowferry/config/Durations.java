package org.rowferry.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads spans of time as people write them: {@code 14 days}, {@code 10 minutes}, {@code 30s}, {@code 1h 30m}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]+)\\s*");
    private static final Map<String, Duration> UNITS = units();

    /** So long before now, PostgreSQL's calendar still has a day. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    /**
     * Reads one or more whole numbers, each with a unit; 0 alone needs none. A day has 24 hours.
     *
     * @throws IllegalArgumentException if the text is not of that form, or longer than a hundred years
     */
    public static Duration parse(String text) {
        String rest = text.trim();
        if (rest.equals("0")) {
            return Duration.ZERO;
        }
        if (rest.matches("\\d+")) {
            throw new IllegalArgumentException("'" + text + "' has no unit, such as '" + rest + " minutes'");
        }
        return sum(text, rest);
    }

    private static Duration sum(String text, String parts) {
        Matcher part = PART.matcher(parts);
        Duration sum = Duration.ZERO;
        int at = 0;
        do {
            if (!part.region(at, parts.length()).lookingAt()) {
                throw new IllegalArgumentException("'" + text + "' is not a duration such as '10 minutes'");
            }
            // Far past what is too long already, so that none of it overflows.
            long count = Math.min(Long.parseLong(part.group(1)), LONGEST.toMillis() + 1);
            sum = sum.plus(unit(text, part.group(2)).multipliedBy(count));
            if (sum.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("'" + text + "' is longer than " + LONGEST.toDays() + " days");
            }
            at = part.end();
        } while (at < parts.length());
        return sum;
    }

    private static Duration unit(String text, String name) {
        // 'M' could be meant as months, so that single letters are read as they stand.
        Duration unit = UNITS.get(name.length() == 1 ? name : name.toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' has the unknown unit '" + name + "'" + DidYouMean.suffix(name, UNITS.keySet()));
        }
        return unit;
    }

    private static Map<String, Duration> units() {
        Map<String, Duration> units = new LinkedHashMap<>();
        put(units, Duration.ofMillis(1), "ms", "millisecond", "milliseconds");
        put(units, Duration.ofSeconds(1), "s", "sec", "second", "seconds");
        put(units, Duration.ofMinutes(1), "m", "min", "minute", "minutes");
        put(units, Duration.ofHours(1), "h", "hour", "hours");
        put(units, Duration.ofDays(1), "d", "day", "days");
        put(units, Duration.ofDays(7), "w", "week", "weeks");
        return units;
    }

    private static void put(Map<String, Duration> units, Duration unit, String... names) {
        for (String name : names) {
            units.put(name, unit);
        }
    }
}
