package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
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
            description = "Runs the exports; by default the role that may write the tracking, or rowferry_exporter.")
    private @Nullable String exporter;

    SourceOptions options(Session session, Identifier schema) {
        return new SourceOptions(
                schema,
                Generation.role(session, capture, "rowferry_capture"),
                Generation.role(session, exporter, "rowferry_exporter").or(() -> writerOfTracking(session, schema)));
    }

    /** A shadow table that is made anew needs the rights of the one before it. */
    private static Optional<Identifier> writerOfTracking(Session session, Identifier schema) {
        List<Identifier> writers =
                session.query("""
                select distinct pg_get_userbyid(a.grantee) as role from pg_class c cross join aclexplode(c.relacl) a
                where c.oid = to_regclass(?) and a.privilege_type = 'INSERT' and a.grantee not in (0, c.relowner)""", row -> new Identifier(row.text("role")), schema + ".export_tracking");
        return writers.size() == 1 ? Optional.of(writers.get(0)) : Optional.empty();
    }
}
