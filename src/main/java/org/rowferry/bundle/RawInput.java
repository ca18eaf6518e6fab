package org.rowferry.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * The bytes of a file as they lie in the depot. Tells trouble with the medium, which is the depot's, from a file that
 * ends, which is the bundle's.
 */
final class RawInput extends FilterInputStream {
    private final String bundle;
    private long bytes;
    private boolean ended;

    RawInput(InputStream in, String bundle) {
        super(in);
        this.bundle = bundle;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            int n = in.read(buffer, offset, length);
            ended |= n < 0;
            bytes += Math.max(n, 0);
            return n;
        } catch (IOException e) {
            throw new Failure(Family.DEPOT, "bundle " + bundle + " cannot be read: " + e.getMessage())
                    .hint("Look for errors of the disk or the network, then run the command again.")
                    .because(e);
        }
    }

    long bytes() {
        return bytes;
    }

    boolean ended() {
        return ended;
    }
}
