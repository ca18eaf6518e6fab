package org.rowferry.capture;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.rowferry.capture.Memory.Capture;

/**
 * The drift of a source's table: changes alone would not bring a copy of it up to date, since the copy was made from another
 * state of the table than the changes go with.
 */
public final class Drift {
    private Drift() {}

    /**
     * A table as the catalog shows it now.
     *
     * @param incarnation the source's
     */
    public record Now(UUID incarnation, SourceTable source, Shape shape, List<String> labels) {
        public Now {
            labels = List.copyOf(labels);
        }
    }

    /** Returns the first reason why changes alone would not do; empty where they would. */
    public static Optional<String> between(Memory before, Now now) {
        if (!before.incarnation().equals(now.incarnation())) {
            return Optional.of("the source has a new incarnation");
        }
        return before.capture()
                .flatMap(capture -> between(capture, now.source()))
                .or(() -> now.shape().changedSince(before.shape()))
                .or(() -> now.labels().containsAll(before.labels())
                        ? Optional.empty()
                        : Optional.of("labels of an enum were renamed"));
    }

    private static Optional<String> between(Capture before, SourceTable now) {
        if (!before.method().equals(now.capture())) {
            return Optional.of("its changes become known another way: " + now.capture());
        }
        Optional<String> missed = now instanceof CapturedTable captured ? missed(before, captured) : Optional.empty();
        return missed.or(() -> before.name().equals(now.name()) ? Optional.empty() : Optional.of("it was renamed"));
    }

    private static Optional<String> missed(Capture before, CapturedTable now) {
        if (!before.id().equals(Optional.of(now.captureId()))) {
            return Optional.of("its capture was installed anew");
        }
        if (before.traces().equals(now.traces())) {
            return Optional.empty();
        }
        return Optional.of(
                before.traces().containsAll(now.triggers())
                        ? "its shadow table or a function behind it was altered by hand"
                        : "its capture was interrupted (a trigger was disabled for a while)");
    }
}
