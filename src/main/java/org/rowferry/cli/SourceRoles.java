package org.rowferry.cli;

import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.SourceOptions;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import picocli.CommandLine.Option;

/** The roles of a source that scripts grant rights to. */
final class SourceRoles {
    @Option(
            names = "--capture-role",
            paramLabel = "ROLE",
            description = "Owns the trigger functions; rowferry_capture where it exists.")
    private @Nullable String capture;

    @Option(
            names = "--exporter-role",
            paramLabel = "ROLE",
            description = "Runs the exports; rowferry_exporter where it exists.")
    private @Nullable String exporter;

    SourceOptions options(Session session, Identifier schema) {
        return new SourceOptions(
                schema,
                Generation.role(session, capture, "rowferry_capture"),
                Generation.role(session, exporter, "rowferry_exporter"));
    }
}
