package org.rowferry.bundle;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The compressing end of a bundle, which ends its stream only when told that all is there. Both compressors end theirs
 * whenever they are closed, which would make a short stream look whole, so the valve is shut first. The same holds for
 * a close from above: after a failed write, a tar closes the stream beneath it.
 */
public final class CompressedOutput extends FilterOutputStream {
    private static final int ZSTD_LEVEL = 3;
    private static final int BUFFER = 64 << 10;
    /** A tar comes in blocks of 512 bytes, and every call of a native compressor has its price. */
    private static final int GATHERED = 128 << 10;

    private final Valve valve;

    private CompressedOutput(OutputStream compressor, Valve valve) {
        super(new BufferedOutputStream(compressor, GATHERED));
        this.valve = valve;
    }

    public static CompressedOutput open(OutputStream out, Compression compression) throws IOException {
        Valve valve = new Valve(out);
        return new CompressedOutput(
                switch (compression) {
                    case ZSTD -> zstd(valve);
                    case GZIP -> new GZIPOutputStream(valve, BUFFER);
                },
                valve);
    }

    private static OutputStream zstd(OutputStream out) throws IOException {
        ZstdLibrary.load();
        return new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL)
                .setChecksum(true)
                .setWorkers(workers());
    }

    /** Native threads leave the calling one free; compressing is the slowest step, so two of them, where there are two. */
    private static int workers() {
        return Math.min(2, Runtime.getRuntime().availableProcessors());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (valve.shut) {
            throw new IOException("it was closed before its end");
        }
        out.write(bytes, offset, length);
    }

    /** Ends the stream and writes all of it. The stream beneath stays open. */
    public void finish() throws IOException {
        out.close();
        valve.flush();
    }

    /** Frees the compressor and leaves the stream without an end. The stream beneath stays open. */
    @Override
    public void close() throws IOException {
        valve.shut();
        out.close();
    }

    long bytes() {
        return valve.bytes;
    }

    /** Counts what goes through, and lets nothing through after it was shut or a write failed. */
    private static final class Valve extends FilterOutputStream {
        private boolean shut;
        private long bytes;

        Valve(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            if (!shut) {
                shut = true;
                out.write(buffer, offset, length);
                shut = false;
                bytes += length;
            }
        }

        @Override
        public void flush() throws IOException {
            if (!shut) {
                out.flush();
            }
        }

        void shut() {
            shut = true;
        }

        @Override
        public void close() {
            // The stream beneath belongs to the caller.
        }
    }
}
