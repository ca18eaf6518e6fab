package org.rowferry.report;

/** The outcome of a check. */
public enum Level {
    OK,
    /** A job goes on, but somebody has to look at it. */
    WARN,
    /** A job would be refused now. */
    FAIL
}
