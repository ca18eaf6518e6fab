package org.rowferry.apply;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.proof.DigestColumn;
import org.rowferry.proof.ServerText;
import org.rowferry.schema.Column;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.NamedType;
import org.rowferry.schema.NamedType.Attribute;
import org.rowferry.schema.NamedType.Composite;
import org.rowferry.schema.NamedType.Domain;
import org.rowferry.schema.NamedType.Multirange;
import org.rowferry.schema.NamedType.Range;

/**
 * Writes a column of the target as SQL whose values are printed as the source prints them, though the target may hold them in
 * another type. None of these expressions can fail, whatever somebody has written into the column.
 */
final class SourceForm {
    private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");
    private static final Pattern MODIFIER = Pattern.compile("\\((\\d{1,9})(?:,(-?\\d{1,9}))?\\)");

    /** They print a value alike with any modifier. */
    private static final Set<String> LIKE_ALL_LENGTHS = Set.of(
            "character varying",
            "bit varying",
            "time without time zone",
            "time with time zone",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval");

    private final Map<String, NamedType> arriving;
    private final Map<String, NamedType> own;
    private final ServerText server;

    /**
     * Makes it.
     *
     * @param arriving the types that somebody made on the source; one that is not among them is known by its name
     * @param own those of the target
     */
    SourceForm(Collection<NamedType> arriving, Collection<NamedType> own, ServerText server) {
        this.arriving = byName(arriving);
        this.own = byName(own);
        this.server = server;
    }

    private static Map<String, NamedType> byName(Collection<NamedType> types) {
        return types.stream().collect(Collectors.toMap(NamedType::name, Function.identity(), (one, other) -> one));
    }

    /** A column in the source's form; without one, the reason. */
    record Form(Optional<DigestColumn> column, String why) {}

    /**
     * Returns the form of a column.
     *
     * @param value the target's column as SQL
     * @param name its name, for the reason
     * @param type its type on the target
     */
    Form of(Column shipped, String value, Identifier name, String type) {
        if (!server.plainSpaces() && isQuotedByLocale(type, new HashSet<>())) {
            return new Form(
                    Optional.empty(),
                    "its column " + name + " is " + type + ", whose text depends on the locale of this database");
        }
        Optional<DigestColumn> column = column(value, shipped.type(), type);
        return new Form(
                column,
                column.isPresent()
                        ? ""
                        : "its column " + name + " is " + type + " here and " + shipped.type()
                                + " on the source, which do not print values alike");
    }

    private Optional<DigestColumn> column(String value, String source, String target) {
        String there = bottom(source, arriving);
        String here = bottom(target, own);
        if (printsAlike(there, here, 0)) {
            return Optional.of(new DigestColumn(searchable(value, there, here), source, here));
        }
        return number(value, there, here)
                .map(form -> new DigestColumn(form, source, "numeric"))
                .or(() -> text(value, there, here).map(form -> new DigestColumn(form, source, "text")));
    }

    /** Text that holds values of another type is searched for commas, which not every collation allows. */
    private static String searchable(String value, String there, String here) {
        return TypeFit.takesAnyText(here) && !there.equals(here) ? "(" + value + " collate pg_catalog.\"C\")" : value;
    }

    /** A number that has more digits behind the point here than there can be on the source is another one. */
    private static Optional<String> number(String value, String there, String here) {
        boolean isDecimal = bare(there).equals("numeric") && modifier(there).isPresent();
        if (!bare(here).equals("numeric") || !(isDecimal || INTEGERS.contains(there))) {
            return Optional.empty();
        }
        int scale = Math.max(0, isDecimal ? scale(there) : 0);
        String rounded = "round(" + value + ", " + scale + ")";
        return Optional.of("case when " + rounded + " = " + value + " then " + rounded + " else " + value + " end");
    }

    private static Optional<String> text(String value, String there, String here) {
        if (there.equals("cidr") && here.equals("inet")) {
            return Optional.of("text(" + value + ")");
        }
        Optional<Integer> length = length(there);
        if (!bare(there).equals("character") || !bare(here).equals("character") || length.isEmpty()) {
            return Optional.empty();
        }
        String bare = value + "::text";
        return Optional.of("case when char_length(" + bare + ") <= " + length.get() + " then rpad(" + bare + ", "
                + length.get() + ") else " + bare + " end");
    }

    private boolean printsAlike(String source, String target, int depth) {
        String there = bottom(source, arriving);
        String here = bottom(target, own);
        if (depth > arriving.size() + 1) {
            // No type is made of itself, but a forged one.
            return false;
        }
        if (isArray(there) && isArray(here)) {
            return alikeInArrays(element(there), element(here), depth);
        }
        if (TypeFit.takesAnyText(here)) {
            return true;
        }
        return there.equals(here) ? isMadeAlike(there, here, depth) : isWiderAlike(there, here);
    }

    private boolean alikeInArrays(String there, String here, int depth) {
        boolean box = bottom(there, arriving).equals("box") != bottom(here, own).equals("box");
        return !box && printsAlike(there, here, depth);
    }

    private boolean isMadeAlike(String source, String target, int depth) {
        NamedType there = arriving.get(source);
        NamedType here = own.get(target);
        if (there instanceof Composite one && here instanceof Composite other) {
            return areAlike(one.attributes(), other.attributes(), depth);
        }
        if (there instanceof Range one && here instanceof Range other) {
            return printsAlike(one.subtype(), other.subtype(), depth + 1);
        }
        if (there instanceof Multirange one && here instanceof Multirange other) {
            return printsAlike(one.range(), other.range(), depth + 1);
        }
        return there == null || here == null || there.getClass().equals(here.getClass());
    }

    private boolean areAlike(List<Attribute> there, List<Attribute> here, int depth) {
        return there.size() == here.size()
                && IntStream.range(0, there.size())
                        .allMatch(i ->
                                printsAlike(there.get(i).type(), here.get(i).type(), depth + 1));
    }

    private static boolean isWiderAlike(String there, String here) {
        if (here.equals("numeric")) {
            return bare(there).equals("numeric") || INTEGERS.contains(there);
        }
        if (bare(there).equals("numeric") && bare(here).equals("numeric")) {
            return modifier(there).isPresent() && Math.max(0, scale(there)) == Math.max(0, scale(here));
        }
        return (INTEGERS.contains(there) && INTEGERS.contains(here))
                || (bare(there).equals("bit") && bare(here).equals("bit varying"))
                || (there.startsWith("interval") && here.equals("interval"))
                || (bare(there).equals(bare(here)) && LIKE_ALL_LENGTHS.contains(bare(there)));
    }

    /** A record and a range quote a value in which their locale sees a blank; an array does not ask it. */
    private boolean isQuotedByLocale(String type, Set<String> seen) {
        String bottom = bottom(type, own);
        if (!seen.add(bottom)) {
            return false;
        }
        return isArray(bottom)
                ? isQuotedByLocale(element(bottom), seen)
                : own.get(bottom) instanceof Composite
                        || own.get(bottom) instanceof Range
                        || own.get(bottom) instanceof Multirange;
    }

    /** Returns the type below all domains. */
    static String bottom(String type, Map<String, NamedType> types) {
        String bottom = type;
        for (int depth = 0; depth < types.size() && types.get(bottom) instanceof Domain domain; depth++) {
            bottom = domain.base();
        }
        return bottom;
    }

    /** Returns the same for a type whose values may be arrays: with the type below the domains of their elements. */
    static String bottomOfElements(String type, Map<String, NamedType> types) {
        String bottom = bottom(type, types);
        StringBuilder arrays = new StringBuilder();
        for (int depth = 0; depth <= types.size() && isArray(bottom); depth++) {
            bottom = bottom(element(bottom), types);
            arrays.append("[]");
        }
        return bottom + arrays;
    }

    private static boolean isArray(String type) {
        return type.endsWith("[]");
    }

    private static String element(String array) {
        return array.substring(0, array.length() - 2);
    }

    private static String bare(String type) {
        return MODIFIER.matcher(type).replaceFirst("");
    }

    private static Optional<Matcher> modifier(String type) {
        return Optional.of(MODIFIER.matcher(type)).filter(Matcher::find);
    }

    private static Optional<Integer> length(String type) {
        return modifier(type).map(found -> Integer.valueOf(found.group(1)));
    }

    private static int scale(String type) {
        return modifier(type)
                .map(found -> found.group(2) == null ? 0 : Integer.parseInt(found.group(2)))
                .orElse(0);
    }
}
