package org.rowferry.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A partition that holds rows, as it was when it was looked at.
 *
 * @param fileNode another one says that it was truncated or rewritten
 * @param triggers the triggers that the server made for it after the root's, by oid and transaction: others say that it
 *     was detached and attached again, or one of them disabled for a while, and nobody knows what was written meanwhile
 */
public record Partition(long oid, long fileNode, String triggers) {
    private static final Pattern TEXT = Pattern.compile("(\\d+) (\\d+) (.*)");

    /**
     * Reads what {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Partition parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no partition");
        }
        return new Partition(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3));
    }

    @Override
    public String toString() {
        return oid + " " + fileNode + " " + triggers;
    }
}
