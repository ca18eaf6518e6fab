package org.rowferry.bundle;

import java.util.Optional;

/** Counts what goes by of one content of one table: bytes, and records too where they are checked. */
final class ContentCounter {
    private final Optional<RecordCheck> check;
    private long bytes;
    private long before;

    ContentCounter(Optional<RecordCheck> check) {
        this.check = check;
    }

    /** Adds bytes, and returns how many records ended with them, as far as they are checked. */
    long add(byte[] buffer, int length) {
        bytes += length;
        if (check.isEmpty()) {
            return 0;
        }
        RecordCheck records = check.get();
        long counted = records.records();
        records.add(buffer, length);
        return records.records() - counted;
    }

    /** Ends a part, and returns how many bytes it had. */
    long endPart() {
        long part = bytes - before;
        before = bytes;
        return part;
    }

    /** Returns whether the bytes so far end where a record ends; without a check, whether they may. */
    boolean isWhole() {
        return check.map(RecordCheck::isWhole).orElse(true);
    }

    /** Returns whether the bundle's own counts are true, as far as was counted. */
    boolean agrees(Counts listed) {
        return bytes == listed.bytes()
                && check.map(records -> records.records() == listed.records()).orElse(true);
    }

    @Override
    public String toString() {
        return check.map(records -> records.records() + " records of ").orElse("") + bytes + " bytes";
    }
}
