package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words numbers of bundles, and of tables. */
final class Numbers {
    private Numbers() {}

    /** Returns the line for the tables that there is nothing to tell of. */
    static Optional<String> ofUnchanged(long tables) {
        return tables == 0
                ? Optional.empty()
                : Optional.of("  " + tables + (tables == 1 ? " table" : " tables") + " without changes");
    }

    static String of(List<Long> numbers) {
        String all = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (numbers.size() == 1 ? "number " : "numbers ") + all;
    }
}
