package org.rowferry.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rowferry.catalog.Catalog;
import org.rowferry.catalog.Grant;
import org.rowferry.catalog.Grants;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** The rights on Rowferry's own schema that a role needs to import; {@code generate importer} grants each of them. */
final class ImporterRights {
    private final Session session;
    private final Identifier schema;
    private final Identifier role;

    ImporterRights(Session session, Identifier schema) {
        this.session = session;
        this.schema = schema;
        this.role = new Catalog(session).currentRole();
    }

    /** Returns all rights on the tables of the tracking. */
    static List<Grant> ofTracking(Identifier schema) {
        List<Grant> grants = new ArrayList<>();
        grants.add(new Grant(new TableName(schema, new Identifier("layout")), "select"));
        for (String table : List.of("import_tracking", "import_bundle", "import_digest", "link_tracking")) {
            for (String right : List.of("select", "insert", "update", "delete")) {
                grants.add(new Grant(new TableName(schema, new Identifier(table)), right));
            }
        }
        for (String right : List.of("select", "insert", "update")) {
            grants.add(new Grant(new TableName(schema, new Identifier("run_lock")), right));
        }
        return grants;
    }

    /** Returns the rights to keep the history of runs, without which an import works. */
    static List<Grant> ofHistory(Identifier schema) {
        TableName history = new TableName(schema, new Identifier("run_history"));
        return Stream.of("select", "insert", "delete")
                .map(right -> new Grant(history, right))
                .toList();
    }

    void tell(Findings findings) {
        Grants grants = new Grants(Family.TARGET, role);
        List<Failure> failures = new ArrayList<>(
                grants.failures(Grants.lacking(session, ofTracking(schema))).values());
        grants.temporary(session).ifPresent(failures::add);
        failures.forEach(failure -> findings.fail("rights", role.toString(), failure));
        grants.failures(Grants.lacking(session, ofHistory(schema)))
                .values()
                .forEach(failure -> findings.warn("rights", role.toString(), failure));
        if (failures.isEmpty()) {
            findings.ok("rights", role.toString(), "all that an import needs on the schema " + schema);
        }
    }
}
