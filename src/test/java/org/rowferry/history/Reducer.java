package org.rowferry.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a failing history smaller: leaves out events for as long as the others fail in the same way. */
final class Reducer<W extends World> {
    private final W world;
    private final History<W> history;
    private final String kind;
    private AssertionError failure;

    private Reducer(W world, History<W> history, AssertionError failure) {
        this.world = world;
        this.history = history;
        this.kind = kind(failure);
        this.failure = failure;
    }

    /** Returns the failure of the smallest history that was found; it tells all that happens in it. */
    static <W extends World> AssertionError reduce(W world, History<W> history, AssertionError failure) {
        Reducer<W> reducer = new Reducer<>(world, history, failure);
        reducer.reduce();
        return reducer.failure;
    }

    private void reduce() {
        List<Event<W>> events = history.events();
        for (int many = events.size() / 2; many > 0; many /= 2) {
            for (int from = events.size() - many; from >= 0; from -= many) {
                List<Event<W>> fewer = new ArrayList<>(events.subList(0, from));
                fewer.addAll(events.subList(from + many, events.size()));
                Optional<AssertionError> same = play(fewer);
                if (same.isPresent()) {
                    events = fewer;
                    failure = same.get();
                }
            }
        }
    }

    private Optional<AssertionError> play(List<Event<W>> events) {
        try {
            history.with(events).play(world);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e).filter(other -> kind(other).equals(kind));
        }
    }

    /** Returns where it failed, and for what reason as far as that has no names and numbers in it. */
    private static String kind(AssertionError failure) {
        Throwable cause = failure;
        StringBuilder kind = new StringBuilder();
        while (cause != null) {
            kind.append(cause.getClass()).append(cause.getStackTrace()[0]);
            if (cause.getCause() == null) {
                String message = String.valueOf(cause.getMessage());
                kind.append(message.replaceAll("\"[^\"]*\"|\\d+", "").split("[\n:]", -1)[0]);
            }
            cause = cause.getCause();
        }
        return kind.toString();
    }
}
