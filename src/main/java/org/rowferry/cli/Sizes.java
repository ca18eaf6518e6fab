package org.rowferry.cli;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    /** Returns a number of bytes with three digits or so: {@code 12.3 MB}. */
    static String of(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1000 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** Returns how long something took, or how old it is: {@code 3 days}, {@code 1.2 s}. */
    static String of(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.compareTo(Duration.ofHours(2)) < 0) {
            return duration.toMinutes() + " minutes";
        }
        return duration.compareTo(Duration.ofDays(2)) < 0 ? duration.toHours() + " hours" : duration.toDays() + " days";
    }
}
