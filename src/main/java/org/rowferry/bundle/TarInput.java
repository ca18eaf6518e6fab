package org.rowferry.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.ZipException;
import org.rowferry.report.Failure;

/** Reads a tar member by member, and words every way in which it can end too early. */
final class TarInput {
    /** GNU tar fills an archive up to a multiple of so many bytes with zeros; other zeros are nobody's habit. */
    private static final long FILLED_UP = 20L * TarHeader.BLOCK;

    private final InputStream in;
    private final RawInput raw;
    private final Meter meter;
    private final Damage damage;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private String member = "";
    private boolean within;
    private long left;
    private int padding;

    TarInput(InputStream in, RawInput raw, Meter meter, Damage damage) {
        this.in = in;
        this.raw = raw;
        this.meter = meter;
        this.damage = damage;
    }

    /** Goes to the next member, when the one before is read to its end; empty at the archive's end. */
    Optional<TarHeader> next() {
        fill(TarHeader.BLOCK);
        if (TarHeader.isEnd(block)) {
            return Optional.empty();
        }
        TarHeader header = TarHeader.decode(block, damage);
        member = header.name();
        within = true;
        left = header.size();
        padding = header.padding();
        return Optional.of(header);
    }

    /** Reads bytes of this member; -1 at its end. */
    int read(byte[] buffer, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        int n = more(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw cut();
        }
        left -= n;
        if (left == 0) {
            end();
        }
        return n;
    }

    private void end() {
        fill(padding);
        if (!TarHeader.isZero(block, 0, padding)) {
            throw damage.that("holds bytes behind the end of member " + Damage.show(member));
        }
        within = false;
    }

    private String where() {
        return member.isEmpty()
                ? "before its manifest"
                : (within ? "in member " : "after member ") + Damage.show(member);
    }

    /** Checks, one block of zeros having come, that another follows, and after that nothing but zeros and the end. */
    void expectEnd() {
        fill(TarHeader.BLOCK);
        if (!TarHeader.isEnd(block)) {
            throw damage.that("holds something after its end");
        }
        byte[] buffer = new byte[TarHeader.BLOCK];
        long zeros = 0;
        for (int n = more(buffer, 0, buffer.length); n >= 0; n = more(buffer, 0, buffer.length)) {
            zeros += n;
            for (int i = 0; i < n; i++) {
                if (buffer[i] != 0 || zeros >= FILLED_UP) {
                    throw damage.that("holds something after its end");
                }
            }
        }
        if (zeros > 0 && meter.bytes() % FILLED_UP != 0) {
            throw damage.that("holds something after its end");
        }
    }

    /** Reads so many bytes to the beginning of the block. */
    private void fill(int count) {
        int at = 0;
        while (at < count) {
            int n = more(block, at, count - at);
            if (n < 0) {
                throw cut();
            }
            at += n;
        }
    }

    /** Reads from the decompressor. Where the file has ended, what it complains of is the cut, unless it saw the end. */
    private int more(byte[] buffer, int offset, int length) {
        try {
            int n = in.read(buffer, offset, length);
            meter.addBytes(Math.max(0, n));
            return n;
        } catch (IOException e) {
            boolean cut = raw.ended() && !(e instanceof ZipException);
            throw (cut ? cut() : damage.that("is damaged " + where() + ": " + e.getMessage())).because(e);
        }
    }

    private Failure cut() {
        return damage.that("is cut short " + where());
    }

    void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw damage.that("cannot be closed: " + e.getMessage()).because(e);
        }
    }
}
