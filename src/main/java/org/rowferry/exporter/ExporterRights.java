package org.rowferry.exporter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Grant;
import org.rowferry.catalog.Grants;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The rights on Rowferry's own schema that a role needs to export; {@code generate tracking} grants each of them. */
final class ExporterRights {
    private static final String CHECK = "rights";

    private final Session session;
    private final Identifier schema;
    private final Identifier role;

    ExporterRights(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
        this.role = new Catalog(session).currentRole();
    }

    /** Returns all rights on the tables of the tracking. */
    static List<Grant> ofTracking(Identifier schema) {
        List<Grant> grants = new ArrayList<>();
        add(grants, schema, List.of("layout", "incarnation", "capture", "capture_witness", "link_reader"), "select");
        add(
                grants,
                schema,
                List.of("export_target", "export_bundle", "export_tracking"),
                "select",
                "insert",
                "update",
                "delete");
        add(grants, schema, List.of("run_lock"), "select", "insert", "update");
        add(grants, schema, List.of("purge_clock"), "select", "insert", "delete");
        add(grants, schema, List.of("capture"), "update (purged_to)");
        return grants;
    }

    private static void add(List<Grant> grants, Identifier schema, List<String> tables, String... rights) {
        for (String table : tables) {
            for (String right : rights) {
                grants.add(new Grant(new TableName(schema, new Identifier(table)), right));
            }
        }
    }

    /** Returns the rights to keep the history of runs, without which an export works. */
    static List<Grant> ofHistory(Identifier schema) {
        List<Grant> grants = new ArrayList<>();
        add(grants, schema, List.of("run_history"), "select", "insert", "delete");
        return grants;
    }

    /** Looks at the rights on the tracking, and on the captured rows of these tables. */
    void tell(Collection<TableName> tables, Findings findings) {
        List<Grant> lacking = new ArrayList<>(Grants.lacking(session, ofTracking(schema)));
        List<Failure> failures = new ArrayList<>(routines());
        if (lacking.stream().noneMatch(grant -> grant.right().equals("select"))) {
            lacking.addAll(Grants.lacking(session, ofShadows(tables)));
        }
        failures.addAll(new Grants(Family.SOURCE, role).failures(lacking).values());
        failures.forEach(failure -> findings.fail(CHECK, role.toString(), failure));
        new Grants(Family.SOURCE, role)
                .failures(Grants.lacking(session, ofHistory(schema)))
                .values()
                .forEach(failure -> findings.warn(CHECK, role.toString(), failure));
        if (failures.isEmpty()) {
            findings.ok(CHECK, role.toString(), "all that an export needs on the schema " + schema);
        }
    }

    /** A purge deletes the rows that an export has read. */
    private List<Grant> ofShadows(Collection<TableName> tables) {
        return session
                .query(
                        "select c.shadow_name from " + schema + ".capture c"
                                + " join pg_class t on t.oid = c.table_oid join pg_namespace n on n.oid = t.relnamespace"
                                + " where (n.nspname, t.relname) in"
                                + " (select * from unnest(?::text[], ?::text[])) order by c.shadow_name",
                        row -> new TableName(schema, new Identifier(row.text("shadow_name"))),
                        tables.stream().map(table -> table.schema().name()).toArray(String[]::new),
                        tables.stream().map(table -> table.name().name()).toArray(String[]::new))
                .stream()
                .flatMap(shadow -> List.of(new Grant(shadow, "select"), new Grant(shadow, "delete")).stream())
                .toList();
    }

    private List<Failure> routines() {
        return session.query(
                "select p.oid::regprocedure::text as routine from pg_proc p"
                        + " where p.pronamespace = to_regnamespace(?) and p.proname = any (?::text[])"
                        + " and not has_function_privilege(p.oid, 'execute') order by 1",
                row -> new Failure(
                                Family.SOURCE,
                                "permission denied for function " + row.text("routine") + ": " + role
                                        + " has no right to execute it")
                        .hint("Run as the owner: grant execute on function " + row.text("routine") + " to " + role
                                + ";"),
                schema.toString(),
                TrackingLayout.functions());
    }
}
