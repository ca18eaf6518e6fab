package org.rowferry.ddl;

import java.util.List;
import java.util.Optional;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Literal;
import org.rowferry.schema.ShadowName;
import org.rowferry.schema.TableName;

/**
 * Reads the registry of captured tables with the rights of its owner: under its name may stand a view, whose functions would
 * run with the rights of whoever reads it.
 */
final class CaptureRows {
    private static final String COLUMNS = "table_oid::bigint, schema_name, table_name, shadow_name";

    private final Session session;
    private final Identifier schema;

    CaptureRows(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
    }

    /** A row of the registry, with the name that the table had when it was captured. */
    record CaptureRow(long table, TableName registered, ShadowName shadow) {
        static CaptureRow of(Row row) {
            return new CaptureRow(
                    row.number("table_oid"),
                    TableName.of(row.text("schema_name"), row.text("table_name")),
                    new ShadowName(new Identifier(row.text("shadow_name"))));
        }
    }

    /** The schema's owner, and whether this session has that role or may take it. */
    private record SchemaOwner(Identifier owner, Identifier reader, boolean isOwn, boolean mayBecome) {}

    /**
     * Returns all rows, none where the schema is missing.
     *
     * @throws Failure of the family SOURCE if the schema belongs to a role that this one may not act as
     */
    List<CaptureRow> ofOwner() {
        return home().map(home -> {
                    if (!home.isOwn() && !home.mayBecome()) {
                        throw anothers(home);
                    }
                    return home.isOwn() ? asReader() : session.rolledBack(() -> asOwner(home.owner()));
                })
                .orElse(List.of());
    }

    /** Returns all rows to a job that was given the right to read them; none where the schema is missing. */
    List<CaptureRow> ofJob() {
        return home().filter(home -> !home.isOwn() && home.mayBecome()).isPresent() ? ofOwner() : asReader();
    }

    private Optional<SchemaOwner> home() {
        return session.first(
                """
                select pg_get_userbyid(n.nspowner) as owner, current_user as reader,
                    pg_get_userbyid(n.nspowner) = current_user as is_own, pg_has_role(n.nspowner, 'member') as may_become
                from pg_namespace n where n.nspname = ? and to_regclass(?) is not null""",
                row -> new SchemaOwner(
                        new Identifier(row.text("owner")),
                        new Identifier(row.text("reader")),
                        row.flag("is_own"),
                        row.flag("may_become")),
                schema.name(),
                table().toString());
    }

    private TableName table() {
        return new TableName(schema, new Identifier("capture"));
    }

    private List<CaptureRow> asReader() {
        return home().isEmpty()
                ? List.of()
                : session.query("select " + COLUMNS + " from " + schema + ".capture", CaptureRow::of);
    }

    /** As in the scripts, code of the owner's cannot set the role back; what it leaves behind is rolled back. */
    private List<CaptureRow> asOwner(Identifier owner) {
        String body = "select " + COLUMNS + " from " + table();
        // Not in pg_temp: neither role needs the right to temporary tables.
        String captured = schema + ".captured_tables()";
        session.execute("create function " + captured
                + " returns table (table_oid bigint, schema_name text, table_name text, shadow_name text)"
                + " language sql security definer set search_path = pg_catalog, pg_temp as " + new Literal(body)
                + "; alter function " + captured + " owner to " + owner);
        return session.query("select * from " + captured, CaptureRow::of);
    }

    private Failure anothers(SchemaOwner home) {
        return new Failure(
                        Family.SOURCE,
                        "the schema " + schema + " belongs to " + home.owner() + ", and " + home.reader()
                                + " may not act as that role")
                .hint("Run it as " + home.owner()
                        + ". Or, where you do not know this schema, have a superuser drop or rename it, or take another:"
                        + " schema: in the configuration.");
    }
}
