package org.rowferry.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.watch.MetricsFile;
import org.rowferry.watch.WatchSettings;
import picocli.CommandLine.Option;

/** Where a job writes metrics, if another file than the configuration's. */
final class MetricsOption {
    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description =
                    "Writes metrics for node_exporter to this file, which ends with .prom. Default: the configuration's"
                            + " 'metrics:'.")
    private @Nullable MetricsFile file;

    /** Returns the settings of a configuration, with the file of the command line where there is one. */
    WatchSettings over(WatchSettings settings) {
        return alone().map(settings::with).orElse(settings);
    }

    /** Returns the file of the command line, which is known before the configuration is read. */
    Optional<MetricsFile> alone() {
        return Optional.ofNullable(file);
    }
}
