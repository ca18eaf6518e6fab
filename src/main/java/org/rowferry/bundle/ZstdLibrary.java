package org.rowferry.bundle;

import com.github.luben.zstd.util.Native;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** The machine code of zstd, which is unpacked from the jar into the folder for temporary files. */
final class ZstdLibrary {
    private ZstdLibrary() {}

    /**
     * Loads it before any class of zstd-jni is used; those cannot be used again in this JVM once that has failed.
     *
     * @throws Failure if it cannot be unpacked, or the file system is mounted with {@code noexec}
     */
    static void load() {
        try {
            Native.load();
        } catch (RuntimeException | LinkageError e) {
            String folder = System.getProperty("java.io.tmpdir");
            throw new Failure(
                            Family.CONFIGURATION,
                            "the library of zstd cannot be loaded from the folder for temporary files, " + folder + ": "
                                    + String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse(""))
                    .because(e)
                    .hint("Name a folder that Rowferry may write to, on a file system without noexec:"
                            + " TMPDIR=/var/lib/rowferry rowferry …");
        }
    }
}
