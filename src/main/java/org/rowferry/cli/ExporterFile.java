package org.rowferry.cli;

import java.util.Map;
import org.rowferry.config.Section;
import org.rowferry.exporter.ExporterSettings;
import org.rowferry.watch.WatchSettings;

/** All that the exporter's configuration says: the source and its targets, and who is told of the runs. */
public record ExporterFile(ExporterSettings exporter, WatchSettings watch) {
    /**
     * Reads the whole file; problems are left with the configuration, which raises them all at once.
     *
     * @param environment the variables that connections are completed from
     */
    public static ExporterFile read(Section root, Map<String, String> environment) {
        return new ExporterFile(ExporterSettings.read(root, environment), WatchSettings.read(root));
    }
}
