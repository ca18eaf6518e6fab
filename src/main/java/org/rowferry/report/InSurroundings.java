package org.rowferry.report;

import java.util.function.UnaryOperator;

/** A part of a hint that knows more than is known where it is printed, such as the source of one of several links. */
record InSurroundings(Local part, UnaryOperator<Surroundings> more) implements Local {
    @Override
    public String in(Surroundings known) {
        return part.in(more.apply(known));
    }
}
