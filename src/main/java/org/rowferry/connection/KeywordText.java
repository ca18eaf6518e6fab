package org.rowferry.connection;

import java.util.EnumMap;
import java.util.Map;

/**
 * Reads libpq's keyword form: {@code host=db1 dbname=shop user='o\'hara'}. Blanks may surround the equals sign, a value
 * that is empty or holds blanks stands in single quotes, a backslash takes the next character as it is; the last of
 * equal keywords counts. Source: libpq's manual, 'Keyword/Value Connection Strings'.
 */
final class KeywordText {
    private static final String BLANKS = " \t\n\u000B\f\r";

    private final String text;
    private final Map<Parameter, String> values = new EnumMap<>(Parameter.class);
    private int at;
    /** A password that is quoted wrong goes on behind its end: nothing from there on is shown. */
    private boolean secretsMayFollow;

    private KeywordText(String text) {
        this.text = text;
    }

    static Map<Parameter, String> read(String text) {
        KeywordText reader = new KeywordText(text);
        reader.skipBlanks();
        while (reader.at < text.length()) {
            reader.pair();
            reader.skipBlanks();
        }
        return reader.values;
    }

    private void pair() {
        int start = at;
        while (at < text.length() && !isBlank() && text.charAt(at) != '=') {
            at++;
        }
        String keyword = text.substring(start, at);
        skipBlanks();
        if (at == text.length() || text.charAt(at) != '=') {
            throw UnreadableText.keywords("has no '=' behind the word at character " + (start + 1));
        }
        at++;
        skipBlanks();
        Parameter parameter = Parameter.named(keyword).orElseThrow(() -> unknown(keyword, start));
        values.put(parameter, text.startsWith("'", at) ? quoted() : bare());
        secretsMayFollow |= parameter.isSecret();
    }

    private RuntimeException unknown(String keyword, int start) {
        return secretsMayFollow
                ? UnreadableText.keywords("has an unknown parameter behind the password, at character " + (start + 1))
                : UnreadableText.unknown(keyword);
    }

    private String bare() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && !isBlank()) {
            character(value);
        }
        return value.toString();
    }

    private String quoted() {
        int start = at;
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '\'') {
            character(value);
        }
        if (at == text.length()) {
            throw UnreadableText.keywords("has a quote that is not closed, at character " + (start + 1));
        }
        at++;
        return value.toString();
    }

    private void character(StringBuilder value) {
        if (text.charAt(at) == '\\') {
            at++;
        }
        if (at < text.length()) {
            value.append(text.charAt(at));
            at++;
        }
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank()) {
            at++;
        }
    }

    private boolean isBlank() {
        return BLANKS.indexOf(text.charAt(at)) >= 0;
    }
}
