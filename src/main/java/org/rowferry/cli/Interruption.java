package org.rowferry.cli;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rowferry.postgres.Database;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * The reaction to Ctrl-C and SIGTERM: the servers' statements are cancelled and commands of the operator are killed, the work
 * unwinds as after any failure, and the process ends with a code of its own.
 */
final class Interruption {
    private static final long SECONDS_TO_UNWIND = 20;
    private static final long MILLISECONDS_BETWEEN = 200;

    private final Set<Runnable> cancellations = ConcurrentHashMap.newKeySet();
    private final CountDownLatch unwound = new CountDownLatch(1);
    private volatile boolean happened;

    /** Begins to listen. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "rowferry-interruption"));
    }

    /** Includes a database among those whose work is cancelled. */
    Database guard(Database database) {
        guard(database::cancel);
        return database;
    }

    /** Includes work that can be cancelled, again and again. */
    void guard(Runnable cancellation) {
        cancellations.add(cancellation);
        if (happened) {
            cancellation.run();
        }
    }

    boolean happened() {
        return happened;
    }

    /** Ends a command that has told of failures and gone on, where an interruption is what brought them about. */
    void refuseToGoOn() {
        if (happened) {
            throw new Failure(Family.USAGE, "interrupted").hint("Run the same command again.");
        }
    }

    /** Tells that the command has ended by itself; returns false where an interruption will end the process. */
    boolean ended() {
        unwound.countDown();
        return !happened;
    }

    private void interrupt() {
        if (unwound.getCount() == 0) {
            return;
        }
        happened = true;
        try {
            cancelUntilUnwound();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A JVM that a signal ends exits with 128 and the signal's number; halting here is how it gets a code of ours.
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
    }

    /** Again and again, since a signal may come between two statements, when there is nothing to cancel. */
    private void cancelUntilUnwound() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_UNWIND);
        do {
            cancellations.forEach(Runnable::run);
        } while (!unwound.await(MILLISECONDS_BETWEEN, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline);
    }
}
