package org.rowferry.bundle;

/** How many records there are, and how many bytes they take before compression. */
public record Counts(long records, long bytes) {
    public static final Counts NONE = new Counts(0, 0);

    /** A record takes a byte at least, since a newline ends it. */
    public Counts {
        if (records < 0 || bytes < records || (records == 0 && bytes > 0)) {
            throw new IllegalArgumentException(records + " records cannot take " + bytes + " bytes");
        }
    }

    Counts plus(Counts other) {
        return new Counts(records + other.records, bytes + other.bytes);
    }
}
