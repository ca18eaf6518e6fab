package org.rowferry.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rowferry.report.Shown;

/**
 * The grammar of what {@code format_type} prints. A type out of a bundle, or of a source over a link, goes into advice
 * that is copied into psql, which runs a program for a backslash outside of quotes; so nothing else may pass for a type.
 *
 * <p>Quotes and brackets are walked by hand: a pattern that repeats a group takes stack for each time.
 */
public final class TypeText {
    /** Two quoted names of 63 bytes, each a quote, have fewer; so has every list of modifiers that is known. */
    public static final int MOST_CHARACTERS = 1_000;

    private static final String TIME = "(?:time|timestamp)(?:\\(\\d{1,9}\\))? with(?:out)? time zone";
    private static final String INTERVAL =
            "interval (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?";
    private static final Pattern WORDS =
            Pattern.compile("double precision|(?:bit|character) varying|" + TIME + "|" + INTERVAL);
    private static final Pattern BARE = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern MODIFIER = Pattern.compile("\\([\\p{L}\\p{N}_+., -]*\\)");
    private static final int MOST_SHOWN = 120;
    private static final int NONE = -1;

    private final String text;

    private TypeText(String text) {
        this.text = text;
    }

    /**
     * Returns the text as it is.
     *
     * @throws IllegalArgumentException if it is not a type's
     */
    public static String require(String text) {
        if (text.length() > MOST_CHARACTERS || !new TypeText(text).isType()) {
            throw new IllegalArgumentException("'" + shown(text) + "' is no type");
        }
        return text;
    }

    private static String shown(String text) {
        return Shown.value(text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…");
    }

    private boolean isType() {
        int words = end(WORDS, 0);
        return (words != NONE && isRest(words)) || isRest(names());
    }

    private int names() {
        int end = name(0);
        return end != NONE && text.startsWith(".", end) ? name(end + 1) : end;
    }

    private int name(int from) {
        return text.startsWith("\"", from) ? quoted(from + 1) : end(BARE, from);
    }

    /** Returns where a quoted name ends that begins here, behind its first quote. */
    private int quoted(int from) {
        int at = from;
        while (at < text.length() && !Character.isISOControl(text.charAt(at))) {
            boolean quote = text.charAt(at) == '"';
            if (quote && !text.startsWith("\"\"", at)) {
                return at > from ? at + 1 : NONE;
            }
            at += quote ? 2 : 1;
        }
        return NONE;
    }

    private boolean isRest(int from) {
        if (from == NONE) {
            return false;
        }
        int at = Math.max(from, end(MODIFIER, from));
        while (text.startsWith("[]", at)) {
            at += 2;
        }
        return at == text.length();
    }

    private int end(Pattern pattern, int from) {
        Matcher found = pattern.matcher(text).region(from, text.length());
        return found.lookingAt() ? found.end() : NONE;
    }

    /** Returns a type without what is in parentheses: its length, precision or scale. */
    public static String bare(String type) {
        return type.replaceAll("\\(.*?\\)", "");
    }
}
