package org.rowferry.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;
import org.rowferry.schema.Sha256;

/** Puts members into the compressed tar, one at a time, from whichever thread, and remembers their digests. */
final class Archive {
    private final CompressedOutput out;
    private final TarOutput tar;
    private final Sha256Sums checklist = new Sha256Sums();
    private boolean broken;
    private boolean sealed;

    private Archive(CompressedOutput out, Instant time) {
        this.out = out;
        this.tar = new TarOutput(out, time);
    }

    static Archive open(OutputStream out, Compression compression, Instant time) {
        try {
            return new Archive(CompressedOutput.open(out, compression), time);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Writes one member whole. The digest is made before the lock is taken: sinks of other tables need not wait. */
    void member(String name, byte[] bytes, int length) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update(bytes, 0, length);
        byte[] digest = sha256.digest();
        synchronized (this) {
            list(name, digest);
            attempt(() -> {
                tar.begin(new TarHeader(name, length));
                tar.write(bytes, 0, length);
                tar.end();
            });
        }
    }

    /**
     * Writes one member from a stream of exactly so many bytes, which may be more than memory holds; all other sinks
     * wait. Any other exception of the stream breaks the archive too.
     */
    synchronized void member(String name, long length, InputStream in) {
        MessageDigest sha256 = Sha256.digest();
        attempt(() -> {
            tar.begin(new TarHeader(name, length));
            // The tar refuses to close an entry that is short, and to write one that is long.
            new DigestInputStream(in, sha256).transferTo(tar);
            tar.end();
        });
        list(name, sha256.digest());
    }

    private void list(String name, byte[] digest) {
        if (!checklist.add(name, digest)) {
            throw new Failure(
                            Family.SOURCE,
                            "the bundle is too large: its list of digests would take more than " + Sha256Sums.MOST_BYTES
                                    + " bytes")
                    .hint("Spread the tables over several targets in ", Mention.EXPORTER_FILE, ".");
        }
    }

    /** Writes the list of digests and ends tar and stream; from here on the bundle is whole. */
    synchronized void seal() {
        attempt(() -> {
            tar.begin(new TarHeader(Sha256Sums.MEMBER, checklist.bytes()));
            for (int i = 0; i < checklist.size(); i++) {
                tar.write(checklist.line(i));
            }
            tar.end();
            tar.finish();
            out.finish();
        });
        sealed = true;
    }

    /** Frees what the compressor holds; a stream that is not sealed stays without an end. */
    synchronized void close() {
        boolean whole = sealed;
        attempt(out::close);
        broken = !whole;
    }

    /** Returns whether a write failed, or the archive was closed before its end. */
    synchronized boolean isBroken() {
        return broken;
    }

    /** Returns the compressed bytes so far. */
    synchronized long bytes() {
        return out.bytes();
    }

    private void attempt(Write write) {
        boolean done = false;
        try {
            write.run();
            done = true;
        } catch (IOException e) {
            throw cannotWrite(e);
        } finally {
            broken |= !done;
        }
    }

    private static Failure cannotWrite(IOException e) {
        return new Failure(Family.DEPOT, "the bundle cannot be written: " + e.getMessage())
                .hint("Look for a full disk with 'df -h', then run the command again.")
                .because(e);
    }

    /** A step that writes. */
    private interface Write {
        void run() throws IOException;
    }
}
