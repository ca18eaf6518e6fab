package org.rowferry.watch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The metrics. Alerts and dashboards of operators rely on their names and labels. Times are seconds since 1970. */
enum Gauge {
    RUN_START("run_start_timestamp_seconds", Of.RUN, "Time when the last run began."),
    RUN_END("run_end_timestamp_seconds", Of.RUN, "Time when the last run ended, unless it was killed."),
    RUN_EXIT_CODE("run_exit_code", Of.RUN, "Exit code of the run that ended last."),
    RUN_DURATION("run_duration_seconds", Of.RUN, "Duration of the run that ended last."),
    EXIT_CODE("exit_code", Of.PART, "Exit code of the last run for a target, inbox or link."),
    SUCCESS("success_timestamp_seconds", Of.PART, "Time when the last run without a failure ended."),
    DURATION("duration_seconds", Of.PART, "Duration of the last run for a target, inbox or link."),
    DATA("data_timestamp_seconds", Of.PART, "Changes before this time on the source were sent or applied."),
    DUE("due_timestamp_seconds", Of.PART, "Time by which the next bundle must arrive."),
    POSITION("bundle_position", Of.PART, "Position of the last bundle that was sent or applied."),
    BYTES("bundle_bytes", Of.PART, "Size of the bundles of the last run that had any."),
    WAITING("bundles_waiting", Of.PART, "Files that stay in an inbox."),
    TABLE_KEYS("table_keys", Of.TABLE, "Changed keys in the last run that had a bundle."),
    TABLE_ROWS("table_rows", Of.TABLE, "Rows in the last run that had a bundle."),
    TABLE_BYTES("table_bytes", Of.TABLE, "Keys and rows before compression in the last run that had a bundle."),
    TABLE_DELETED("table_deleted_rows", Of.TABLE, "Rows deleted on the target by the last run that had a bundle."),
    TABLE_UPDATED("table_updated_rows", Of.TABLE, "Rows updated on the target by the last run that had a bundle."),
    TABLE_INSERTED("table_inserted_rows", Of.TABLE, "Rows inserted on the target by the last run that had a bundle."),
    TABLE_REPAIRED("table_repaired_rows", Of.TABLE, "Rows repaired on the target by the last run that had a bundle."),
    TABLE_DATA("table_data_timestamp_seconds", Of.TABLE, "Changes before this time on the source were applied."),
    TABLE_WAITING("table_waiting_changes", Of.TABLE, "Changes that no bundle has yet, seen by status."),
    TABLE_TROUBLE("table_trouble", Of.TABLE, "1 if the next run refuses the table, seen by status."),
    TABLE_EQUAL(
            "table_equal_timestamp_seconds", Of.TABLE, "Proven equal to the source as of this time, seen by status."),
    TABLE_DIFFERS(
            "table_differs", Of.TABLE, "1 if the table was last found to differ from the source, seen by status.");

    private final String metric;
    private final Of of;
    private final String help;

    Gauge(String metric, Of of, String help) {
        this.metric = "rowferry_" + metric;
        this.of = of;
        this.help = help;
    }

    /** The thing that a metric has one value for, with its labels. */
    private enum Of {
        RUN("config command"),
        PART("config command name"),
        TABLE("config command name table");

        private final String labels;

        Of(String labels) {
            this.labels = labels;
        }
    }

    static Optional<Gauge> ofMetric(String metric) {
        return Stream.of(values()).filter(gauge -> gauge.metric.equals(metric)).findFirst();
    }

    String metric() {
        return metric;
    }

    List<String> labels() {
        return List.of(of.labels.split(" ", -1));
    }

    boolean isOfTable() {
        return of == Of.TABLE;
    }

    boolean isOfRun() {
        return of == Of.RUN;
    }

    String help() {
        return help;
    }
}
