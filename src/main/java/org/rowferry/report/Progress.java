package org.rowferry.report;

import java.time.Duration;
import java.util.Optional;

/**
 * Work under way.
 *
 * @param what the thing that is read or written, such as a table's name
 * @param rows the keys and rows of it that have gone by so far, and how many there will be; 0 where they are not counted
 * @param bytes how many bytes of it have gone by so far
 * @param ofAll the bytes of the phase that have gone by so far, and how many there will be
 */
public record Progress(Phase phase, String what, Share rows, long bytes, Share ofAll) {
    /** The kind of work. */
    public enum Phase {
        /** Tables are read. */
        READ,
        /** A bundle's digests and counts are checked. */
        VERIFY,
        /** Keys and rows are loaded. */
        LOAD,
        /** The rows of tables that were loaded are compared and written. */
        WRITE,
        /** Files for other databases are written. */
        UNPACK
    }

    /**
     * A part of something.
     *
     * @param all how much there is; empty where nobody knows
     */
    public record Share(long done, Optional<Long> all) {
        /** A part of something whose size nobody knows. */
        public static Share of(long done) {
            return new Share(done, Optional.empty());
        }

        /** A part of something whose size is known. */
        public static Share of(long done, long all) {
            return new Share(done, Optional.of(all));
        }
    }

    /** Work on a thing of which nobody counts how much has gone by. */
    public static Progress begun(Phase phase, String what) {
        return new Progress(phase, what, Share.of(0), 0, Share.of(0));
    }

    /** Work that is counted, and whose end nobody knows. */
    public static Progress of(Phase phase, String what, long rows, long bytes) {
        return new Progress(phase, what, Share.of(rows), bytes, Share.of(0));
    }

    /** Returns how long the rest of the phase takes, if it goes on as it did; empty where nobody knows. */
    public Optional<Duration> left(Duration passed) {
        return ofAll.all()
                .filter(all -> ofAll.done() > 0 && all >= ofAll.done())
                .map(all -> Duration.ofMillis(
                        Math.round((double) passed.toMillis() * (all - ofAll.done()) / ofAll.done())));
    }
}
