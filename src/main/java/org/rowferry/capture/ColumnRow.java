package org.rowferry.capture;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The catalog's row of one column, as it was when it was looked at.
 *
 * <p>A table that becomes a child of another, or its partition, has the rows of its columns written again: they count
 * the parents. When it is taken out again, the counts are as before, and the transactions that wrote the rows are not.
 * While it was a child, a statement on the parent changed rows here and fired no statement trigger of the child.
 *
 * @param number the column's number in its table
 * @param writer the transaction that wrote the row
 */
public record ColumnRow(int number, String writer) {
    /** Why a table is shipped in full that {@link #mayHaveBeenChild} tells. */
    public static final String WAS_CHILD =
            "it may have been a child or a partition for a while, or its columns' settings were changed";

    /** An older Rowferry wrote a digest of the row behind it. */
    private static final Pattern TEXT = Pattern.compile("(\\d+) (\\d+)( [0-9a-f]*)?");

    /**
     * Reads a text that {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is another
     */
    public static ColumnRow parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no column");
        }
        return new ColumnRow(Integer.parseInt(parts.group(1)), parts.group(2));
    }

    /**
     * Returns whether the table may have been a child or a partition for a while: the catalog's row of a column was
     * written again. The other values of that row prove nothing, since a second change hides the first.
     */
    public static boolean mayHaveBeenChild(List<ColumnRow> before, List<ColumnRow> now) {
        Map<Integer, String> writers = before.stream().collect(Collectors.toMap(ColumnRow::number, ColumnRow::writer));
        return now.stream()
                .anyMatch(attribute ->
                        !attribute.writer.equals(writers.getOrDefault(attribute.number, attribute.writer)));
    }

    @Override
    public String toString() {
        return number + " " + writer;
    }
}
