package org.rowferry.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/**
 * Runs a command of the operator's, with the result of a run on its standard input. Nothing of the result is part of the
 * command line: names of tables and messages are texts of others.
 */
final class HookRun {
    private static final int MOST_OUTPUT = 4_000;
    private static final Duration FOR_THE_LAST_WORDS = Duration.ofSeconds(1);

    private final Hook hook;
    private byte[] output = {};
    private volatile boolean stopped;
    private volatile @Nullable Process running;

    HookRun(Hook hook) {
        this.hook = hook;
    }

    /** Kills it with its children. A process that starts at this moment is killed when this is called again. */
    void stop() {
        stopped = true;
        Process process = running;
        if (process != null) {
            end(process);
        }
    }

    /** Runs it to its end, or to the end of its time; returns what went wrong. */
    Optional<Failure> run(String json) {
        try {
            Process process = new ProcessBuilder(List.of("/bin/sh", "-c", hook.command()))
                    .redirectErrorStream(true)
                    .start();
            running = process;
            try {
                return outcome(process, json);
            } finally {
                end(process);
            }
        } catch (IOException e) {
            return Optional.of(
                    failure("could not be started: " + e.getMessage()).because(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(failure("was interrupted"));
        }
    }

    private Optional<Failure> outcome(Process process, String json) throws InterruptedException {
        // Threads of their own: a command that does not read, or whose children keep its output open, must not hold the
        // job.
        start("hook-input", () -> feed(process.getOutputStream(), json));
        Thread reader = start("hook-output", () -> read(process.getInputStream()));
        if (!process.waitFor(hook.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.of(
                    failure("did not end within " + hook.timeLimit().toMillis() / 1000.0 + " s, and was stopped"));
        }
        if (stopped) {
            return Optional.of(failure("was killed, since the job was interrupted"));
        }
        reader.join(FOR_THE_LAST_WORDS.toMillis());
        int code = process.exitValue();
        return code == 0 ? Optional.empty() : Optional.of(failure("ended with exit code " + code + lastWords()));
    }

    /** Its children too: a shell that is killed leaves the program that it waits for. */
    private static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, "rowferry-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void feed(OutputStream input, String json) {
        try (input) {
            input.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It need not read all of it, or anything.
            return;
        }
    }

    /** Keeps the end of the output, and reads all of it, since a full pipe would stop the command. */
    private void read(InputStream stream) {
        byte[] buffer = new byte[MOST_OUTPUT];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // It was stopped.
            return;
        }
    }

    private synchronized void keep(byte[] more, int length) {
        byte[] all = Arrays.copyOf(output, output.length + length);
        System.arraycopy(more, 0, all, output.length, length);
        output = Arrays.copyOfRange(all, Math.max(0, all.length - MOST_OUTPUT), all.length);
    }

    private synchronized String lastWords() {
        return new String(output, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((first, last) -> last)
                .map(line -> ": " + line.strip())
                .orElse("");
    }

    private Failure failure(String what) {
        return new Failure(Family.CONFIGURATION, hook.event() + ": " + hook.program() + " " + what)
                .hint(
                        "The job's own work is done and stays. Try the command by hand: echo '{}' | sh -c 'COMMAND', with the"
                                + " command under " + hook.event() + " in the configuration.");
    }
}
