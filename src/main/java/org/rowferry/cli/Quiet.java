package org.rowferry.cli;

import picocli.CommandLine.Option;

/** Whether a job tells of problems alone. */
final class Quiet {
    @Option(names = "--quiet", description = "Prints problems alone, for cron and its like.")
    private boolean quiet;

    void applyTo(Console console) {
        if (quiet) {
            console.beQuiet();
        }
    }
}
