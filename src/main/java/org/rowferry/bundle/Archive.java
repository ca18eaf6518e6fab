package org.rowferry.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/**
 * Puts members into the compressed tar, one at a time, from whichever thread, and remembers their digests.
 *
 * <p>The tar is never closed, since closing it would end it: what is closed is the compressor beneath.
 */
final class Archive {
    private static final int MODE = 0644;

    private final CompressedOutput out;
    private final TarArchiveOutputStream tar;
    private final FileTime time;
    private final Checklist checklist = new Checklist();
    private boolean broken;
    private boolean sealed;

    private Archive(CompressedOutput out, Instant time) {
        this.out = out;
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.US_ASCII.name());
        this.time = FileTime.from(Math.max(0, time.getEpochSecond()), TimeUnit.SECONDS);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_ERROR);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_ERROR);
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
        MessageDigest sha256 = Digests.sha256();
        sha256.update(bytes, 0, length);
        byte[] digest = sha256.digest();
        synchronized (this) {
            list(name, digest);
            attempt(() -> {
                tar.putArchiveEntry(entry(name, length));
                tar.write(bytes, 0, length);
                tar.closeArchiveEntry();
            });
        }
    }

    /**
     * Writes one member from a stream of exactly so many bytes, which may be more than memory holds; all other sinks
     * wait. What the stream throws that is no IOException breaks the archive too.
     */
    synchronized void member(String name, long length, InputStream in) {
        MessageDigest sha256 = Digests.sha256();
        attempt(() -> {
            tar.putArchiveEntry(entry(name, length));
            // The tar refuses to close an entry that is short, and to write one that is long.
            new DigestInputStream(in, sha256).transferTo(tar);
            tar.closeArchiveEntry();
        });
        list(name, sha256.digest());
    }

    private void list(String name, byte[] digest) {
        if (!checklist.add(name, digest)) {
            throw new Failure(
                            Family.SOURCE,
                            "the bundle is too large: its list of digests would take more than " + Checklist.MOST_BYTES
                                    + " bytes")
                    .hint("Spread the tables over several targets in ", Mention.EXPORTER_FILE, ".");
        }
    }

    /** Makes a header that says the same whoever writes it; an entry is born with the user's name and the time. */
    private TarArchiveEntry entry(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(size);
        entry.setMode(MODE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(time);
        return entry;
    }

    /** Writes the list of digests and ends tar and stream; from here on the bundle is whole. */
    synchronized void seal() {
        attempt(() -> {
            tar.putArchiveEntry(entry(Checklist.MEMBER, checklist.bytes()));
            for (int i = 0; i < checklist.size(); i++) {
                tar.write(checklist.line(i));
            }
            tar.closeArchiveEntry();
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
