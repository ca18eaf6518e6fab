package org.rowferry.bundle;

/** How the tar is compressed as a whole. */
public enum Compression {
    ZSTD("zst"),
    GZIP("gz");

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /**
     * Refuses a host on which nothing can be compressed so.
     *
     * @throws org.rowferry.report.Failure of the family CONFIGURATION that names the folder for temporary files
     */
    public void require() {
        if (this == ZSTD) {
            ZstdLibrary.load();
        }
    }

    String suffix() {
        return suffix;
    }
}
