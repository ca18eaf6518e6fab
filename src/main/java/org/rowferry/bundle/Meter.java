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
            throw tooMuch("unpacks to more than ", limits.bytes(), " bytes", "max-bytes");
        }
        if (bytes > Limits.RATIO_FROM && bytes / Math.max(1, raw.bytes()) >= limits.ratio()) {
            throw tooMuch("unpacks to more than ", limits.ratio(), " times its size", "max-ratio");
        }
    }

    void addRows(long more) {
        rows += more;
        if (rows > limits.rows()) {
            throw tooMuch("holds more than ", limits.rows(), " rows and keys", "max-rows");
        }
    }

    private Failure tooMuch(String before, long limit, String after, String setting) {
        String most = String.format(Locale.ROOT, "%,d", limit);
        return new Failure(
                        Family.BUNDLE, "bundle " + bundle + " " + before + most + after + ", as " + setting + " has it")
                .hint(
                        "If its source is known to send so much, raise " + setting + " of the inbox in ",
                        Mention.IMPORTER_FILE,
                        "; if not, take the file out of the inbox.");
    }
}
