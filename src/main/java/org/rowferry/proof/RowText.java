package org.rowferry.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The SQL expression for the text of a row that is hashed: its values, parted by commas.
 *
 * <p>A value is written as its type's output function prints it, which is what COPY writes too. NULL is nothing. Before a value
 * whose text may be empty or hold a comma stand its length in bytes of UTF-8 and a colon, so that no two rows have one text;
 * NULL of such a type is a lone colon. CSV is not used, since servers take three times as long to quote as to print (decision
 * 0025).
 */
final class RowText {
    /** The server takes a hundred arguments to a function, and one column has up to two. */
    private static final int COLUMNS_OF_A_CALL = 40;

    private final ServerText server;

    RowText(ServerText server) {
        this.server = server;
    }

    String of(List<DigestColumn> columns) {
        if (columns.isEmpty()) {
            return "''";
        }
        List<String> calls = new ArrayList<>();
        for (int from = 0; from < columns.size(); from += COLUMNS_OF_A_CALL) {
            calls.add(call(columns.subList(from, Math.min(columns.size(), from + COLUMNS_OF_A_CALL))));
        }
        return String.join(" || ',' || ", calls);
    }

    private String call(List<DigestColumn> columns) {
        List<String> form = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (DigestColumn column : columns) {
            if (column.isPlain()) {
                form.add("%s");
                values.add(plain(column));
            } else {
                form.add("%s:%s");
                values.add(server.bytes(column.holdsText() ? column.value() : printed(column)));
                values.add(column.value());
            }
        }
        return "format('" + String.join(",", form) + "', " + String.join(", ", values) + ")";
    }

    /** Where a target holds such a value as text, it may be any text: one that the source never prints gets a mark. */
    private static String plain(DigestColumn column) {
        String value = column.value();
        return column.holdsText()
                ? "case when " + value + " = '' or position(',' in " + value + ") > 0 then ':' || " + value + " else "
                        + value + " end"
                : value;
    }

    /** A composite value that has only NULLs is no NULL: {@code is not null} would say it is one. */
    private static String printed(DigestColumn column) {
        return "case when " + column.value() + " is distinct from null then concat(" + column.value() + ") end";
    }
}
