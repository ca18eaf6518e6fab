package org.rowferry.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The seeds of a run that fail: the first ends it, unless {@code -Drowferry.failures=FILE} has it write each of them to a
 * file and go on to the last.
 */
final class FailingSeeds {
    private static final int MOST_OF_A_LINE = 700;
    private static final int TELL_EVERY = 20;

    private final String what;
    private final Optional<Path> file;
    private final List<Long> seeds = new ArrayList<>();
    private @Nullable AssertionError first;
    private int played;

    private FailingSeeds(String what, Optional<Path> file) {
        this.what = what;
        this.file = file;
    }

    static FailingSeeds of(String what) {
        return new FailingSeeds(
                what,
                Optional.ofNullable(System.getProperty("rowferry.failures")).map(Path::of));
    }

    synchronized void passed() {
        count();
    }

    synchronized void add(long seed, AssertionError failure) {
        Path to = file.orElseThrow(() -> failure);
        write(to, what + " " + seed + ": " + firstLine(failure) + "\n" + history(failure));
        seeds.add(seed);
        first = first == null ? failure : first;
        count();
    }

    private void count() {
        played++;
        if (file.isPresent() && played % TELL_EVERY == 0) {
            System.out.println(played + " " + what + ", of which fail: " + seeds);
        }
    }

    synchronized void failIfAny() {
        if (first != null) {
            throw new AssertionError(
                    seeds.size() + " of " + played + " " + what + " fail: " + seeds + "; see " + file.orElseThrow(),
                    first);
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
    private static String history(Throwable failure) {
        StringBuilder history = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String.valueOf(cause.getMessage())
                    .lines()
                    .forEach(line -> history.append("    ").append(line).append('\n'));
        }
        return history.toString();
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
