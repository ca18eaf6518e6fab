package org.rowferry.capture;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.catalog.Equality;
import org.rowferry.schema.Key;
import org.rowferry.schema.ShadowName;

/**
 * The key that a table's capture goes by; the shadow table has its columns as {@code k1}, {@code k2} and so on.
 *
 * @param equalities what makes two values of each column equal
 * @param unique whether a unique index on NOT NULL columns covers it; else it is checked in each export
 * @param indexed whether an index finds a row by it
 */
public record RowKey(Key key, List<Equality> equalities, boolean unique, boolean indexed) {
    public RowKey {
        equalities = List.copyOf(equalities);
    }

    /** Returns the condition that a row of the base table, under an alias, has the key of a shadow row {@code k}. */
    String match(String alias) {
        return each(
                i -> equalities.get(i).operand(alias + "." + key.columns().get(i)) + " "
                        + equalities.get(i).operator() + " k." + noted(i),
                " and ");
    }

    /** Returns the condition that a row of the base table, under an alias, has a key of the array of a shadow row {@code k}. */
    String matchAny(String alias) {
        Equality only = equalities.get(0);
        return only.operand(alias + "." + only.column()) + " " + only.operator() + " any (k." + ShadowName.ARRAYS + ")";
    }

    /** Returns the shadow table's columns. */
    String noted() {
        return each(RowKey::noted, ", ");
    }

    /** Returns the condition that a shadow row lacks a value in any column; the marker of a TRUNCATE lacks all. */
    String isIncomplete() {
        return each(i -> noted(i) + " is null", " or ");
    }

    /** Returns the columns of the base table under an alias. */
    String of(String alias) {
        return each(i -> alias + "." + key.columns().get(i), ", ");
    }

    /** Returns whether equal keys are always spelled the same. */
    boolean byImage() {
        return equalities.stream().allMatch(Equality::byImage);
    }

    /** Returns what tells two spellings apart: the value as it is printed, where its type's equality does not. */
    String spelled() {
        return each(i -> equalities.get(i).byImage() ? noted(i) : "format('%s', " + noted(i) + ") collate \"C\"", ", ");
    }

    private static String noted(int place) {
        return ShadowName.column(place + 1).toString();
    }

    private String each(Function<Integer, String> part, String separator) {
        return IntStream.range(0, equalities.size()).boxed().map(part).collect(Collectors.joining(separator));
    }
}
