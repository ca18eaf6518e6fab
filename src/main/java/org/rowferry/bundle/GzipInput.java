package org.rowferry.bundle;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * One gzip stream (RFC 1952) without optional fields, after which nothing may follow. The JDK's own ignores what
 * follows, and others read optional fields of any length into memory.
 */
final class GzipInput extends InflaterInputStream {
    private static final int BUFFER = 64 << 10;
    private static final int FLAGS_BUT_TEXT = 0xfe;

    private final CRC32 crc = new CRC32();
    private boolean ended;

    GzipInput(InputStream in) throws IOException {
        super(in, new Inflater(true), BUFFER);
        byte[] header = in.readNBytes(10);
        if (header.length < 10) {
            throw new EOFException("the gzip header is not whole");
        }
        if (header[0] != 0x1f || (header[1] & 0xff) != 0x8b || header[2] != 8 || (header[3] & FLAGS_BUT_TEXT) != 0) {
            throw new ZipException("the gzip header has fields that bundles do not have");
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int n = super.read(buffer, offset, length);
        if (n > 0) {
            crc.update(buffer, offset, n);
        } else if (n < 0) {
            checkTrailer();
            ended = true;
        }
        return n;
    }

    private void checkTrailer() throws IOException {
        int left = inf.getRemaining();
        InputStream rest = new SequenceInputStream(new ByteArrayInputStream(buf, len - left, left), in);
        byte[] trailer = rest.readNBytes(9);
        if (trailer.length < 8) {
            throw new EOFException("the gzip trailer is not whole");
        }
        if (trailer.length > 8) {
            throw new ZipException("something follows the gzip stream");
        }
        ByteBuffer sums = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN);
        if (sums.getInt() != (int) crc.getValue() || sums.getInt() != (int) inf.getBytesWritten()) {
            throw new ZipException("the checksum of the gzip stream differs");
        }
    }

    @Override
    public void close() throws IOException {
        inf.end();
        super.close();
    }
}
