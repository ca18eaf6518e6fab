package org.rowferry.apply;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether every value of the source's type is the same value in the target's, read from the text that the source
 * prints; types as {@code format_type} prints them. Floating-point numbers fit no other type: their text is the shortest
 * that comes back as the same number, and means another one elsewhere.
 */
final class TypeFit {
    private static final Pattern WITH_MODIFIER = Pattern.compile("([^()]+?)\\((\\d+)(?:,(-?\\d+))?\\)(.*)");
    private static final List<String> WIDER_INTEGERS = List.of("smallint", "integer", "bigint", "numeric");
    private static final List<Integer> DIGITS_OF_INTEGERS = List.of(5, 10, 19);
    private static final Set<String> GROWING = Set.of(
            "character varying",
            "character",
            "bit varying",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval");

    private TypeFit() {}

    static boolean fits(String source, String target) {
        if (source.equals(target) || takesAnyText(target)) {
            return true;
        }
        if (source.endsWith("[]") && target.endsWith("[]")) {
            return fitsInArrays(source.substring(0, source.length() - 2), target.substring(0, target.length() - 2));
        }
        return fits(Parts.of(source), Parts.of(target));
    }

    static boolean takesAnyText(String target) {
        return target.equals("text") || target.equals("character varying");
    }

    /**
     * Elements are parted by a character of their type's, which text must share to find the same ones: all types that
     * come with the server part them by commas, but {@code box}.
     */
    private static boolean fitsInArrays(String source, String target) {
        boolean partedByCommas = source.indexOf('.') < 0 && !source.equals("box");
        return fits(source, target) && (partedByCommas || !takesAnyText(target));
    }

    private static boolean fits(Parts source, Parts target) {
        if (target.name.equals("numeric")) {
            return isNarrowerNumber(source, target);
        }
        if (source.name.equals("bit") && target.name.equals("bit varying")) {
            return source.length <= target.length;
        }
        if (source.name.startsWith("interval ") && target.name.equals("interval")) {
            return target.length == Parts.UNLIMITED;
        }
        return isWiderInteger(source, target)
                || (source.name.equals("cidr") && target.name.equals("inet"))
                || (source.name.equals(target.name) && GROWING.contains(source.name) && source.length <= target.length);
    }

    private static boolean isWiderInteger(Parts source, Parts target) {
        int from = WIDER_INTEGERS.indexOf(source.name);
        return from >= 0 && from < WIDER_INTEGERS.indexOf(target.name);
    }

    /** Neither the digits before the point may be cut, nor those behind it. */
    private static boolean isNarrowerNumber(Parts source, Parts target) {
        if (target.length == Parts.UNLIMITED) {
            return source.name.equals("numeric") || isWiderInteger(source, target);
        }
        int before = target.length - target.scale;
        int integer = WIDER_INTEGERS.indexOf(source.name);
        if (integer >= 0 && integer < DIGITS_OF_INTEGERS.size()) {
            return target.scale >= 0 && before >= DIGITS_OF_INTEGERS.get(integer);
        }
        return source.name.equals("numeric")
                && source.length != Parts.UNLIMITED
                && source.scale <= target.scale
                && source.length - source.scale <= before;
    }

    /** A type's name, with what follows its modifier, and the modifier. */
    private record Parts(String name, int length, int scale) {
        static final int UNLIMITED = Integer.MAX_VALUE;

        static Parts of(String type) {
            Matcher matcher = WITH_MODIFIER.matcher(type);
            if (!matcher.matches()) {
                return new Parts(type, UNLIMITED, 0);
            }
            return new Parts(
                    matcher.group(1) + matcher.group(4),
                    number(matcher.group(2)),
                    matcher.group(3) == null ? 0 : number(matcher.group(3)));
        }

        /** A manifest may hold any number; one that no server would print fits nothing. */
        private static int number(String digits) {
            return digits.length() > 9 ? UNLIMITED - 1 : Integer.parseInt(digits);
        }
    }
}
