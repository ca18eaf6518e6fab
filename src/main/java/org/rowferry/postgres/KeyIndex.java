package org.rowferry.postgres;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/**
 * A unique index on whole, not-null columns, with the equality that it goes by.
 *
 * @param operators for each column the operator as SQL, qualified, so that no {@code search_path} decides what is equal
 */
public record KeyIndex(Key key, List<String> operators, boolean primary) {
    public KeyIndex {
        operators = List.copyOf(operators);
    }

    /** Returns the operator by which values of a column are equal; empty for one that the index does not cover. */
    public Optional<String> operator(Identifier column) {
        int place = key.columns().indexOf(column);
        return place < 0 ? Optional.empty() : Optional.of(operators.get(place));
    }

    /** Returns the same index with its columns in that order: an index's own tells nothing of what is unique. */
    KeyIndex inOrderOf(Key other) {
        List<String> ordered = other.columns().stream()
                .map(column -> operators.get(key.columns().indexOf(column)))
                .toList();
        return new KeyIndex(other, ordered, primary);
    }

    /** Returns the condition that two rows have the same key: {@code b.id = k.k1 and …}. */
    public String match(Function<Identifier, String> left, Function<Integer, String> right) {
        return IntStream.range(0, operators.size())
                .mapToObj(i -> left.apply(key.columns().get(i)) + " " + operators.get(i) + " " + right.apply(i))
                .collect(Collectors.joining(" and "));
    }
}
