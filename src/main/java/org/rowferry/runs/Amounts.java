package org.rowferry.runs;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Amounts as people read them, short enough for the axis of a chart. */
final class Amounts {
    private static final List<String> BYTES = List.of(" bytes", " kB", " MB", " GB", " TB", " PB");
    private static final List<String> COUNTS = List.of("", " k", " M", " G", " T", " P");

    private Amounts() {}

    static String bytes(double bytes) {
        return scaled(bytes, BYTES);
    }

    static String count(double count) {
        return scaled(count, COUNTS);
    }

    private static String scaled(double amount, List<String> units) {
        double rest = amount;
        int unit = 0;
        while (rest >= 1000 && unit < units.size() - 1) {
            rest /= 1000;
            unit++;
        }
        String number = rest == Math.rint(rest) || rest >= 100
                ? String.format(Locale.ROOT, "%.0f", rest)
                : String.format(Locale.ROOT, "%.1f", rest);
        return number + units.get(unit);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(double seconds) {
        if (seconds >= 7200) {
            return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
        }
        if (seconds >= 100) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        if (seconds == Math.rint(seconds)) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        return seconds < 0.1
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    static String age(Duration age) {
        if (age.toMinutes() < 2) {
            return "just now";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " minutes";
        }
        return age.toDays() < 2 ? age.toHours() + " hours" : age.toDays() + " days";
    }
}
