package org.rowferry.random;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Texts as YAML has them, whatever characters they hold. */
final class Yaml {
    private Yaml() {}

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0xfeff) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    static String map(Map<?, ?> texts) {
        return texts.entrySet().stream()
                .map(text -> quoted(text.getKey().toString()) + ": "
                        + quoted(text.getValue().toString()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    static String list(List<?> texts) {
        return texts.stream().map(text -> quoted(text.toString())).collect(Collectors.joining(", ", "[", "]"));
    }
}
