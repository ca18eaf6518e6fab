package org.rowferry.bundle;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of what {@code format_type} prints. A type out of a bundle goes into advice that is copied into a shell,
 * so that nothing else may pass for one.
 *
 * <p>Quotes and brackets are walked by hand: a pattern that repeats a group takes stack for each time.
 */
final class TypeText {
    /** Two quoted names of 63 bytes, each a quote, have fewer; so has every list of modifiers that is known. */
    static final int MOST_CHARACTERS = 1_000;

    private static final String TIME = "(?:time|timestamp)(?:\\(\\d{1,9}\\))? with(?:out)? time zone";
    private static final String INTERVAL =
            "interval (?:year|month|day|hour|minute|second)(?: to (?:month|hour|minute|second))?";
    private static final Pattern WORDS =
            Pattern.compile("double precision|(?:bit|character) varying|" + TIME + "|" + INTERVAL);
    private static final Pattern BARE = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern MODIFIER = Pattern.compile("\\([^()'\";\\p{Cntrl}]*\\)");
    private static final int NONE = -1;

    private final String text;

    private TypeText(String text) {
        this.text = text;
    }

    /** Returns the text if it is a type's. */
    static String require(String text) {
        if (text.length() > MOST_CHARACTERS || !new TypeText(text).isType()) {
            throw new IllegalArgumentException(Damage.show(text) + " is no type");
        }
        return text;
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
}
