package org.rowferry.bundle;

/** How the tar is compressed as a whole. */
public enum Compression {
    ZSTD("zst"),
    GZIP("gz");

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }
}
