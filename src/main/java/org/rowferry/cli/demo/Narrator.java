package org.rowferry.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowferry.report.Shell;

/** Tells what happens: a heading for each step, each command as one would type it, and how long it took. */
final class Narrator {
    private final Stage stage;
    private final String launcher;
    private final long begun = System.nanoTime();
    private Map<String, String> environment = Map.of();
    private int steps;

    Narrator(Stage stage, String launcher) {
        this.stage = stage;
        this.launcher = launcher;
    }

    /** Prints the variables that the commands from here on need, and gives them to those that are run. */
    void export(Map<String, String> variables) {
        environment = variables;
        stage.say("");
        variables.forEach((name, value) -> stage.say("$ export " + name + "=" + shell(List.of(value))));
    }

    void heading(String text) {
        stage.refuseInterrupted();
        steps++;
        stage.say("");
        stage.say(steps + ". " + text);
    }

    void say(String line) {
        stage.say(line.isEmpty() ? "" : "   " + line);
    }

    /** Prints a command of the shell that the demo does itself. */
    void typed(String... words) {
        stage.say("");
        stage.say("$ " + shell(List.of(words)));
    }

    /** Prints a verb as it would be typed, runs it, and prints the time. */
    void run(List<String> words) {
        stage.refuseInterrupted();
        stage.say("");
        stage.say("$ " + shell(List.of(launcher)) + " " + shell(words));
        long start = System.nanoTime();
        stage.run(words, environment);
        stage.say("  took " + seconds(start));
    }

    /** Prints what a file holds. */
    void read(Path file) {
        try {
            Files.readAllLines(file).forEach(stage::say);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does something and prints how long it took. */
    <T> T timed(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        say("took " + seconds(start));
        return result;
    }

    /** Returns how long the whole demo has taken so far. */
    String total() {
        return seconds(begun);
    }

    static String shell(List<String> words) {
        return words.stream().map(Shell::word).collect(Collectors.joining(" "));
    }

    private static String seconds(long start) {
        return String.format(
                Locale.ROOT,
                "%.1f s",
                Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
    }
}
