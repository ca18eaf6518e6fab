package org.rowferry.bundle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rowferry.schema.Sha256;

/**
 * The members so far with their digests, in their order: what {@code SHA256SUMS} says. Kept as bytes, since a bundle of
 * a terabyte has 130,000 members and the heap is small.
 */
final class Sha256Sums {
    static final String MEMBER = "SHA256SUMS";
    /** The one member that may follow, for writers that sign the list. No reader of this version looks into it. */
    static final String SIGNATURE = "SHA256SUMS.sig";

    static final long MOST_SIGNATURE_BYTES = 64 << 10;
    /** The most that the text may take, so that a stranger cannot fill the memory with empty members. */
    static final long MOST_BYTES = 24L << 20;

    private static final int DIGEST = 32;
    private static final int BESIDE_NAME = 2 * DIGEST + 3;

    private final List<byte[]> entries = new ArrayList<>();
    private long bytes;

    /** Adds a member; false if the list would grow past its bound. */
    boolean add(String member, byte[] digest) {
        byte[] name = member.getBytes(StandardCharsets.US_ASCII);
        if (bytes + BESIDE_NAME + name.length > MOST_BYTES) {
            return false;
        }
        byte[] entry = Arrays.copyOf(digest, DIGEST + name.length);
        System.arraycopy(name, 0, entry, DIGEST, name.length);
        entries.add(entry);
        bytes += BESIDE_NAME + name.length;
        return true;
    }

    int size() {
        return entries.size();
    }

    /** Returns how many bytes all lines take. */
    long bytes() {
        return bytes;
    }

    String member(int index) {
        byte[] entry = entries.get(index);
        return new String(entry, DIGEST, entry.length - DIGEST, StandardCharsets.US_ASCII);
    }

    String digest(int index) {
        return Sha256.hex(Arrays.copyOf(entries.get(index), DIGEST));
    }

    /** Returns a member's line in the form of {@code sha256sum}, with the newline. */
    byte[] line(int index) {
        return (digest(index) + "  " + member(index) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
