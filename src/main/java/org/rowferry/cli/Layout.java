package org.rowferry.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rowferry.report.Shown;

/** Rows in columns as psql prints them, as wide as the widest of the values that are shown. */
final class Layout {
    private static final int WIDEST = 40;

    private Layout() {}

    /** Returns a value as it is shown: nothing for NULL, two quotes for an empty one, and a long one cut. */
    static String cell(Optional<String> value) {
        return value.map(text -> text.isEmpty() ? "\"\"" : cut(text)).orElse("");
    }

    static String cut(String value) {
        return length(value) <= WIDEST
                ? Shown.value(value)
                : Shown.value(value.substring(0, value.offsetByCodePoints(0, WIDEST))) + "…";
    }

    /**
     * Returns the lines, with a rule below the first.
     *
     * @param rows the header and the rows, all of as many cells
     */
    static List<String> lines(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(rows.get(0).size(), 0));
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), length(row.get(i))));
            }
        }
        List<List<String>> ruled = new ArrayList<>(rows);
        ruled.add(1, widths.stream().map("-"::repeat).toList());
        return ruled.stream().map(row -> padded(row, widths)).toList();
    }

    private static int length(String value) {
        return value.codePointCount(0, value.length());
    }

    private static String padded(List<String> row, List<Integer> widths) {
        StringBuilder padded = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            padded.append("  ").append(row.get(i)).append(" ".repeat(widths.get(i) - length(row.get(i))));
        }
        return padded.toString().stripTrailing();
    }
}
