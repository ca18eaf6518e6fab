package org.rowferry.report;

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
                : "$'" + Shown.line(text.replace("\\", "\\\\").replace("'", "\\'")) + "'";
    }
}
