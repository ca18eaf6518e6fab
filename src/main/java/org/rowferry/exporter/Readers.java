package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.rowferry.exporter.ExporterSettings.Target;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;
import org.rowferry.postgres.TableLocks;
import org.rowferry.schema.TableName;

/**
 * The sessions that read tables side by side, of which the first plans too. They share one snapshot, and write nothing: code
 * of the tables' owners runs in them.
 */
final class Readers implements AutoCloseable {
    private static final long SECONDS_TO_STOP = 30;

    private final Session own;
    private final List<Session> others;

    private Readers(Session own, List<Session> others) {
        this.own = own;
        this.others = List.copyOf(others);
    }

    /** Opens so many sessions to the server of the ledger. */
    static Readers connect(Database source, ExporterSettings settings, Target target, Ledger ledger, int jobs) {
        List<Session> sessions = new ArrayList<>();
        boolean done = false;
        try {
            for (int i = 0; i < jobs; i++) {
                Session session = source.connect("export " + target.name());
                sessions.add(session);
                // Before anything is read: functions of the catalog wait for a TRUNCATE or an ALTER TABLE too.
                session.lockTimeout(settings.lockTimeout());
                session.readOnly();
                ledger.requireSameServer(session);
            }
            done = true;
            return new Readers(sessions.get(0), sessions.subList(1, jobs));
        } finally {
            if (!done) {
                sessions.forEach(Session::close);
            }
        }
    }

    /** Returns the one that does what is done by one alone. */
    Session own() {
        return own;
    }

    /** Has the server refuse views and foreign tables, where none is shipped and no function may want to read one. */
    void refuseViews() {
        own.refuseViews();
        others.forEach(Session::refuseViews);
    }

    int count() {
        return 1 + others.size();
    }

    /**
     * Has all sessions lock the tables, within the transaction of the run's own, and then see them as that one does.
     *
     * <p>The locks come first: whoever asked for them later might wait for one who waits for a lock that is held here.
     */
    void lockAndShare(List<TableName> tables) {
        for (Session other : others) {
            other.begin("begin isolation level repeatable read, read only");
            new TableLocks(other).take(tables, TableLocks.Mode.ACCESS_SHARE);
        }
        new TableLocks(own).take(tables, TableLocks.Mode.ACCESS_SHARE);
        if (!others.isEmpty()) {
            String snapshot = own.one("select pg_export_snapshot() as snapshot", row -> row.text("snapshot"));
            others.forEach(other -> other.execute("set transaction snapshot '" + snapshot + "'"));
        }
    }

    /** Has each piece of work done by one of the sessions; the first failure ends all of them. */
    <T> void forEach(List<T> work, BiConsumer<Session, T> reading) {
        if (others.isEmpty()) {
            work.forEach(piece -> reading.accept(own, piece));
            return;
        }
        Queue<T> waiting = new ConcurrentLinkedQueue<>(work);
        ExecutorService threads = Executors.newFixedThreadPool(others.size());
        boolean done = false;
        try {
            List<Future<?>> running = new ArrayList<>();
            others.forEach(other -> running.add(threads.submit(() -> drain(waiting, other, reading))));
            drain(waiting, own, reading);
            running.forEach(Readers::await);
            done = true;
        } finally {
            if (!done) {
                // The rows that they still read are no longer needed.
                others.forEach(Session::close);
            }
            stop(threads);
        }
    }

    private static <T> void drain(Queue<T> waiting, Session session, BiConsumer<Session, T> reading) {
        boolean done = false;
        try {
            for (T piece = waiting.poll(); piece != null; piece = waiting.poll()) {
                reading.accept(session, piece);
            }
            done = true;
        } finally {
            if (!done) {
                waiting.clear();
            }
        }
    }

    private static void await(Future<?> running) {
        try {
            running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void stop(ExecutorService threads) {
        threads.shutdown();
        try {
            threads.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        others.forEach(Session::close);
        own.close();
    }
}
