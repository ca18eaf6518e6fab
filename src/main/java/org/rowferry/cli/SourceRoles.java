package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rowferry.ddl.SourceOptions;
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
        return new SourceOptions(
                schema,
                Generation.role(session, capture, letIn(session, schema, false).orElse("rowferry_capture")),
                Generation.role(session, exporter, letIn(session, schema, true).orElse("rowferry_exporter")));
    }

    /** Returns the one role of its kind that was named to an earlier script; a second owner's is his own. */
    private static Optional<String> letIn(Session session, Identifier schema, boolean exports) {
        List<String> roles = session.query(
                """
                select r.rolname
                from pg_namespace n cross join aclexplode(n.nspacl) g join pg_roles r on r.oid = g.grantee
                where n.nspname = ? and g.privilege_type = 'USAGE' and g.grantee <> n.nspowner
                    and (pg_has_role(n.nspowner, r.oid, 'member') and not r.rolcanlogin) <> ?::boolean
                    and has_table_privilege(r.oid, to_regclass(?), 'delete') = ?::boolean""",
                row -> row.text("rolname"),
                schema.name(),
                exports,
                new TableName(schema, new Identifier("export_tracking")).toString(),
                exports);
        return roles.size() == 1 ? Optional.of(roles.get(0)) : Optional.empty();
    }
}
