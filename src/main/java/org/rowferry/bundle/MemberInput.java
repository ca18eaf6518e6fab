package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.rowferry.report.Failure;
import org.rowferry.schema.Sha256;

/** Reads members and digests every byte of them, so that the list at the end can be held against it. */
final class MemberInput {
    private final TarInput tar;
    private final Damage damage;
    private final Sha256Sums checklist = new Sha256Sums();
    private final MessageDigest sha256 = Sha256.digest();
    private Optional<TarHeader> member = Optional.empty();

    MemberInput(TarInput tar, Damage damage) {
        this.tar = tar;
        this.damage = damage;
    }

    /** Goes to the next member, when the one before is read to its end, and returns its name. */
    String next() {
        member = tar.next();
        return member.orElseThrow(() -> damage.that("ends without member " + Sha256Sums.MEMBER))
                .name();
    }

    /** Reads bytes of this member; -1 at its end, which may be asked for once. */
    int read(byte[] buffer) {
        return read(buffer, 0, buffer.length);
    }

    int read(byte[] buffer, int offset, int length) {
        int n = tar.read(buffer, offset, length);
        if (n >= 0) {
            sha256.update(buffer, offset, n);
        } else if (!checklist.add(member.orElseThrow().name(), sha256.digest())) {
            throw damage.that("has more members than the list of their digests may hold");
        }
        return n;
    }

    /** Returns this member as a stream of at most so many bytes. */
    MemberStream stream(long most) {
        bound(member.orElseThrow(), most);
        return new MemberStream(this);
    }

    /** Returns the digest of the list of all digests, once it is verified: two bundles that have the same hold the same. */
    String digest() {
        MessageDigest all = Sha256.digest();
        for (int i = 0; i < checklist.size(); i++) {
            all.update(checklist.line(i));
        }
        return Sha256.hex(all.digest());
    }

    /** Reads this member whole. */
    byte[] all(long most) {
        TarHeader header = member.orElseThrow();
        bound(header, most);
        byte[] bytes = new byte[(int) header.size()];
        int at = 0;
        byte[] buffer = new byte[Math.max(1, Math.min(bytes.length, 64 << 10))];
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            System.arraycopy(buffer, 0, bytes, at, n);
            at += n;
        }
        return bytes;
    }

    private void bound(TarHeader header, long most) {
        if (header.size() > most) {
            throw damage.that(String.format(
                    Locale.ROOT,
                    "holds member %s of %d bytes, where %d are the most",
                    Damage.show(header.name()),
                    header.size(),
                    most));
        }
    }

    /** Holds the digests against this member, which lists them, and checks that only their signature may follow. */
    void verify() {
        for (int i = 0; i < checklist.size(); i++) {
            byte[] here = checklist.line(i);
            byte[] listed = listed(here.length);
            if (!Arrays.equals(here, listed)) {
                throw differs(i, new String(listed, StandardCharsets.ISO_8859_1));
            }
        }
        if (tar.read(new byte[1], 0, 1) >= 0) {
            throw damage.that("lists more members in " + Sha256Sums.MEMBER + " than it holds");
        }
        afterSignature().ifPresent(more -> {
            throw damage.that("holds member " + Damage.show(more.name()) + " after " + Sha256Sums.MEMBER);
        });
        tar.expectEnd();
    }

    /** Passes over the list's signature, if there is one, and returns what follows. */
    private Optional<TarHeader> afterSignature() {
        Optional<TarHeader> next = tar.next();
        if (next.map(TarHeader::name).filter(Sha256Sums.SIGNATURE::equals).isEmpty()) {
            return next;
        }
        bound(next.get(), Sha256Sums.MOST_SIGNATURE_BYTES);
        byte[] scrap = new byte[4 << 10];
        while (tar.read(scrap, 0, scrap.length) >= 0) {
            // Only a reader with a key can use its content.
        }
        return tar.next();
    }

    private byte[] listed(int length) {
        byte[] line = new byte[length];
        int at = 0;
        while (at < length) {
            int n = tar.read(line, at, length - at);
            if (n < 0) {
                return Arrays.copyOf(line, at);
            }
            at += n;
        }
        return line;
    }

    private Failure differs(int index, String listed) {
        String member = checklist.member(index);
        if (listed.length() == checklist.line(index).length && listed.endsWith("  " + member + "\n")) {
            String digest = Damage.show(listed.substring(0, listed.length() - member.length() - 3));
            return damage.that(String.format(
                    Locale.ROOT,
                    "has another digest of member %s: %s lists %s, its bytes give '%s'",
                    member,
                    Sha256Sums.MEMBER,
                    digest,
                    checklist.digest(index)));
        }
        return damage.that("does not list member " + member + " in " + Sha256Sums.MEMBER + " where it should be");
    }

    void close() {
        tar.close();
    }
}
