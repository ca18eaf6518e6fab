package org.rowferry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Folders for bundles and configurations: in memory where the machine has enough, since the product syncs each file. */
public final class TestFolder {
    /** Those that are there: a template of a class is used until the JVM ends, and nobody deletes its folder before. */
    private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> MADE.forEach(TestFolder::delete)));
    }

    private TestFolder() {}

    public static Path make(String prefix) {
        try {
            Path parent = EmbeddedServers.memory().orElse(Path.of(System.getProperty("java.io.tmpdir")));
            Path folder = Files.createTempDirectory(parent, prefix);
            MADE.add(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with all that is in it, if it is there. */
    public static void delete(Path folder) {
        MADE.remove(folder);
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
