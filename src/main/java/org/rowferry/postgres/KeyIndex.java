package org.rowferry.postgres;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/**
 * A unique index on whole, not-null columns, with the equality that it goes by.
 *
 * @param operators for each column the operator
 */
public record KeyIndex(Key key, List<Operator> operators, boolean primary) {
    public KeyIndex {
        operators = List.copyOf(operators);
    }

    /**
     * The equality of one column.
     *
     * @param sql the operator, qualified, so that no {@code search_path} decides what is equal
     * @param belowDomain the type below the column's domain, qualified and without a length, where the operator is one
     *     of all enums or all ranges: such do not take a domain
     */
    public record Operator(String sql, Optional<String> belowDomain) {
        /** Returns the condition that two values of the column are equal. */
        public String equal(String left, String right) {
            return operand(left) + " " + sql + " " + operand(right);
        }

        private String operand(String value) {
            return belowDomain
                    .map(type -> "cast(" + value + " as " + type + ")")
                    .orElse(value);
        }
    }

    /** Returns the operator by which values of a column are equal; empty for one that the index does not cover. */
    public Optional<Operator> operator(Identifier column) {
        int place = key.columns().indexOf(column);
        return place < 0 ? Optional.empty() : Optional.of(operators.get(place));
    }

    /** Returns the condition that two values of a column are equal, whether or not the index covers it. */
    public String equal(Identifier column, String left, String right) {
        return operator(column).map(operator -> operator.equal(left, right)).orElse(left + " = " + right);
    }

    /** Returns the same index with its columns in that order: an index's own tells nothing of what is unique. */
    KeyIndex inOrderOf(Key other) {
        List<Operator> ordered = other.columns().stream()
                .map(column -> operators.get(key.columns().indexOf(column)))
                .toList();
        return new KeyIndex(other, ordered, primary);
    }
}
