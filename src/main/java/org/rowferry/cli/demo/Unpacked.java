package org.rowferry.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that servers' binaries are unpacked into, each in a folder {@code PG-…} of its own.
 *
 * <p>The library that unpacks them locks {@code epg-lock} meanwhile and makes {@code .exists} at the end. It trips over
 * what a process left that was killed in between, so that goes first.
 */
record Unpacked(Path folder) {

    /** Deletes what is half unpacked and nobody is unpacking. */
    Unpacked sweep() {
        try {
            Files.createDirectories(folder);
            for (Path half : halves()) {
                deleteUnlessLocked(half);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> halves() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("PG-"))
                    .filter(file -> !Files.exists(file.resolve(".exists")))
                    .toList();
        }
    }

    private static void deleteUnlessLocked(Path half) throws IOException {
        Path lockFile = half.resolve("epg-lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                delete(half);
            }
        } catch (OverlappingFileLockException e) {
            // A thread of this process is unpacking it.
            return;
        }
    }

    /** Deletes a folder and all that is in it, children first. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
