package org.rowferry.cli;

import picocli.CommandLine.Option;

/** Whether a job prints only problems. */
final class Quiet {
    @Option(names = "--quiet", description = "Prints only problems, for cron and similar jobs.")
    private boolean quiet;

    void applyTo(Console console) {
        if (quiet) {
            console.beQuiet();
        }
    }
}
