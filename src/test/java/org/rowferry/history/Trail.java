package org.rowferry.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** All that happens in one history, for whoever reads why it failed. */
public final class Trail {
    private static final Pattern BUNDLE = Pattern.compile(": wrote \\S+\\.tar\\.");

    private final List<String> lines = new ArrayList<>();
    private long events;
    private long bundles;

    /** Adds an event. */
    void begin(Event<?> event) {
        events++;
        tell(event);
    }

    /** Returns how many events happened. */
    long events() {
        return events;
    }

    /** Returns how many bundles were written, as far as the commands told. */
    long bundles() {
        return bundles;
    }

    /** Adds a statement or a command that an event runs. */
    public void tell(Object happened) {
        lines.add(happened.toString());
    }

    /** Adds the answer to what was told last, as a comment; nothing where it is empty. */
    public void answer(String answer) {
        bundles += BUNDLE.matcher(answer).results().count();
        if (!answer.isBlank()) {
            lines.add("--   " + answer.strip().replace("\n", "\n--   "));
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
