package org.rowferry.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a JVM that was killed left behind: servers that still run, and their data. */
final class DeadRun {
    private DeadRun() {}

    /** Stops the servers whose data lies in the folder, then deletes the folder, unless another JVM did so meanwhile. */
    static void remove(Path run) throws IOException {
        if (Files.notExists(run)) {
            return;
        }
        for (Path file : filesUnder(run, 2)) {
            if (file.endsWith("postmaster.pid")) {
                stop(file);
            }
        }
        for (Path file : filesUnder(run, Integer.MAX_VALUE)) {
            Files.deleteIfExists(file);
        }
    }

    /** Children before their folders. */
    private static List<Path> filesUnder(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static void stop(Path pidFile) throws IOException {
        Optional<ProcessHandle> server = serverOf(pidFile);
        if (server.isPresent()) {
            stop(server.get());
        }
    }

    /** Asks for a fast shutdown, which takes the server's children along, as a kill would not at once. */
    private static void stop(ProcessHandle server) throws IOException {
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start();
        server.onExit().completeOnTimeout(server, 10, TimeUnit.SECONDS).join();
        server.destroyForcibly();
    }

    /** Finds the process only if it was started for this data: by now the number may be another's. */
    private static Optional<ProcessHandle> serverOf(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        String dataFolder = String.valueOf(pidFile.getParent());
        return ProcessHandle.of(pid)
                .filter(process -> process.info().commandLine().orElse("").contains(dataFolder));
    }
}
