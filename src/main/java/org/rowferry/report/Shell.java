package org.rowferry.report;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Words as a POSIX shell has to be given them. */
public final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /** Returns the word as it is where every shell takes it so, in quotes otherwise. */
    public static String word(Object word) {
        String text = word.toString();
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    /** Returns the text in quotes; on one line, with quotes that bash and its like know, where it has several. */
    public static String quoted(String text) {
        return Shown.isPlain(text)
                ? "'" + text.replace("'", "'\\''") + "'"
                : "$'" + escaped(text.replace("\\", "\\\\").replace("'", "\\'")) + "'";
    }

    /** Escapes bytes: without a locale, a shell has no characters beyond ASCII. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> escaped.append(Shown.isHidden(c) ? escape(c) : Character.toString(c)));
        return escaped.toString();
    }

    private static String escape(int c) {
        return c == '\n' || c == '\r' || c == '\t' ? Shown.escape(c) : bytes(c);
    }

    private static String bytes(int c) {
        StringBuilder bytes = new StringBuilder();
        for (byte one : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            bytes.append(String.format(Locale.ROOT, "\\x%02x", one));
        }
        return bytes.toString();
    }
}
