package org.rowferry.cli;

import org.rowferry.report.Family;

/** How a command ends, as a shell sees it. The numbers are stable; docs/runbook.md has an entry for each. */
enum ExitCode {
    OK(0),
    BUG(1),
    USAGE(2),
    CONFIGURATION(3),
    SOURCE(4),
    TARGET(5),
    BUNDLE(6),
    GAP(7),
    BUSY(8),
    DEPOT(9),
    INTERRUPTED(10);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(Family family) {
        return switch (family) {
            case USAGE -> USAGE;
            case CONFIGURATION -> CONFIGURATION;
            case SOURCE -> SOURCE;
            case TARGET -> TARGET;
            case BUNDLE -> BUNDLE;
            case GAP -> GAP;
            case BUSY -> BUSY;
            case DEPOT -> DEPOT;
        };
    }
}
