package org.rowferry.capture;

import java.io.InputStream;

/** Takes rows as CSV, one by one, each with the newline at its end. */
public interface RowSink {
    /** Takes a row; the array may be used again afterwards. */
    void accept(byte[] row);

    /** Takes a row of so many bytes that is too large to be held at once; it must be read before the call returns. */
    void accept(long length, InputStream row);
}
