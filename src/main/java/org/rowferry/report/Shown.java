package org.rowferry.report;

import java.util.Locale;

/**
 * Text as it is shown: on one line, with what a terminal would obey or nobody would see escaped. Names and messages come
 * from files and databases of others, who would else write lines of ours.
 */
public final class Shown {
    private Shown() {}

    /**
     * Returns a line of ours with line ends, control characters, and characters that turn or hide others, as escapes. The
     * names and constants of SQL in it have the escapes of SQL.
     */
    public static String line(String text) {
        return isPlain(text) ? text : ShownSql.of(text);
    }

    /** Returns a text that is no line of ours, such as a value, with such characters as escapes. */
    public static String value(String text) {
        return escaped(text, false);
    }

    /** Returns a JSON text whose strings hold such characters as JSON's escapes; its own line ends stay. */
    public static String json(String text) {
        return escaped(text, true);
    }

    /** Returns whether a text is shown as it is. */
    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(Shown::isHidden);
    }

    private static String escaped(String text, boolean json) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (!isHidden(c) || (json && c == '\n')) {
                shown.appendCodePoint(c);
            } else {
                shown.append(escape(c));
            }
        });
        return shown.toString();
    }

    static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> units(c);
        };
    }

    private static String units(int c) {
        StringBuilder units = new StringBuilder();
        for (char unit : Character.toChars(c)) {
            units.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
        return units.toString();
    }

    /** Tells control characters, line and paragraph separators, and the format characters, bidirectional ones among them. */
    static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
