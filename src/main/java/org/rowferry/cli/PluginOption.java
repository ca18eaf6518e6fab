package org.rowferry.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.check.PluginOutput.Limits;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import picocli.CommandLine.Option;

/** Has the outcome of a check printed for monitoring plugins. */
final class PluginOption {
    @Option(
            names = "--nagios",
            description =
                    "Prints a line, details and performance data for Nagios or Icinga, and ends with 0, 1, 2 or 3.")
    private boolean nagios;

    @Option(
            names = "--warn",
            paramLabel = "TIME",
            description = "With --nagios: warns if the last bundle, sync or data is older, such as 26h.")
    private @Nullable Duration warn;

    @Option(
            names = "--crit",
            paramLabel = "TIME",
            description = "With --nagios: the age that is critical, such as 50h.")
    private @Nullable Duration crit;

    boolean isAsked() {
        return nagios;
    }

    /** Returns the limits of the ages. */
    Limits limits() {
        return new Limits(Optional.ofNullable(warn), Optional.ofNullable(crit));
    }

    /** Refuses options that contradict each other. */
    void require(boolean json) {
        if (nagios && json) {
            throw new Failure(Family.USAGE, "--nagios and --json are two forms of one output")
                    .hint("Leave one of them out.");
        }
        if (!nagios && (warn != null || crit != null)) {
            throw new Failure(Family.USAGE, "--warn and --crit are limits for --nagios")
                    .hint("Add --nagios, or leave them out.");
        }
        if (warn != null && crit != null && warn.compareTo(crit) > 0) {
            throw new Failure(Family.USAGE, "--warn is longer than --crit")
                    .hint("Name a shorter age with --warn, such as: --warn 26h --crit 50h");
        }
    }
}
