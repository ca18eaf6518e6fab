package org.rowferry.catalog;

import java.util.Optional;
import org.rowferry.schema.Identifier;

/**
 * The operator that makes two values of a column the same key: the equality of its type's default btree operator class.
 *
 * @param operator as SQL, qualified, so that no {@code search_path} decides what is equal
 * @param belowDomain the type below the column's domain, as SQL; empty where the column has none. Operators of all enums
 *     or all ranges do not take a domain on one side and its base type on the other
 * @param byImage whether equal values are always spelled the same, which those of numeric, citext or a nondeterministic
 *     collation are not
 */
public record Equality(Identifier column, String operator, Optional<String> belowDomain, boolean byImage) {
    /** Returns a value of the column as the operator takes it. */
    public String operand(String value) {
        return belowDomain.map(type -> "cast(" + value + " as " + type + ")").orElse(value);
    }
}
