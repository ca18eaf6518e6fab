package org.rowferry.bundle;

import java.io.InputStream;
import java.util.Arrays;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/**
 * Takes the records of one content of one table and writes them as parts of whole records. For one thread; the sinks of
 * a bundle may each have their own.
 */
public final class RecordSink implements AutoCloseable {
    private static final int FIRST_BUFFER = 1 << 10;

    private final Archive archive;
    private final ContentParts series;
    private final int partSize;
    private final Journal journal;
    private byte[] buffer = new byte[0];
    private int used;
    private long parts;
    private long records;
    private long bytes;
    private boolean closed;

    RecordSink(Archive archive, ContentParts series, int partSize, Journal journal) {
        this.archive = archive;
        this.series = series;
        this.partSize = partSize;
        this.journal = journal;
    }

    /**
     * Takes one record as COPY sends it, the newline included. The array may be used again afterwards.
     *
     * @throws org.rowferry.report.Failure of the family DEPOT if it cannot be written
     */
    public void accept(byte[] csvRecord) {
        int length = csvRecord.length;
        if (length == 0 || csvRecord[length - 1] != '\n' || closed) {
            throw new IllegalArgumentException("a record ends with a newline and comes before the sink is closed");
        }
        records++;
        if (length > buffer.length - used && !makeRoom(length)) {
            write(csvRecord, length);
            return;
        }
        System.arraycopy(csvRecord, 0, buffer, used, length);
        used += length;
    }

    /**
     * Takes one record that is too large to be held at once, and makes a part of it.
     *
     * @param length how many bytes the stream gives, the newline at their end included
     * @throws org.rowferry.report.Failure of the family DEPOT if it cannot be written
     */
    public void accept(long length, InputStream csvRecord) {
        if (length == 0 || closed) {
            throw new IllegalArgumentException("a record is not empty and comes before the sink is closed");
        }
        if (used > 0) {
            write(buffer, used);
            used = 0;
        }
        records++;
        archive.member(series.member(parts), length, csvRecord);
        wrote(length);
    }

    /** Makes room for a record, by writing a part or by growing; false if the record is larger than any part. */
    private boolean makeRoom(int length) {
        if (used > 0 && length > partSize - used) {
            write(buffer, used);
            used = 0;
        }
        if (length > partSize) {
            return false;
        }
        if (length > buffer.length - used) {
            int wanted = Math.max(used + length, Math.max(FIRST_BUFFER, 2 * buffer.length));
            buffer = Arrays.copyOf(buffer, Math.min(wanted, partSize));
        }
        return true;
    }

    private void write(byte[] part, int length) {
        archive.member(series.member(parts), part, length);
        wrote(length);
    }

    private void wrote(long length) {
        parts++;
        bytes += length;
        journal.moved(Progress.of(Progress.Phase.READ, series.table().toString(), records, bytes));
    }

    /** Returns what was accepted so far. */
    Counts counts() {
        return new Counts(records, bytes + used);
    }

    boolean isOpen() {
        return !closed;
    }

    /** Writes the last part, which is empty where nothing was accepted; quiet if the bundle failed already. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!archive.isBroken() && (used > 0 || parts == 0)) {
            write(buffer, used);
        }
        used = 0;
        buffer = new byte[0];
    }
}
