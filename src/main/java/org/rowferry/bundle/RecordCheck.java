package org.rowferry.bundle;

import java.util.List;
import org.rowferry.report.Failure;
import org.rowferry.schema.Column;
import org.rowferry.schema.Content;
import org.rowferry.schema.Table;

/**
 * Checks the records of one content of one table as their bytes go by, chunk by chunk: CSV as the server writes it, text
 * in UTF-8, as many values as there are columns, and none missing that must be there.
 *
 * <p>A server would find most of it too, but after the target was touched, and some of it never: before version 18, a
 * line of a backslash and a dot ends what it reads.
 */
final class RecordCheck {
    private static final int BEGINNING = 0;
    private static final int PLAIN = 1;
    private static final int QUOTED = 2;
    private static final int QUOTE_WITHIN = 3;

    private static final List<Column> DIGESTS = List.of(
            Column.of("bucket", "integer", true),
            Column.of("rows", "bigint", true),
            Column.of("first", "numeric", true),
            Column.of("second", "numeric", true));

    private static final byte ORDINARY = 0;
    private static final byte[] KINDS = kinds();
    private static final int END_OF_DATA = '\\' << 8 | '.';

    private final Damage damage;
    private final ContentParts series;
    private final List<Column> columns;
    private final boolean[] required;

    private long records;
    private int value;
    private int state = BEGINNING;
    /** How many bytes a plain value has, and the first two of them. */
    private long length;

    private int first;
    /** How many bytes a character still takes, and between what the next of them has to be. */
    private int wanting;

    private int lowest;
    private int highest;

    RecordCheck(ContentParts series, TableContent content, Damage damage) {
        this.damage = damage;
        this.series = series;
        boolean rows = series.content() == Content.ROWS;
        this.columns = columns(series.content(), content.table());
        this.required = new boolean[columns.size()];
        for (int i = 0; i < required.length; i++) {
            required[i] = !rows
                    || columns.get(i).notNull()
                    || content.table().key().contains(columns.get(i).name());
        }
    }

    private static List<Column> columns(Content content, Table table) {
        return switch (content) {
            case ROWS -> table.columns();
            case IDS, KEYS -> table.keyColumns();
            case DIGESTS -> DIGESTS;
        };
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (int i = 0x80; i < kinds.length; i++) {
            kinds[i] = 1;
        }
        for (char special : new char[] {'"', ',', '\n', '\r', '\0'}) {
            kinds[special] = 1;
        }
        return kinds;
    }

    long records() {
        return records;
    }

    /** Returns whether the bytes so far end where a record does. */
    boolean isWhole() {
        return state == BEGINNING && value == 0 && wanting == 0;
    }

    void add(byte[] bytes, int end) {
        int at = wanting > 0 ? wide(bytes, 0, end) : 0;
        while (at < end) {
            at = switch (state) {
                case BEGINNING -> begin(bytes, at);
                case PLAIN -> plain(bytes, at, end);
                case QUOTED -> quoted(bytes, at, end);
                default -> afterQuote(bytes, at);
            };
        }
    }

    private int begin(byte[] bytes, int at) {
        byte b = bytes[at];
        length = 0;
        first = 0;
        if (b == '"') {
            state = QUOTED;
            return at + 1;
        }
        state = PLAIN;
        return at;
    }

    private int plain(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && KINDS[bytes[at] & 0xff] == ORDINARY) {
            at++;
        }
        note(bytes, from, at);
        if (at == end) {
            return at;
        }
        byte b = bytes[at];
        if (b < 0) {
            length += 2;
            return wide(bytes, at, end);
        }
        if (b != ',' && b != '\n') {
            throw wrong(b == '"' ? "a quote stands within a value without quotes" : unexpected(b));
        }
        end(b, length == 0);
        return at + 1;
    }

    private void note(byte[] bytes, int from, int to) {
        for (int at = from; at < to && length + at - from < 2; at++) {
            first = ((first << 8) & 0xff00) | bytes[at];
        }
        length += to - from;
    }

    private int quoted(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] > 0 && bytes[at] != '"') {
            at++;
        }
        if (at == end) {
            return at;
        }
        if (bytes[at] < 0) {
            return wide(bytes, at, end);
        }
        if (bytes[at] == 0) {
            throw wrong(unexpected(bytes[at]));
        }
        state = QUOTE_WITHIN;
        return at + 1;
    }

    /** A quote within quotes is one of two, or the last. */
    private int afterQuote(byte[] bytes, int at) {
        byte b = bytes[at];
        if (b == '"') {
            state = QUOTED;
        } else if (b == ',' || b == '\n') {
            end(b, false);
        } else {
            throw wrong("bytes follow the quote that ends a value");
        }
        return at + 1;
    }

    private void end(byte separator, boolean isNull) {
        boolean last = separator == '\n';
        if (columns.isEmpty() && last && isNull && state == PLAIN && value == 0) {
            // A row of no columns is a line of its own all the same.
            value = -1;
        } else if (value >= required.length) {
            throw wrong("it has more than " + values());
        } else if (isNull && required[value]) {
            throw wrong("it has no value of " + columns.get(value).name());
        }
        value++;
        if (last) {
            endRecord();
        }
        state = BEGINNING;
    }

    private void endRecord() {
        if (value < required.length) {
            throw wrong("it has " + value + " of " + values());
        }
        if (required.length == 1 && state == PLAIN && length == 2 && first == END_OF_DATA) {
            throw wrong("a backslash and a dot without quotes, which ends what some servers read");
        }
        records++;
        value = 0;
    }

    /** Passes over bytes that are more than ASCII, each where UTF-8 may have it. */
    private int wide(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && (wanting > 0 || bytes[at] < 0)) {
            int b = bytes[at] & 0xff;
            if (wanting == 0) {
                lead(b);
            } else if (b < lowest || b > highest) {
                throw notUtf8();
            } else {
                wanting--;
                lowest = 0x80;
                highest = 0xbf;
            }
            at++;
        }
        return at;
    }

    /** Table 3-7 of the Unicode standard: no longer form than needed, no surrogates, nothing past U+10FFFF. */
    private void lead(int b) {
        if (b < 0xc2 || b > 0xf4) {
            throw notUtf8();
        }
        wanting = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        lowest = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        highest = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    }

    private Failure notUtf8() {
        return wrong("its text is not UTF-8");
    }

    private static String unexpected(byte b) {
        return b == 0 ? "it holds a NUL character" : "a carriage return stands outside of quotes";
    }

    private String values() {
        return required.length + (required.length == 1 ? " value" : " values");
    }

    private Failure wrong(String what) {
        return damage.that("has a record that cannot be, number " + (records + 1) + " of the " + series.content()
                + " of " + series.table() + ": " + what);
    }
}
