package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rowferry.schema.StreamName;

/**
 * The text that listeners on the target get when rows were written. docs/notifications.md promises its fields. It is ASCII, so
 * that it has as many bytes in each encoding of a database.
 */
final class Notice {
    /** The server takes no payload of 8000 bytes or more. */
    private static final int MOST = 7_999;

    private Notice() {}

    /** Returns it for the tables that were written; those that have no room are counted. */
    static String of(StreamName feed, long position, List<AppliedTable> written) {
        List<String> tables = written.stream().map(Notice::table).toList();
        int shown = 0;
        int length = text(feed, position, List.of(), tables.size()).length();
        while (shown < tables.size() && length + tables.get(shown).length() + 1 <= MOST) {
            length += tables.get(shown).length() + 1;
            shown++;
        }
        return text(feed, position, tables.subList(0, shown), tables.size() - shown);
    }

    private static String text(StreamName feed, long position, List<String> tables, int more) {
        return "{\"format\":1,\"name\":" + quoted(feed.toString()) + ",\"position\":" + position + ",\"tables\":["
                + String.join(",", tables) + "],\"more\":" + more + "}";
    }

    private static String table(AppliedTable table) {
        Written rows = table.written();
        return "{\"table\":" + quoted(table.into().toString()) + ",\"deleted\":" + rows.deleted() + ",\"updated\":"
                + rows.updated() + ",\"inserted\":" + rows.inserted() + "}";
    }

    /** Returns the tables whose rows are others now. */
    static List<AppliedTable> written(List<AppliedTable> applied) {
        List<AppliedTable> written = new ArrayList<>();
        for (AppliedTable table : applied) {
            if (!table.written().equals(Written.NOTHING)) {
                written.add(table);
            }
        }
        return written;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
