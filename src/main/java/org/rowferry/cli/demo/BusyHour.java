package org.rowferry.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.rowferry.postgres.Database;
import org.rowferry.postgres.Session;

/** Several clerks who write at once, and a customer who keeps one of them waiting. */
final class BusyHour implements AutoCloseable {
    private static final int CLERKS = 4;
    private static final int TRANSACTIONS_BEFORE_THE_FIRST_EXPORT = 50;
    private static final long NANOS_BETWEEN_TRANSACTIONS = 3_000_000;

    private final Database source;
    private final Session undecided;
    private final Clerk slow;
    private final CountDownLatch underWay = new CountDownLatch(CLERKS);
    private final List<CompletableFuture<Integer>> working = new ArrayList<>();
    private volatile boolean over;

    BusyHour(Database source) {
        this.source = source;
        this.undecided = source.connect("demo");
        this.slow = new Clerk(undecided, 0, 1);
    }

    /** Begins; returns when every clerk has done a good part of the work, and all of them go on. */
    void begin() {
        slow.replacePromotions();
        slow.takeOrderAndWait();
        for (int i = 0; i < CLERKS; i++) {
            int number = i;
            working.add(CompletableFuture.supplyAsync(
                    inOwnSession(number), work -> new Thread(work, "clerk-" + number).start()));
        }
        try {
            underWay.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Commits what was left open, lets everybody finish, and returns how many transactions were committed. */
    int end() {
        slow.commit();
        over = true;
        return working.stream().mapToInt(CompletableFuture::join).sum() + slow.transactions();
    }

    /** Sends everybody home, whatever has happened; what is not committed is rolled back. */
    @Override
    public void close() {
        over = true;
        undecided.close();
    }

    private Supplier<Integer> inOwnSession(int number) {
        return () -> {
            try (Session session = source.connect("demo")) {
                Clerk clerk = new Clerk(session, number, CLERKS);
                while (!over) {
                    clerk.work();
                    if (clerk.transactions() == TRANSACTIONS_BEFORE_THE_FIRST_EXPORT) {
                        underWay.countDown();
                    }
                    LockSupport.parkNanos(NANOS_BETWEEN_TRANSACTIONS);
                }
                return clerk.transactions();
            } finally {
                // A clerk that failed must not be waited for.
                underWay.countDown();
            }
        };
    }
}
