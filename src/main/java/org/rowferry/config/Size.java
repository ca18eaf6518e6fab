package org.rowferry.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes. Units are multiples of 1024, as in postgresql.conf: {@code 8 MB} and {@code 8 MiB} are the same. */
public record Size(long bytes) implements Comparable<Size> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
    private static final Map<String, Long> UNITS = units();

    public Size {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is 0 or more, not " + bytes);
        }
    }

    /**
     * Reads a whole number with a unit: {@code 512 kB}, {@code 8 MB}, {@code 1GiB}.
     *
     * @throws IllegalArgumentException if the text is not of that form, or more than a long holds
     */
    static Size parse(String text) {
        Matcher form = FORM.matcher(text.trim());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size such as '8 MB'");
        }
        if (form.group(2).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has no unit, such as '" + form.group(1) + " MB'");
        }
        try {
            return new Size(Math.multiplyExact(Long.parseLong(form.group(1)), unit(text, form.group(2))));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large", e);
        }
    }

    private static long unit(String text, String name) {
        Long unit = UNITS.get(name.toUpperCase(Locale.ROOT).replace("IB", "B"));
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' has the unknown unit '" + name + "', known are "
                    + String.join(", ", UNITS.keySet()) + DidYouMean.suffix(name, UNITS.keySet()));
        }
        return unit;
    }

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        long bytes = 1;
        for (String name : new String[] {"B", "KB", "MB", "GB", "TB"}) {
            units.put(name, bytes);
            bytes *= 1024;
        }
        return units;
    }

    @Override
    public int compareTo(Size other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the size in the largest unit that needs no fraction. */
    @Override
    public String toString() {
        String text = "0 B";
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (bytes > 0 && bytes % unit.getValue() == 0) {
                text = bytes / unit.getValue() + " " + unit.getKey();
            }
        }
        return text;
    }
}
