package org.rowferry.capture;

import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.rowferry.postgres.Session;

/** The rows that {@link LargeRows} reads, one after the other: each a stream of the pieces that a cursor fetches. */
final class Pieces extends InputStream {
    private final Session session;
    private long length;
    private long left;
    private byte[] piece = new byte[0];
    private int at;

    Pieces(Session session) {
        this.session = session;
    }

    /** Goes to the next row; false after the last one. */
    boolean next() {
        Optional<Piece> first = fetch();
        first.ifPresent(one -> {
            length = one.length();
            left = length;
            take(one);
        });
        return first.isPresent();
    }

    /** Returns how many bytes the row has. */
    long length() {
        return length;
    }

    /** Fails unless the row was read to its end, since the next piece would be taken for the next row. */
    void requireRead() {
        if (left > 0) {
            throw new IllegalStateException(left + " bytes of a row were not read");
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) {
        Objects.checkFromIndexSize(offset, most, buffer.length);
        if (left == 0) {
            return -1;
        }
        if (at == piece.length) {
            take(fetch().orElseThrow(() -> new IllegalStateException("a row ends before its length")));
        }
        int n = Math.min(most, piece.length - at);
        System.arraycopy(piece, at, buffer, offset, n);
        at += n;
        left -= n;
        return n;
    }

    private void take(Piece next) {
        piece = next.bytes();
        at = 0;
    }

    private Optional<Piece> fetch() {
        return session.first("fetch from rowferry_large", row -> new Piece(row.number("length"), row.bytes("bytes")));
    }

    /** One piece, with the length of the row that it is of. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Piece(long length, byte[] bytes) {}
}
