package org.rowferry.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that the operator has to act on: one message with names and values, and the commands that help.
 *
 * <p>The message is in lower case without a full stop; a hint is a sentence.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String BETWEEN = "\n  ";

    private final Family family;
    private final String headline;
    private final List<String> details;
    private final List<Hint> hints;

    public Failure(Family family, String message) {
        this(family, message, List.of());
    }

    /** Makes a failure whose message lists things, each of which is shown on a line of its own. */
    public Failure(Family family, String headline, List<String> details) {
        this(family, headline, details, List.of(), null);
    }

    private Failure(Family family, String headline, List<String> details, List<Hint> hints, @Nullable Throwable cause) {
        super(details.isEmpty() ? headline : headline + BETWEEN + String.join(BETWEEN, details), cause);
        this.family = family;
        this.headline = headline;
        this.details = List.copyOf(details);
        this.hints = List.copyOf(hints);
    }

    /** Returns the same failure with one more hint: a sentence that holds a command, an SQL statement or a key. */
    public Failure hint(String hint) {
        return with(new Hint(hint, Optional.empty(), ""));
    }

    /** Returns the same failure with a hint that is worded where it is printed. */
    public Failure hint(Local local) {
        return hint("", local, "");
    }

    /** Returns the same failure with a hint that ends with what is worded where it is printed. */
    public Failure hint(String before, Local local) {
        return hint(before, local, "");
    }

    /** Returns the same failure with a hint that holds what is worded where it is printed. */
    public Failure hint(String before, Local local, String after) {
        return with(new Hint(before, Optional.of(local), after));
    }

    private Failure with(Hint hint) {
        List<Hint> more = new ArrayList<>(hints);
        more.add(hint);
        return new Failure(family, headline, details, more, getCause());
    }

    /** Returns the same failure with the exception that brought it about. */
    public Failure because(Throwable cause) {
        return new Failure(family, headline, details, hints, cause);
    }

    /** Returns the same failure in other words. */
    public Failure reworded(String message) {
        return new Failure(family, message, List.of(), hints, getCause());
    }

    /** Returns the same failure with another exit code. */
    public Failure of(Family other) {
        return new Failure(other, headline, details, hints, getCause());
    }

    /** Returns the same failure with hints that know more than is known where they are printed. */
    public Failure knowing(UnaryOperator<Surroundings> more) {
        return new Failure(
                family,
                headline,
                details,
                hints.stream().map(hint -> hint.knowing(more)).toList(),
                getCause());
    }

    /** Returns this failure and another in one: both messages, and all hints; one command for all tables where that can be. */
    public Failure and(Failure other) {
        List<Hint> more = new ArrayList<>(hints);
        other.hints.stream().filter(hint -> !more.contains(hint)).forEach(hint -> join(more, hint));
        return new Failure(family, getMessage() + "; " + other.getMessage(), List.of(), more, getCause());
    }

    private static void join(List<Hint> hints, Hint more) {
        for (int i = 0; i < hints.size(); i++) {
            Optional<Hint> both = hints.get(i).and(more);
            if (both.isPresent()) {
                hints.set(i, both.get());
                return;
            }
        }
        hints.add(more);
    }

    /** Returns the message and the hints in one line. */
    public String told(Surroundings surroundings) {
        StringBuilder told = new StringBuilder(String.valueOf(getMessage()));
        hints(surroundings)
                .forEach(hint -> told.append(told.charAt(told.length() - 1) == '.' ? " " : ". ")
                        .append(hint));
        return told.toString();
    }

    public Family family() {
        return family;
    }

    /** Returns the message as it is shown: its own line, then one for each thing that it lists. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(headline);
        details.forEach(detail -> lines.add("  " + detail));
        return lines;
    }

    /** Returns the hints where nothing is known of the files and databases at hand. */
    public List<String> hints() {
        return hints(Surroundings.UNKNOWN);
    }

    /** Returns the hints as they are to be pasted. */
    public List<String> hints(Surroundings surroundings) {
        return hints.stream().map(hint -> hint.in(surroundings)).toList();
    }
}
