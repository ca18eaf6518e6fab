package org.rowferry.watch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps two runs from losing each other's values, while one reads the file and writes it again. A run that does not get the
 * lock goes on without it, since the file is whole in any case.
 */
final class MetricsLock {
    private static final int ATTEMPTS = 200;
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private MetricsLock() {}

    /** Work on files. */
    interface Work {
        void run() throws IOException;
    }

    /** Waits for the lock, which others hold for milliseconds, but not for ever; then does the work. */
    static void during(Path file, Work work) throws IOException {
        Optional<FileChannel> channel = open(file);
        try {
            for (int attempt = 0; attempt < ATTEMPTS && channel.isPresent() && !isTaken(channel.get()); attempt++) {
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
            work.run();
        } finally {
            if (channel.isPresent()) {
                channel.get().close();
            }
        }
    }

    /** Opens the lock file, which stays there; empty where another user's run made it, or nothing can be written at all. */
    private static Optional<FileChannel> open(Path file) {
        try {
            return Optional.of(FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProgram) {
            return false;
        }
    }
}
