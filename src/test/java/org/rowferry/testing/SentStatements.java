package org.rowferry.testing;

import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Counts the statements that the driver sends in this JVM: it notes each message of the protocol in its log. Several
 * statements without values are one message, and count as one; so does a COPY.
 */
public final class SentStatements implements AutoCloseable {
    private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");

    private final AtomicLong sent = new AtomicLong();
    private final Handler counting = new Handler() {
        @Override
        public void publish(LogRecord message) {
            String text = String.valueOf(message.getMessage());
            if (text.startsWith(" FE=> Execute")
                    || text.startsWith(" FE=> SimpleQuery")
                    || text.startsWith(" FE=> Query(CopyStart)")) {
                sent.incrementAndGet();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public SentStatements() {
        DRIVER.setUseParentHandlers(false);
        DRIVER.setLevel(Level.FINEST);
        DRIVER.addHandler(counting);
    }

    /** Returns how many statements some work sends. */
    public long during(Runnable work) {
        long before = sent.get();
        work.run();
        return sent.get() - before;
    }

    @Override
    public void close() {
        DRIVER.removeHandler(counting);
        DRIVER.setLevel(null);
        DRIVER.setUseParentHandlers(true);
    }
}
