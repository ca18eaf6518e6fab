package org.rowferry.random;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowferry.history.Dice;
import org.rowferry.schema.Identifier;

/** Names that the server takes and programs stumble over, each once. */
final class UglyNames {
    private static final List<String> UGLY = List.of(
            "Order-Lines",
            "group",
            "select",
            "it's \"x\"",
            "a.b",
            "\"",
            "\"a\".\"b\"",
            "é 漢 😀",
            "100%s",
            "%I $1 {{x}}",
            "back\\slash\\",
            "x\ty\nz",
            "$$",
            " lead and trail ",
            "xid",
            "k1",
            "k1s",
            "rows",
            "noted",
            "place",
            "keys",
            "key",
            "ctid ",
            "old",
            "new_rows",
            "t",
            "r",
            "k",
            "rowferry_keys",
            "; drop table x; --",
            "../up",
            "C:\\con",
            "-",
            "0",
            "ÄÖÜ",
            "İıſ",
            "a]b[c",
            "{a: b}",
            "#x: y",
            "null",
            "true");

    private final Dice dice;
    private final Set<String> taken = new HashSet<>();

    UglyNames(Dice dice) {
        this.dice = dice;
    }

    /** Returns a name that this was not asked for before; half of them are plain. */
    Identifier next(String plain) {
        String name = dice.oneIn(2) ? plain + (taken.size() + 1) : ugly();
        return taken.add(name) ? new Identifier(name) : next(plain);
    }

    private String ugly() {
        String name = dice.any(UGLY);
        return dice.oneIn(6) ? name + filling(63 - new Identifier(name).bytes()) : name;
    }

    /** Fills a name up to the last byte, so that whatever is hung on it is cut. */
    private String filling(int bytes) {
        return "_".repeat(bytes - 2) + dice.between(10, 99);
    }
}
