package org.rowferry.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Writes the plain files of a POSIX.1-1988 ustar archive, one at a time; each holds as many bytes as it announces. */
final class TarOutput extends OutputStream {
    private final OutputStream out;
    private final Instant time;
    private long left;
    private int padding;

    /** @param time what every member is dated */
    TarOutput(OutputStream out, Instant time) {
        this.out = out;
        this.time = time;
    }

    /** Begins a member, after the one before was ended. */
    void begin(TarHeader header) throws IOException {
        out.write(header.encode(time));
        left = header.size();
        padding = header.padding();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > left) {
            throw new IOException("a member is longer than was announced");
        }
        out.write(bytes, offset, length);
        left -= length;
    }

    /** Ends a member. */
    void end() throws IOException {
        if (left > 0) {
            throw new IOException("a member is " + left + " bytes shorter than was announced");
        }
        out.write(new byte[padding]);
    }

    /** Writes the mark that no member follows. */
    void finish() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
    }
}
