package org.rowferry.bundle;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds out by its first bytes how a bundle is compressed. */
final class Decompression {
    private static final int ZSTD_MAGIC = 0x28b52ffd;
    private static final int GZIP_MAGIC = 0x1f8b;
    /** Level 3 needs a window of 2 MiB, level 19 one of 8 MiB; more would be memory that a stranger decides on. */
    private static final int WINDOW_LOG = 23;

    private Decompression() {}

    static InputStream open(RawInput raw, Damage damage) throws IOException {
        byte[] head = raw.readNBytes(4);
        if (head.length == 0) {
            throw damage.that("is empty");
        }
        PushbackInputStream in = new PushbackInputStream(raw, 4);
        in.unread(head);
        int magic = ByteBuffer.wrap(Arrays.copyOf(head, 4)).getInt();
        if (magic == ZSTD_MAGIC) {
            ZstdLibrary.load();
            return new ZstdInputStreamNoFinalizer(new ZstdFrame(in)).setLongMax(WINDOW_LOG);
        }
        if (magic >>> 16 == GZIP_MAGIC) {
            return new GzipInput(in);
        }
        throw damage.that("is not a bundle: it begins like neither a zstd nor a gzip file");
    }
}
