package org.rowferry.bundle;

/**
 * How much a bundle may hold that an inbox takes. A file of a few bytes can unpack to any amount.
 *
 * @param bytes what it unpacks to
 * @param rows the records of all of its contents
 * @param ratio how many times its own size it may unpack to, once that is more than {@link #RATIO_FROM}
 */
public record Limits(long bytes, long rows, long ratio) {
    /** The limits of an inbox that names none. */
    public static final Limits DEFAULT = new Limits(256L << 30, 1_000_000_000, 12_000);

    /** For a file that somebody looks at, which takes nothing but time. */
    public static final Limits NONE = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** A small file is mostly headers, which are mostly zeros. */
    static final long RATIO_FROM = 16 << 20;

    public Limits {
        if (bytes < 1 || rows < 1 || ratio < 1) {
            throw new IllegalArgumentException("limits are 1 or more");
        }
    }
}
