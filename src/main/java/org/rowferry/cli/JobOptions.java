package org.rowferry.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of each job that say who hears of the run, and in which form. */
final class JobOptions {
    @Mixin
    private MetricsOption metrics = new MetricsOption();

    @Mixin
    private Quiet quiet = new Quiet();

    @Option(names = "--json", description = "Prints one JSON document when the run ends, also if it failed.")
    private boolean json;

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            defaultValue = "auto",
            description = "Shows how far the run is: auto, plain, json (one object on a line) or none. Default: auto.")
    private ProgressForm progress = ProgressForm.AUTO;

    @Option(
            names = "--timings",
            description = "Prints for each target, inbox or link where the time went, by step and by table.")
    private boolean timings;

    /** Returns the options of a command that has a form of its own. */
    static JobOptions of(MetricsOption metrics) {
        JobOptions options = new JobOptions();
        options.metrics = metrics;
        return options;
    }

    void applyTo(Console console) {
        quiet.applyTo(console);
        console.showProgress(progress);
        if (json) {
            console.hideResults();
        }
    }

    MetricsOption metrics() {
        return metrics;
    }

    boolean areTimed() {
        return timings;
    }

    boolean isJson() {
        return json;
    }
}
