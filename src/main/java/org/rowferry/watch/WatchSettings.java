package org.rowferry.watch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rowferry.config.Section;

/**
 * The settings of either configuration that say who is told of a run.
 *
 * @param metrics the file for node_exporter
 * @param hooks commands that are run when a run has ended
 * @param ping a check that is told of each run
 */
public record WatchSettings(Optional<MetricsFile> metrics, List<Hook> hooks, Optional<Ping> ping) {
    static final String ON_SUCCESS = "on-success";
    static final String ON_FAILURE = "on-failure";
    static final String ON_CHANGE = "on-change";

    public WatchSettings {
        hooks = List.copyOf(hooks);
    }

    /** Reads them; problems are left with the configuration, which raises them all at once. */
    public static WatchSettings read(Section root) {
        return new WatchSettings(
                root.value("metrics", MetricsFile::parse),
                Stream.of(ON_SUCCESS, ON_FAILURE, ON_CHANGE)
                        .flatMap(event -> Hook.read(root, event).stream())
                        .toList(),
                root.value("ping", Ping::parse));
    }

    /** Returns settings by which a file of metrics is written and nothing else done. */
    public static WatchSettings of(MetricsFile file) {
        return new WatchSettings(Optional.of(file), List.of(), Optional.empty());
    }

    /** Returns the same settings with another file of metrics. */
    public WatchSettings with(MetricsFile file) {
        return new WatchSettings(Optional.of(file), hooks, ping);
    }

    /** Returns the settings for a command that only looks: metrics alone. */
    public WatchSettings metricsAlone() {
        return new WatchSettings(metrics, List.of(), Optional.empty());
    }
}
