package org.rowferry.watch;

import java.util.Optional;
import org.rowferry.config.Section;

/**
 * The settings of either configuration that say who is told of a run.
 *
 * @param metrics the file for node_exporter
 */
public record WatchSettings(Optional<MetricsFile> metrics) {
    /** Reads them; problems are left with the configuration, which raises them all at once. */
    public static WatchSettings read(Section root) {
        return new WatchSettings(root.value("metrics", MetricsFile::parse));
    }
}
