package org.rowferry.unpack;

import java.io.IOException;

/** Parts CSV into records, which end with a line feed outside of quotes, and hands them on in pieces. */
final class RecordSplitter {
    private final Piece piece;
    private boolean quoted;
    private long length;
    private long longest;

    RecordSplitter(Piece piece) {
        this.piece = piece;
    }

    /** Takes a piece of one record. */
    interface Piece {
        /**
         * Takes the next bytes of a record.
         *
         * @param last whether the record ends with them
         */
        void take(byte[] bytes, int from, int to, boolean last) throws IOException;
    }

    void write(byte[] bytes, int count) throws IOException {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '"') {
                quoted = !quoted;
            } else if (bytes[i] == '\n' && !quoted) {
                hand(bytes, from, i + 1, true);
                from = i + 1;
            }
        }
        if (from < count) {
            hand(bytes, from, count, false);
        }
    }

    private void hand(byte[] bytes, int from, int to, boolean last) throws IOException {
        length += to - from;
        longest = Math.max(longest, length);
        length = last ? 0 : length;
        piece.take(bytes, from, to, last);
    }

    /** Returns the bytes of the longest record. */
    long longest() {
        return longest;
    }
}
