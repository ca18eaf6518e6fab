package org.rowferry.report;

import java.util.Locale;
import java.util.function.IntFunction;

/**
 * SQL within a line that is shown. A name or a constant with characters that are not shown has them in the escapes of
 * SQL: {@code U&"a\0009b"}, {@code E'a\tb'}. So a command can be pasted as it is shown.
 *
 * <p>A text in other quotes is no SQL: whoever puts a name into them, for a shell or for YAML, shows the name first.
 */
final class ShownSql {
    /** The characters that an apostrophe in a word, such as 'the owner's', never follows. */
    private static final String BEFORE_A_CONSTANT = "(,=<>|:~[{ \t\n";

    private final String text;
    private final StringBuilder shown = new StringBuilder();

    private ShownSql(String text) {
        this.text = text;
    }

    /** Returns the text with what is hidden in its names and constants in their escapes, and in ours elsewhere. */
    static String of(String text) {
        ShownSql sql = new ShownSql(text);
        int at = 0;
        while (at < text.length()) {
            at = sql.show(at);
        }
        return sql.shown.toString();
    }

    /** Shows what begins here; returns where the next thing begins. */
    private int show(int at) {
        char c = text.charAt(at);
        int end = c == '"' || (c == '\'' && isConstant(at)) ? end(at) : -1;
        if (end < 0) {
            int one = text.codePointAt(at);
            shown.append(Shown.isHidden(one) ? Shown.escape(one) : Character.toString(one));
            return at + Character.charCount(one);
        }
        quoted(at, end);
        return end;
    }

    private boolean isConstant(int at) {
        return at == 0
                || BEFORE_A_CONSTANT.indexOf(text.charAt(at - 1)) >= 0
                || isMarked(at, "E")
                || isMarked(at, "U&");
    }

    /** Returns whether a mark stands before the quote that says in which escapes the text is. */
    private boolean isMarked(int at, String mark) {
        int start = at - mark.length();
        return text.regionMatches(true, Math.max(start, 0), mark, 0, mark.length())
                && (start <= 0 || !Character.isLetterOrDigit(text.charAt(start - 1)));
    }

    /** Returns where a quoted text ends that begins here, or -1: two quotes in it are one. */
    private int end(int start) {
        char quote = text.charAt(start);
        int end = text.indexOf(quote, start + 1);
        while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
            end = text.indexOf(quote, end + 2);
        }
        return end < 0 ? -1 : end + 1;
    }

    private void quoted(int start, int end) {
        String quoted = text.substring(start, end);
        boolean byUnicode = quoted.startsWith("\"") || isMarked(start, "U&");
        if (Shown.isPlain(quoted)) {
            shown.append(quoted);
        } else if (isMarked(start, byUnicode ? "U&" : "E")) {
            escape(quoted, byUnicode);
        } else {
            shown.append(byUnicode ? "U&" : "E");
            escape(quoted.replace("\\", "\\\\"), byUnicode);
        }
    }

    private void escape(String quoted, boolean byUnicode) {
        IntFunction<String> escape = byUnicode ? ShownSql::unicode : ShownSql::constant;
        quoted.codePoints().forEach(c -> shown.append(Shown.isHidden(c) ? escape.apply(c) : Character.toString(c)));
    }

    private static String unicode(int c) {
        return c > 0xffff ? String.format(Locale.ROOT, "\\+%06x", c) : String.format(Locale.ROOT, "\\%04x", c);
    }

    private static String constant(int c) {
        return c > 0xffff ? String.format(Locale.ROOT, "\\U%08x", c) : Shown.escape(c);
    }
}
