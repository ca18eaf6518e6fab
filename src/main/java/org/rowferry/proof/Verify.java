package org.rowferry.proof;

import java.time.Duration;

/** How often a target proves that its rows of a table are those of the source. */
public enum Verify {
    NEVER(Duration.ofDays(36500)),
    EVERY_RUN(Duration.ZERO),
    DAILY(Duration.ofDays(1)),
    WEEKLY(Duration.ofDays(7)),
    MONTHLY(Duration.ofDays(30));

    private final Duration every;

    Verify(Duration every) {
        this.every = every;
    }

    /** Returns whether it is due, so long after the last time; a quarter is given to timers, and clocks may be set back. */
    public boolean isDue(Duration since) {
        return this != NEVER && (since.isNegative() || since.compareTo(every.minus(every.dividedBy(4))) >= 0);
    }

    /** Returns the number of nights that the tables of a target may be spread over. */
    public long nights() {
        return Math.max(1, every.toDays());
    }
}
