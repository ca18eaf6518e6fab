package org.rowferry.catalog;

import java.util.List;
import java.util.Optional;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/**
 * A unique index on whole, not-null columns, with the equality that it goes by.
 *
 * @param operators for each column the operator as SQL, qualified, so that no {@code search_path} decides what is equal
 * @param belowDomain for each column the type below its domain, as SQL, where it has one: the operators of all enums, or of
 *     all ranges, do not take domains
 */
public record KeyIndex(Key key, List<String> operators, List<Optional<String>> belowDomain, boolean primary) {
    /** Stands for the index of a table without a key. */
    public static final KeyIndex NONE = new KeyIndex(Key.NONE, List.of(), List.of(), false);

    public KeyIndex {
        operators = List.copyOf(operators);
        belowDomain = List.copyOf(belowDomain);
    }

    /** Returns the operator by which values of a column are equal; empty for one that the index does not cover. */
    public Optional<String> operator(Identifier column) {
        int place = key.columns().indexOf(column);
        return place < 0 ? Optional.empty() : Optional.of(operators.get(place));
    }

    /** Returns the condition that a column of the key is equal in two rows, known by their aliases. */
    public String equal(Identifier column, String left, String right) {
        int place = key.columns().indexOf(column);
        return operand(place, left) + " " + operators.get(place) + " " + operand(place, right);
    }

    private String operand(int place, String alias) {
        String value = alias + "." + key.columns().get(place);
        return belowDomain
                .get(place)
                .map(type -> "cast(" + value + " as " + type + ")")
                .orElse(value);
    }

    /** Returns the same index with its columns in that order: an index's own tells nothing of what is unique. */
    KeyIndex inOrderOf(Key other) {
        if (other.equals(key)) {
            return this;
        }
        List<Integer> places =
                other.columns().stream().map(key.columns()::indexOf).toList();
        return new KeyIndex(
                other,
                places.stream().map(operators::get).toList(),
                places.stream().map(belowDomain::get).toList(),
                primary);
    }
}
