package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Keys that a statement can name, because they are few, and because their values mean the same in the statement as in CSV:
 * numbers and UUIDs, in the form in which a server prints them. All others go to the server as they are.
 */
final class FewKeys {
    /** {@value SharedKeys#FEW} UUIDs and a little more. */
    static final int MOST_BYTES = 4_000;

    /** Digits that a number of the type always has room for. */
    private static final Map<String, Pattern> VALUES = Map.of(
            "smallint", Pattern.compile("-?[0-9]{1,4}"),
            "integer", Pattern.compile("-?[0-9]{1,9}"),
            "bigint", Pattern.compile("-?[0-9]{1,18}"),
            "uuid", Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));

    private final List<String> types;

    /** The values of each column. */
    private final List<List<String>> columns;

    private FewKeys(List<String> types, List<List<String>> columns) {
        this.types = types;
        this.columns = columns;
    }

    /** Returns the keys of a CSV text; nothing where one of them is no number or UUID that its type has room for. */
    static Optional<FewKeys> of(String csv, List<String> types) {
        List<Pattern> patterns = types.stream()
                .flatMap(type -> Optional.ofNullable(VALUES.get(type)).stream())
                .toList();
        List<List<String>> columns =
                types.stream().<List<String>>map(type -> new ArrayList<>()).toList();
        if (!csv.endsWith("\n") || patterns.size() < types.size()) {
            return Optional.empty();
        }
        for (String line : csv.substring(0, csv.length() - 1).split("\n", -1)) {
            String[] values = line.split(",", -1);
            if (values.length != types.size()) {
                return Optional.empty();
            }
            for (int i = 0; i < values.length; i++) {
                if (!patterns.get(i).matcher(values[i]).matches()) {
                    return Optional.empty();
                }
                columns.get(i).add(values[i]);
            }
        }
        return Optional.of(new FewKeys(types, columns));
    }

    long count() {
        return columns.get(0).size();
    }

    /**
     * Returns the keys as rows, as SQL. One function for each column: {@code unnest} with several arrays is syntax, and cannot
     * have the name of its schema.
     */
    String sql() {
        return IntStream.range(0, types.size())
                .mapToObj(
                        i -> "pg_catalog.unnest('{" + String.join(",", columns.get(i)) + "}'::" + types.get(i) + "[])")
                .collect(Collectors.joining(", ", "rows from (", ")"));
    }
}
