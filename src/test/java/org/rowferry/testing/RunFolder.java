package org.rowferry.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds the data of one JVM's servers.
 *
 * <p>A file lock beside it says that its JVM lives. A JVM that was killed leaves its servers running and its lock free:
 * the next JVM stops those servers and deletes their folder.
 */
final class RunFolder {
    /** Stays open until the JVM ends, however it ends: an object that is collected would let go of its lock. */
    private static @Nullable FileChannel held;

    private RunFolder() {}

    /** Sweeps what dead JVMs left in the parent, and makes the one folder of this JVM. */
    static synchronized Path begin(Path parent) throws IOException {
        if (held != null) {
            throw new IllegalStateException("this JVM has its folder already");
        }
        Files.createDirectories(parent);
        sweep(parent);
        Path run = parent.resolve("run-" + ProcessHandle.current().pid());
        // Locked before it exists, so that no other JVM takes it for a dead one's.
        held = lock(run);
        return Files.createDirectories(run);
    }

    /** Stops and deletes what JVMs that are dead by now have left in the parent. */
    static void sweep(Path parent) throws IOException {
        for (Path run : runsIn(parent)) {
            sweepRun(run);
        }
    }

    private static List<Path> runsIn(Path parent) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(file -> file.getFileName().toString().matches("run-\\d+"))
                    .toList();
        }
    }

    private static void sweepRun(Path run) throws IOException {
        try (FileChannel lock = lock(run)) {
            if (lock != null) {
                DeadRun.remove(run);
                Files.deleteIfExists(lockFile(run));
            }
        }
    }

    /** Returns the channel that holds the lock, or null where another JVM holds it. */
    private static @Nullable FileChannel lock(Path run) throws IOException {
        FileChannel channel = FileChannel.open(lockFile(run), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    private static Path lockFile(Path run) {
        return run.resolveSibling(run.getFileName() + ".lock");
    }
}
