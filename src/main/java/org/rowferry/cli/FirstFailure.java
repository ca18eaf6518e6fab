package org.rowferry.cli;

import org.rowferry.report.Failure;

/** The exit code of a command that goes on after a failure: the first one decides, and an interruption ends it all. */
final class FirstFailure {
    private final Wiring wiring;
    private ExitCode code = ExitCode.OK;

    FirstFailure(Wiring wiring) {
        this.wiring = wiring;
    }

    /** Prints a failure and returns, so that what comes next is done. */
    void goOnAfter(String what, Failure failure) {
        if (wiring.interruption().happened()) {
            throw failure;
        }
        wiring.console().print(what, failure);
        code = code == ExitCode.OK ? ExitCode.of(failure.family()) : code;
    }

    int exitCode() {
        return code.number();
    }
}
