package org.rowferry.apply;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rowferry.apply.AfterImport.Statement;
import org.rowferry.apply.AfterImport.Time;
import org.rowferry.catalog.Catalog;
import org.rowferry.postgres.Session;
import org.rowferry.report.Failure;
import org.rowferry.report.Family;
import org.rowferry.report.Findings;
import org.rowferry.schema.Identifier;

/** Tells before an import whether the statements that follow it can have the rights of their roles. */
final class AfterImportRoles {
    private static final String CHECK = "after-import";

    private final AfterImport after;
    private final Identifier importer;
    private final Map<Identifier, RoleFacts> known;

    /**
     * Decides for one feed.
     *
     * @param known the roles that exist
     */
    AfterImportRoles(AfterImport after, Identifier importer, Map<Identifier, RoleFacts> known) {
        this.after = after;
        this.importer = importer;
        this.known = Map.copyOf(known);
    }

    /**
     * A role of the target.
     *
     * @param settable the role that imports may act as it
     * @param temporary it may make temporary objects, such as the function that the statement runs in
     * @param major the server's
     */
    record RoleFacts(boolean settable, boolean temporary, int major) {}

    static AfterImportRoles read(Session session, AfterImport after) {
        Map<Identifier, RoleFacts> known = new HashMap<>();
        session.query(
                """
                select r.rolname, v.major, pg_has_role(r.oid, case when v.major >= 16 then 'set' else 'member' end) as settable,
                    has_database_privilege(r.oid, current_database(), 'temporary') as temporary
                from pg_roles r
                cross join (select current_setting('server_version_num')::integer / 10000 as major) as v
                where r.rolname = any (?)""",
                row -> known.put(
                        new Identifier(row.text("rolname")),
                        new RoleFacts(row.flag("settable"), row.flag("temporary"), (int) row.number("major"))),
                (Object) roles(after).stream().map(Identifier::name).toArray(String[]::new));
        return new AfterImportRoles(after, new Catalog(session).currentRole(), known);
    }

    private static Set<Identifier> roles(AfterImport after) {
        return after.statements().stream()
                .flatMap(statement -> statement.role().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Tells of each role once: a failure where the job would fail, and a warning where it would only say so. */
    void tell(Findings findings) {
        for (Identifier role : roles(after)) {
            String name = role.toString();
            try {
                require(role);
                findings.ok(CHECK, name, importer + " may act as " + role);
            } catch (Failure failure) {
                if (isRequired(role)) {
                    findings.fail(CHECK, name, failure);
                } else {
                    findings.warn(CHECK, name, failure);
                }
            }
        }
    }

    private boolean isRequired(Identifier role) {
        return after.statements().stream()
                .filter(statement -> statement.role().filter(role::equals).isPresent())
                .anyMatch(AfterImportRoles::isRequired);
    }

    private static boolean isRequired(Statement statement) {
        return statement.time() == Time.TRANSACTION || statement.required();
    }

    private void require(Identifier role) {
        RoleFacts facts = known.get(role);
        if (facts == null) {
            throw new Failure(Family.TARGET, "after-import names the role " + role + ", which the target does not have")
                    .hint("Run on the target, as a role with CREATEROLE: create role " + role + "; grant " + role
                            + " to " + importer + ";");
        }
        if (role.equals(importer)) {
            return;
        }
        if (!facts.settable()) {
            throw new Failure(
                            Family.TARGET,
                            "a statement of after-import has the role " + role + ", and " + importer
                                    + " may not act as " + role)
                    .hint("Run on the target, as a role that may grant it: grant " + role + " to " + importer
                            + (facts.major() >= 16 ? " with inherit false, set true;" : ";"));
        }
        if (!facts.temporary()) {
            throw new Failure(
                            Family.TARGET,
                            "a statement of after-import has the role " + role
                                    + ", which may not make temporary objects")
                    .hint("Run on the target, as the database's owner: do $$ begin execute format('grant temporary on"
                            + " database %I to %I', current_database(), '"
                            + role.name().replace("'", "''")
                            + "'); end $$;");
        }
    }
}
