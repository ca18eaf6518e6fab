package org.rowferry.report;

/** A part of a hint that is worded where the hint is printed, since it depends on the files and databases there. */
public sealed interface Local permits Invocation, Mention, InSurroundings {
    String in(Surroundings surroundings);
}
