package org.rowferry.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the histories of one test ended: the first that fails ends the test, unless {@code -Drowferry.soak=FILE} has it write
 * each of them to a file, go on to the last, and add a line with the sum of all.
 */
final class Results {
    private static final int MOST_OF_A_LINE = 700;
    private static final int TELL_EVERY = 100;

    private final String what;
    private final Optional<Path> file;
    private final List<Long> failing = new ArrayList<>();
    private @Nullable AssertionError first;
    private final long begun = System.nanoTime();
    private int played;
    private long events;
    private long bundles;

    private Results(String what, Optional<Path> file) {
        this.what = what;
        this.file = file;
    }

    static Results of(String what) {
        return new Results(
                what, Optional.ofNullable(System.getProperty("rowferry.soak")).map(Path::of));
    }

    synchronized void passed(Trail trail) {
        events += trail.events();
        bundles += trail.bundles();
        count();
    }

    synchronized void add(long seed, AssertionError failure) {
        Path to = file.orElseThrow(() -> failure);
        write(to, "FAILS " + what + " " + seed + ": " + firstLine(failure) + "\n" + trail(failure));
        failing.add(seed);
        first = first == null ? failure : first;
        count();
    }

    private void count() {
        played++;
        if (file.isPresent() && played % TELL_EVERY == 0) {
            System.out.println(sum());
        }
    }

    private String sum() {
        long minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begun);
        return String.format(
                Locale.ROOT,
                "%d %s played in %d min (%d events%s), %d fail%s",
                played,
                what,
                minutes,
                events,
                bundles == 0 ? "" : ", " + bundles + " bundles",
                failing.size(),
                failing.isEmpty() ? "" : ": " + failing);
    }

    /** Ends the test: with the first failure where there is one. */
    synchronized void end() {
        System.out.println(sum());
        file.ifPresent(to -> write(to, sum() + "\n"));
        if (first != null) {
            throw new AssertionError(sum() + "; see " + file.orElseThrow(), first);
        }
    }

    private static String firstLine(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.toString().replaceAll("\\s+", " ");
        return message.substring(0, Math.min(MOST_OF_A_LINE, message.length()));
    }

    /** Indented, so that the first lines stand out. */
    private static String trail(Throwable failure) {
        StringBuilder trail = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String.valueOf(cause.getMessage())
                    .lines()
                    .forEach(line -> trail.append("    ").append(line).append('\n'));
        }
        return trail.toString();
    }

    /** At once, since a run of many hours may not get to its end. */
    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
