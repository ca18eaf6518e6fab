package org.rowferry.depot;

import java.io.OutputStream;

/** A bundle that is being written and that nobody sees yet. */
public interface Pending extends AutoCloseable {
    /** Returns where its bytes go; closing it does not publish, and is not needed. */
    OutputStream stream();

    /** Makes what was written last and show under its name; never over what has that name already. */
    void publish();

    /** Discards what was not published. */
    @Override
    void close();
}
