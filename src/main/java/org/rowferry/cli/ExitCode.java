package org.rowferry.cli;

import java.nio.file.InvalidPathException;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;

/** How a command ends, as a shell sees it. The numbers are stable; docs/runbook.md has an entry for each. */
enum ExitCode {
    OK(0, "nothing"),
    BUG(1, "report it to us"),
    USAGE(2, "the command line"),
    CONFIGURATION(3, "the configuration file"),
    SOURCE(4, "the source database"),
    TARGET(5, "the target database"),
    BUNDLE(6, "a file that is damaged or from another source"),
    GAP(7, "a file that is missing"),
    BUSY(8, "another session; run the command again"),
    DEPOT(9, "the outbox or inbox: missing, full, no rights"),
    INTERRUPTED(10, "who pressed Ctrl-C or stopped the service"),
    DIFFERENCE(11, "who else writes to the target's table; then repair it");

    private final int number;
    private final String toCheck;

    ExitCode(int number, String toCheck) {
        this.number = number;
        this.toCheck = toCheck;
    }

    int number() {
        return number;
    }

    /** Returns what an operator checks first, as README.md and the manual pages say it. */
    String toCheck() {
        return toCheck;
    }

    /** Returns the code of a command that an exception ends. */
    static ExitCode of(Throwable end, boolean interrupted) {
        if (interrupted) {
            return INTERRUPTED;
        }
        if (end instanceof Failure failure) {
            return of(failure.family());
        }
        // Main words both as problems of the configuration.
        return end instanceof InvalidPathException || end instanceof OutOfMemoryError ? CONFIGURATION : BUG;
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
            case DIFFERENCE -> DIFFERENCE;
        };
    }
}
