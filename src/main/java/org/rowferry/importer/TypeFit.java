package org.rowferry.importer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether every value of the source's type is the same value in the target's; types as {@code format_type} prints them. */
final class TypeFit {
    private static final Pattern SIZED = Pattern.compile("(character varying|bit varying)\\((\\d+)\\)");
    private static final List<String> WIDER_INTEGERS = List.of("smallint", "integer", "bigint", "numeric");

    private TypeFit() {}

    static boolean fits(String source, String target) {
        return source.equals(target)
                || target.equals("text")
                || isWiderInteger(source, target)
                || isLonger(source, target);
    }

    private static boolean isWiderInteger(String source, String target) {
        int from = WIDER_INTEGERS.indexOf(source);
        return from >= 0 && from < WIDER_INTEGERS.indexOf(target);
    }

    private static boolean isLonger(String source, String target) {
        Matcher from = SIZED.matcher(source);
        if (!from.matches()) {
            return false;
        }
        Matcher to = SIZED.matcher(target);
        return target.equals(from.group(1))
                || (to.matches()
                        && to.group(1).equals(from.group(1))
                        && Long.parseLong(to.group(2)) >= Long.parseLong(from.group(2)));
    }
}
