package org.rowferry.bundle;

import java.io.InputStream;

/** One member as a stream, for a parser that may ask for more when there is none. */
final class MemberStream extends InputStream {
    private final MemberInput members;
    private boolean ended;

    MemberStream(MemberInput members) {
        this.members = members;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int n = ended ? -1 : members.read(buffer, offset, length);
        ended = n < 0;
        return n;
    }

    /** Reads what is left, for its digest. */
    void drain() {
        byte[] scrap = new byte[8 << 10];
        while (read(scrap, 0, scrap.length) >= 0) {
            // Reading digests.
        }
    }
}
