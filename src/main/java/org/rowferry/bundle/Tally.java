package org.rowferry.bundle;

/** Counts what goes by of one content of one table: bytes, and records too where that was asked for. */
final class Tally {
    private final RecordCounting counting;
    private long bytes;
    private long records;
    private boolean quoted;
    private byte last = '\n';

    Tally(RecordCounting counting) {
        this.counting = counting;
    }

    void add(byte[] buffer, int length) {
        if (length == 0) {
            return;
        }
        bytes += length;
        last = buffer[length - 1];
        if (counting == RecordCounting.ON) {
            count(buffer, length);
        }
    }

    /** A quote within a value is written twice, so that turning at each of the two comes to the same. */
    private void count(byte[] buffer, int length) {
        boolean inside = quoted;
        long ends = 0;
        for (int i = 0; i < length; i++) {
            byte b = buffer[i];
            if (b == '"') {
                inside = !inside;
            } else if (b == '\n' && !inside) {
                ends++;
            }
        }
        quoted = inside;
        records += ends;
    }

    /** Returns whether the bytes so far end where a record ends; without counting, whether they may. */
    boolean isWhole() {
        return last == '\n' && !quoted;
    }

    /** Returns whether the bundle's own counts are true, as far as was counted. */
    boolean agrees(Counts listed) {
        return bytes == listed.bytes() && (counting == RecordCounting.OFF || records == listed.records());
    }

    @Override
    public String toString() {
        return counting == RecordCounting.ON ? records + " records of " + bytes + " bytes" : bytes + " bytes";
    }
}
