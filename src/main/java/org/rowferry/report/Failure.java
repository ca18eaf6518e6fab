package org.rowferry.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that the operator has to act on: one message with names and values, and the commands that help.
 *
 * <p>The message is in lower case without a full stop; a hint is a sentence.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Family family;
    private final List<String> hints;

    public Failure(Family family, String message) {
        this(family, message, List.of(), null);
    }

    private Failure(Family family, String message, List<String> hints, @Nullable Throwable cause) {
        super(message, cause);
        this.family = family;
        this.hints = List.copyOf(hints);
    }

    /** Returns the same failure with one more hint: a sentence that holds a command, an SQL statement or a key. */
    public Failure hint(String hint) {
        List<String> more = new ArrayList<>(hints);
        more.add(hint);
        return new Failure(family, String.valueOf(getMessage()), more, getCause());
    }

    /** Returns the same failure with the exception that brought it about. */
    public Failure because(Throwable cause) {
        return new Failure(family, String.valueOf(getMessage()), hints, cause);
    }

    /** Returns the same failure in other words. */
    public Failure reworded(String message) {
        return new Failure(family, message, hints, getCause());
    }

    public Family family() {
        return family;
    }

    public List<String> hints() {
        return hints;
    }
}
