package org.rowferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that runs in a JVM of its own. */
final class ChildProcess {
    /** How a shell tells that SIGKILL ended a process. */
    static final int KILLED = 128 + 9;

    private static final List<String> SMALL = List.of("-Xmx64m", "-Dfile.encoding=UTF-8");
    private static final long SECONDS_TO_LIVE = 120;

    private final Process process;
    private final Path folder;

    private ChildProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts a command that lives until it ends, or is killed from here. */
    static ChildProcess start(String... command) {
        return startSelfKilling("-", command);
    }

    /** Starts a command that moves much. */
    static ChildProcess startLong(String... command) {
        return start(BuiltProgram.longLived(), "-", command);
    }

    /** Starts a command that kills itself at a point, such as {@code moved#2}. */
    static ChildProcess startSelfKilling(String lastPoint, String... command) {
        return start(BuiltProgram.shortLived(), lastPoint, command);
    }

    private static ChildProcess start(List<String> options, String lastPoint, String... command) {
        try {
            Path folder = Files.createTempDirectory("rowferry-child");
            folder.toFile().deleteOnExit();
            List.of("out", "err", "points")
                    .forEach(name -> folder.resolve(name).toFile().deleteOnExit());
            List<String> line = new ArrayList<>();
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(SMALL);
            line.addAll(options);
            line.addAll(List.of("-cp", classPath(), SelfKillingCommand.class.getName()));
            line.addAll(List.of(lastPoint, folder.resolve("points").toString()));
            line.addAll(List.of(command));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile());
            return new ChildProcess(builder.start(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archive holds for a class path that begins with the jar; the class of the tests comes after. */
    private static String classPath() {
        URL tests =
                SelfKillingCommand.class.getProtectionDomain().getCodeSource().getLocation();
        return BuiltProgram.jar() + File.pathSeparator + Path.of(URI.create(tests.toString()));
    }

    /** Runs a command to its end and returns the points that it comes by. */
    static List<String> pointsOf(String... command) {
        ChildProcess child = start(command);
        assertThat(child.await()).as("%s", child.err()).isZero();
        return child.points();
    }

    /** Runs a command that kills itself at a point; returns whether it came by there. */
    static boolean isKilledAt(String point, String... command) {
        ChildProcess child = startSelfKilling(point, command);
        int code = child.await();
        assertThat(code).as("%s: %s", point, child.err()).isIn(0, KILLED);
        return code == KILLED;
    }

    /** Waits for the end and returns the exit code. */
    int await() {
        try {
            if (!process.waitFor(SECONDS_TO_LIVE, TimeUnit.SECONDS)) {
                kill();
                throw new AssertionError("still running after " + SECONDS_TO_LIVE + " s: " + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends a signal by its name. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private List<String> points() {
        return read("points").lines().toList();
    }

    String out() {
        return read("out");
    }

    String err() {
        return read("err");
    }

    /** Returns the most kilobytes of memory that it held; 0 where the system does not tell. */
    long peakMemory() {
        String peak = err().replaceAll("(?s).*peak memory: (\\d*).*", "$1");
        return peak.matches("\\d+") ? Long.parseLong(peak) : 0;
    }

    private String read(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
