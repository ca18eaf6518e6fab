package org.rowferry.capture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The catalog's row of one column, as it was when it was looked at.
 *
 * <p>A table that becomes a child of another, or its partition, has the rows of its columns written anew: they count the
 * parents. When it is taken out again, the counts are as before, and the transactions that wrote the rows are not. While it
 * was a child, a statement on the parent changed rows here and fired no statement trigger of the child.
 *
 * @param number the column's number in its table
 * @param writer the transaction that wrote the row
 * @param settings a digest of all that the row says, but for its parents
 */
public record Attribute(int number, String writer, String settings) {
    /** Why a table is shipped in full that {@link #mayHaveBeenChild} tells. */
    public static final String WAS_CHILD =
            "it may have been a child or a partition for a while, or its columns' settings were changed and changed back";

    private static final Pattern TEXT = Pattern.compile("(\\d+) (\\d+) ([0-9a-f]*)");

    /**
     * Reads a text that {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is another
     */
    public static Attribute parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no column");
        }
        return new Attribute(Integer.parseInt(parts.group(1)), parts.group(2), parts.group(3));
    }

    /**
     * Returns whether the table may have been a child or a partition for a while: the row of a column was written anew, and
     * says what it said before. A row that says something else was written for that, unless the rows of all columns were
     * written anew: a single one shows nothing else.
     */
    public static boolean mayHaveBeenChild(List<Attribute> before, List<Attribute> now) {
        Map<Integer, Attribute> earlier = new HashMap<>();
        before.forEach(attribute -> earlier.put(attribute.number(), attribute));
        List<Attribute> kept = now.stream()
                .filter(attribute -> earlier.containsKey(attribute.number()))
                .toList();
        boolean all = kept.stream().noneMatch(attribute -> attribute.writer.equals(attribute.in(earlier).writer));
        return (all && !kept.isEmpty())
                || kept.stream().anyMatch(attribute -> attribute.isWrittenAnewAs(attribute.in(earlier)));
    }

    private Attribute in(Map<Integer, Attribute> others) {
        return others.getOrDefault(number, this);
    }

    private boolean isWrittenAnewAs(Attribute before) {
        return settings.equals(before.settings) && !writer.equals(before.writer);
    }

    @Override
    public String toString() {
        return number + " " + writer + " " + settings;
    }
}
