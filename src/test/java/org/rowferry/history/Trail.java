package org.rowferry.history;

import java.util.ArrayList;
import java.util.List;

/** All that happens in one history, for whoever reads why it failed. */
public final class Trail {
    private final List<String> lines = new ArrayList<>();

    /** Adds an event, or a statement or command that it runs. */
    public void tell(Object happened) {
        lines.add(happened.toString());
    }

    /** Adds the answer to what was told last, as a comment; nothing where it is empty. */
    public void answer(String answer) {
        if (!answer.isBlank()) {
            lines.add("--   " + answer.strip().replace("\n", "\n--   "));
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
