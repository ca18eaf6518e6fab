package org.rowferry.bundle;

import java.util.Locale;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Mention;

/** Measures how much a bundle unpacks to while it is read, and stops it where that is more than it may be. */
final class Meter {
    private final Limits limits;
    private final RawInput raw;
    private final String bundle;
    private long bytes;
    private long rows;

    Meter(Limits limits, RawInput raw, String bundle) {
        this.limits = limits;
        this.raw = raw;
        this.bundle = bundle;
    }

    /** Returns how many bytes were unpacked so far. */
    long bytes() {
        return bytes;
    }

    void addBytes(int more) {
        bytes += more;
        if (bytes > limits.bytes()) {
            throw tooMuch("unpacks to more than %,d bytes", limits.bytes(), "max-bytes");
        }
        if (bytes > Limits.RATIO_FROM && bytes / Math.max(1, raw.bytes()) >= limits.ratio()) {
            throw tooMuch("unpacks to more than %,d times its size", limits.ratio(), "max-ratio");
        }
    }

    void addRows(long more) {
        rows += more;
        if (rows > limits.rows()) {
            throw tooMuch("holds more than %,d rows and keys", limits.rows(), "max-rows");
        }
    }

    private Failure tooMuch(String what, long limit, String setting) {
        return new Failure(
                        Family.BUNDLE,
                        "bundle " + bundle + " " + String.format(Locale.ROOT, what, limit) + ", as " + setting
                                + " has it")
                .hint(
                        "If its source is known to send so much, raise " + setting + " of the inbox in ",
                        Mention.IMPORTER_FILE,
                        "; if not, take the file out of the inbox.");
    }
}
