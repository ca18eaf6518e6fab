package org.rowferry.exporter;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rowferry.postgres.Session;

/** One session at a time, opened again where reading has ended it: a COPY that broke off takes its session along. */
final class Reopened implements AutoCloseable {
    private final Supplier<Session> opened;
    private @Nullable Session session;

    Reopened(Supplier<Session> opened) {
        this.opened = opened;
    }

    Session get() {
        if (session == null || !session.isUsable()) {
            session = opened.get();
        }
        return session;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
