package org.rowferry.bundle;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/**
 * The bytes of one zstd frame (RFC 8878) with a checksum of its content, after which nothing may follow. The library
 * takes further frames, frames that are to be skipped, and frames without a checksum.
 */
final class ZstdFrame extends FilterInputStream {
    private static final int BEFORE_FIELDS = 5;
    private static final int CHECKSUM_FLAG = 0x04;
    private static final int SINGLE_SEGMENT_FLAG = 0x20;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int BLOCK_HEADER = 3;
    private static final int ONE_BYTE_AGAIN_AND_AGAIN = 1;
    private static final int CHECKSUM_BYTES = 4;

    private enum Part {
        FRAME_HEADER,
        BLOCK_HEADER,
        CHECKSUM,
        END
    }

    private Part next = Part.FRAME_HEADER;
    private final byte[] header = new byte[BEFORE_FIELDS];
    private int held;
    private long skip;

    ZstdFrame(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        for (int at = 0; at < n; ) {
            int passed = (int) Math.min(skip, n - at);
            skip -= passed;
            at += passed;
            if (skip == 0 && at < n) {
                take(buffer[offset + at]);
                at++;
            }
        }
        return n;
    }

    private void take(byte b) throws ZipException {
        if (next == Part.END) {
            throw new ZipException("something follows the zstd frame");
        }
        header[held++] = b;
        if (next == Part.FRAME_HEADER && held == BEFORE_FIELDS) {
            skip = fields(b & 0xff);
            next(Part.BLOCK_HEADER);
        } else if (next == Part.BLOCK_HEADER && held == BLOCK_HEADER) {
            block((header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16);
        } else if (next == Part.CHECKSUM && held == CHECKSUM_BYTES) {
            next(Part.END);
        }
    }

    private void next(Part part) {
        next = part;
        held = 0;
    }

    /** Returns how many bytes of the frame's header follow its descriptor. */
    private static int fields(int descriptor) throws ZipException {
        if ((descriptor & CHECKSUM_FLAG) == 0) {
            throw new ZipException("the zstd frame has no checksum");
        }
        boolean single = (descriptor & SINGLE_SEGMENT_FLAG) != 0;
        int size = descriptor >> 6;
        int sizeBytes = size == 0 ? (single ? 1 : 0) : 1 << size;
        return (single ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3] + sizeBytes;
    }

    private void block(int block) {
        int type = block >> 1 & 3;
        skip = type == ONE_BYTE_AGAIN_AND_AGAIN ? 1 : block >> 3;
        next((block & 1) == 1 ? Part.CHECKSUM : Part.BLOCK_HEADER);
    }
}
