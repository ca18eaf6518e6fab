package org.rowferry.postgres;

import org.rowferry.schema.Identifier;

/**
 * What makes two values of a column the same key: the equality of its type's default btree operator class.
 *
 * @param operator as SQL, qualified, so that no {@code search_path} decides what is equal
 * @param byImage whether equal values are always spelled the same, which those of numeric, citext or a nondeterministic
 *     collation are not
 */
public record Equality(Identifier column, String operator, boolean byImage) {}
