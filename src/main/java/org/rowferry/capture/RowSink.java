package org.rowferry.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Takes rows as CSV, one by one, each with the newline at its end. */
@FunctionalInterface
public interface RowSink {
    /** Takes a row; the array may be used again afterwards. */
    void accept(byte[] row);

    /**
     * Takes a row of so many bytes, which may be too large to be held at once, from a stream that must be read to its end.
     * A sink with memory for any row may hold it all the same.
     */
    default void accept(long length, InputStream row) {
        try {
            accept(row.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
