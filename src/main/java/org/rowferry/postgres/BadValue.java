package org.rowferry.postgres;

import org.rowferry.report.Failure;

/** Tells whether a failure of a {@link Session} is about a row's value, and not about the statement that met it. */
public final class BadValue {
    private BadValue() {}

    /** Returns whether a value is no value of the type that it was to have, or one that an operator does not take. */
    public static boolean isCauseOf(Failure failure) {
        return SqlState.of(failure).filter(state -> state.startsWith("22")).isPresent();
    }

    /** Returns the same, or whether a function of the operator's may have refused a row. */
    public static boolean mayBeCauseOf(Failure failure) {
        return SqlState.of(failure)
                .filter(state -> state.matches("(21|22|P0).*"))
                .isPresent();
    }
}
