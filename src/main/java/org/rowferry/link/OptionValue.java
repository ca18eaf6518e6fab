package org.rowferry.link;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.rowferry.config.DidYouMean;

/** The values that an option of postgres_fdw takes. */
interface OptionValue {
    /** Anything but nothing. */
    OptionValue TEXT = text -> text;

    OptionValue FLAG = text -> switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "on", "yes" -> "true";
        case "false", "off", "no" -> "false";
        default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
    };

    /** A flag that libpq writes as 1 and 0. */
    OptionValue BIT = text -> switch (text.toLowerCase(Locale.ROOT)) {
        case "1", "true", "on", "yes" -> "1";
        case "0", "false", "off", "no" -> "0";
        default -> throw new IllegalArgumentException("'" + text + "' is not 1 or 0");
    };

    OptionValue WHOLE = text -> matching(text, "\\d{1,9}", "a whole number");

    OptionValue POSITIVE = text -> matching(text, "0*[1-9]\\d{0,8}", "a whole number above 0");

    OptionValue COST = text -> matching(text, "(\\d{1,9}(\\.\\d*)?|\\.\\d+)(e[-+]?\\d{1,2})?", "a number of 0 or more");

    /** Names with commas between them. */
    OptionValue NAMES = text -> {
        if (Arrays.stream(text.split(",", -1)).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("'" + text + "' is not a list of names such as 'postgis, hstore'");
        }
        return text;
    };

    /**
     * Reads a value as it is written in a configuration, and returns it as the server is told it.
     *
     * @throws IllegalArgumentException if it is none
     */
    String read(String text);

    static OptionValue of(String... words) {
        List<String> known = List.of(words);
        return text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException(
                        "'" + text + "' is none of " + String.join(", ", known) + DidYouMean.suffix(text, known));
            }
            return text;
        };
    }

    private static String matching(String text, String pattern, String what) {
        if (!text.strip().matches(pattern)) {
            throw new IllegalArgumentException("'" + text + "' is not " + what);
        }
        return text.strip();
    }
}
