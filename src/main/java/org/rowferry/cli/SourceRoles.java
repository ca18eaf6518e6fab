package org.rowferry.cli;

import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.Scripts.SourceOptions;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;
import picocli.CommandLine.Option;

/** The roles of a source that scripts grant rights to. */
final class SourceRoles {
    @Option(
            names = "--capture-role",
            paramLabel = "ROLE",
            description = "The role that owns the trigger functions. Default: rowferry_capture, if it exists.")
    private @Nullable String capture;

    @Option(
            names = "--exporter-role",
            paramLabel = "ROLE",
            description = "The role that runs the exports. Default: rowferry_exporter, if it exists.")
    private @Nullable String exporter;

    SourceOptions options(Session session, Identifier schema) {
        TableName tracking = new TableName(schema, new Identifier("export_tracking"));
        return new SourceOptions(
                schema,
                Generation.role(
                        session,
                        capture,
                        LetInRole.only(session, tracking, role -> role.captures() && !role.writes())
                                .orElse("rowferry_capture")),
                Generation.role(
                        session,
                        exporter,
                        LetInRole.only(session, tracking, role -> role.writes() && !role.captures())
                                .orElse("rowferry_exporter")));
    }
}
