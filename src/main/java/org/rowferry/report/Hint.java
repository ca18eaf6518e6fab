package org.rowferry.report;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** A sentence that holds a command, an SQL statement or a key. */
record Hint(String before, Optional<Local> local, String after) {
    String in(Surroundings surroundings) {
        return before + local.map(part -> part.in(surroundings)).orElse("") + after;
    }

    /** Returns the same hint, which knows more than is known where it is printed. */
    Hint knowing(UnaryOperator<Surroundings> more) {
        return new Hint(before, local.map(part -> new InSurroundings(part, more)), after);
    }

    /** Returns one hint that does what this one and another say, where one command can. */
    Optional<Hint> and(Hint other) {
        if (local.orElse(null) instanceof Invocation mine
                && other.local.orElse(null) instanceof Invocation others
                && before.equals(other.before)
                && after.equals(other.after)) {
            return mine.and(others).map(both -> new Hint(before, Optional.of(both), after));
        }
        return Optional.empty();
    }
}
