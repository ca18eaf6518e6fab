package org.rowferry.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name as it is written in SQL, with dots between its parts: {@code public."Order-Lines"}, or with the escapes in which
 * a name with hidden characters is shown, {@code public.U&"a\0009b"}.
 */
final class WrittenName {
    private static final String ESCAPED = "U&\"";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:(\\\\)|([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6}))?");

    private final String text;
    private final List<String> parts = new ArrayList<>();

    private WrittenName(String text) {
        this.text = text;
    }

    /**
     * Returns the names between the dots, as the catalog holds them. A name without quotes is folded to lower case.
     *
     * @throws IllegalArgumentException if the text is no such name
     */
    static List<String> parts(String text) {
        return new WrittenName(text).read();
    }

    private List<String> read() {
        int at = 0;
        while (true) {
            at = part(at);
            if (at == text.length()) {
                return parts;
            }
            if (text.charAt(at) != '.') {
                throw notAName();
            }
            at++;
        }
    }

    /** Reads the part that begins here; returns where it ends. */
    private int part(int at) {
        if (text.startsWith("\"", at)) {
            return quoted(at);
        }
        if (text.regionMatches(true, at, ESCAPED, 0, ESCAPED.length())) {
            int end = quoted(at + ESCAPED.length() - 1);
            parts.add(unescaped(parts.remove(parts.size() - 1)));
            return end;
        }
        return bare(at);
    }

    private int quoted(int start) {
        StringBuilder name = new StringBuilder();
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) != '"') {
                name.append(text.charAt(at));
            } else if (text.startsWith("\"\"", at)) {
                name.append('"');
                at++;
            } else {
                parts.add(name.toString());
                return at + 1;
            }
        }
        throw new IllegalArgumentException("'" + text + "' has a quote that is not closed");
    }

    private String unescaped(String escaped) {
        return ESCAPE.matcher(escaped).replaceAll(escape -> Matcher.quoteReplacement(character(escape.group())));
    }

    private String character(String escape) {
        if (escape.equals("\\\\")) {
            return "\\";
        }
        int c = escape.length() == 1 ? -1 : Integer.parseInt(escape.replaceFirst("^\\\\\\+?", ""), 16);
        if (!Character.isValidCodePoint(c)) {
            throw new IllegalArgumentException(
                    "'" + text + "' has a backslash that begins no escape: write it as \\\\");
        }
        return Character.toString(c);
    }

    private int bare(int start) {
        int at = start;
        while (at < text.length() && isPartOfBareName(text.charAt(at), at == start)) {
            at++;
        }
        if (at == start) {
            throw notAName();
        }
        parts.add(fold(text.substring(start, at)));
        return at;
    }

    private IllegalArgumentException notAName() {
        return new IllegalArgumentException(
                "'" + text + "' is not a name as SQL has it: quote what is no plain word, '\"Order-Lines\"'");
    }

    private static boolean isPartOfBareName(char c, boolean first) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c > 127;
        return letter || (!first && ((c >= '0' && c <= '9') || c == '$'));
    }

    /** The server folds ASCII letters alone in a database of a multi-byte encoding. */
    private static String fold(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 32));
            }
        }
        return folded.toString();
    }
}
