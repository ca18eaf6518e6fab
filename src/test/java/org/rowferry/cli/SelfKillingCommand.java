package org.rowferry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.report.Failure;
import org.rowferry.report.Journal;
import org.rowferry.report.Progress;

/**
 * Runs one command in a process of its own, which kills itself with SIGKILL at one of the points that its journal hears
 * of. A point is named by its step and how often that came before: {@code moved#2}.
 *
 * <p>Arguments: the point, or - for none; a file that takes the points that were reached; the command.
 */
final class SelfKillingCommand implements Journal {
    private final Journal console;
    private final String last;
    private final Path reached;
    private final List<String> points = new ArrayList<>();
    private final Map<String, Integer> times = new HashMap<>();

    private SelfKillingCommand(Journal console, String last, Path reached) {
        this.console = console;
        this.last = last;
        this.reached = reached;
    }

    public static void main(String[] args) {
        Interruption interruption = new Interruption();
        interruption.listen();
        Console console = new Console(
                new PrintWriter(System.out, false, UTF_8), new PrintWriter(System.err, false, UTF_8), false);
        SelfKillingCommand command = new SelfKillingCommand(console, args[0], Path.of(args[1]));
        int code = Main.run(
                new Wiring(console, interruption, command, System.getenv()), Arrays.copyOfRange(args, 2, args.length));
        command.writePoints();
        console.say("peak memory: " + peakMemory());
        if (interruption.ended()) {
            System.exit(code);
        }
    }

    @Override
    public void say(String line) {
        console.say(line);
        reach("say");
    }

    @Override
    public void warn(Failure problem) {
        console.warn(problem);
    }

    @Override
    public void step(String name) {
        reach(name);
    }

    @Override
    public void moved(Progress progress) {
        console.moved(progress);
        reach("moved");
    }

    private void reach(String step) {
        String point = step + "#" + times.merge(step, 1, Integer::sum);
        points.add(point);
        if (point.equals(last)) {
            writePoints();
            die();
        }
    }

    private void writePoints() {
        try {
            Files.write(reached, points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void die() {
        try {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", self).inheritIO().start().waitFor();
            // Nothing may follow the point: the signal is on its way.
            Thread.sleep(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the most memory that this process ever held, as Linux tells it; empty elsewhere. */
    private static String peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
