package org.rowferry.random;

import java.util.List;
import org.rowferry.history.Dice;

/** Texts that have broken a copy of a table somewhere: line ends, quotes, backslashes, characters of every plane. */
final class Texts {
    private static final List<String> PIECES = List.of(
            "a",
            "B",
            "é",
            "ß",
            "\u0301",
            "漢",
            "😀",
            "\uDBFF\uDFFD",
            "\u0001",
            "\u007f",
            "\u00a0",
            "\u2028",
            "\ufeff",
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\"",
            "\"\"",
            "'",
            "''",
            ",",
            ";",
            "|",
            "\\",
            "\\.",
            "\\n",
            "\\N",
            "\\x",
            "{}",
            "%s",
            "$1",
            "${x}",
            "NULL",
            "null",
            "--",
            "/*",
            "<&>");

    private static final List<String> WHOLE = List.of("", " ", "\\.", "\\N", "NULL", "\n", "\"", "\n\\.\n", "a", "A");

    private Texts() {}

    static String any(Dice dice) {
        if (dice.oneIn(3)) {
            return dice.any(WHOLE);
        }
        StringBuilder text = new StringBuilder();
        for (int i = dice.between(1, 4); i > 0; i--) {
            text.append(dice.any(PIECES));
        }
        return text.toString();
    }

    /** Returns a text of so many characters at the most, as the server counts them. */
    static String any(Dice dice, int characters) {
        String text = any(dice);
        int most = Math.min(characters, text.codePointCount(0, text.length()));
        return text.substring(0, text.offsetByCodePoints(0, most));
    }
}
