package org.rowferry.random;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.rowferry.history.Dice;
import org.rowferry.schema.Literal;

/**
 * A type of columns, and how to draw a value of it.
 *
 * @param sql the type as SQL, qualified where it is not the server's own
 * @param collation what a column's definition says behind the type, or nothing
 * @param ordered it has a btree equality, so that it may be in a key
 * @param compared the type that a statement compares its values as: domains over some types have no operators
 * @param draw draws an expression in SQL that gives a value other than NULL
 */
record ValueType(String sql, String collation, boolean ordered, String compared, Function<Dice, String> draw) {
    private static final Set<String> INEXACT =
            Set.of("numeric", "real", "double precision", "interval", "jsonb", "numrange", "nummultirange");

    ValueType(String sql, String collation, boolean ordered, Function<Dice, String> draw) {
        this(sql, collation, ordered, sql, draw);
    }

    /** A type whose values are among these texts. */
    static ValueType of(String sql, boolean ordered, List<String> texts) {
        return new ValueType(sql, "", ordered, dice -> cast(dice.any(texts), sql));
    }

    /** Returns a text as a value of a type, in SQL. */
    static String cast(String text, String sql) {
        return new Literal(text) + "::" + sql;
    }

    ValueType collate(String collationSql) {
        return new ValueType(sql, " collate " + collationSql, ordered, compared, draw);
    }

    /** Returns whether there are arrays of it; what are arrays already make wider ones instead. */
    boolean hasArrays() {
        return !sql.endsWith("]") && !sql.endsWith("vector");
    }

    /** Returns the type of a domain over this one. */
    ValueType domain(String name) {
        return new ValueType(name, "", ordered, compared, dice -> draw.apply(dice) + "::" + name);
    }

    /** Returns whether foreign keys may lead to it; the server cannot compare arrays for one, nor some domains. */
    boolean isReferable() {
        return ordered && !sql.endsWith("]") && sql.equals(compared);
    }

    /** Returns whether values that are equal are written alike; of types that are not the server's own nobody says so. */
    boolean isExact() {
        return !INEXACT.contains(sql) && !sql.contains(".") && (collation.isEmpty() || collation.contains("\"C\""));
    }

    /** Returns an expression of this type as a statement compares it. */
    String comparable(String expression) {
        return sql.equals(compared) ? expression : "(" + expression + ")::" + compared;
    }

    /** Returns the type of arrays of this type: of none, some or many elements, with NULLs, of two dimensions. */
    ValueType array() {
        String arrays = sql + "[]";
        return new ValueType(arrays, "", ordered, dice -> switch (dice.below(6)) {
            case 0 -> "'{}'::" + arrays;
            case 1 -> "array[" + draw.apply(dice) + "]::" + arrays;
            case 2 -> "array[" + draw.apply(dice) + ", null, " + draw.apply(dice) + "]::" + arrays;
            case 3 -> "array[null]::" + arrays;
            case 4 -> "array_fill(" + draw.apply(dice) + ", '{2}', '{-3}')::" + arrays;
            default ->
                "array[[" + draw.apply(dice) + ", null], [" + draw.apply(dice) + ", " + draw.apply(dice) + "]]::"
                        + arrays;
        });
    }

    @Override
    public String toString() {
        return sql + collation;
    }
}
