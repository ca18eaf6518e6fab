package org.rowferry.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rowferry.postgres.Session;
import org.rowferry.schema.TableName;

/**
 * A role that an earlier script let into Rowferry's schema, known by the rights that it has there.
 *
 * @param writes it may delete from the table of the tracking, as the jobs do
 * @param captures the schema's owner is a member of it, and nobody logs in as it
 */
record LetInRole(String name, boolean writes, boolean captures) {
    /**
     * Returns the name of the one role of a kind; a second owner's is his own.
     *
     * @param tracking the table of the tracking, in Rowferry's schema
     */
    static Optional<String> only(Session session, TableName tracking, Predicate<LetInRole> kind) {
        List<LetInRole> roles = of(session, tracking).stream().filter(kind).toList();
        return roles.size() == 1 ? Optional.of(roles.get(0).name()) : Optional.empty();
    }

    private static List<LetInRole> of(Session session, TableName tracking) {
        return session.query(
                """
                select r.rolname, has_table_privilege(r.oid, c.oid, 'delete') as writes,
                    pg_has_role(n.nspowner, r.oid, 'member') and not r.rolcanlogin as captures
                from pg_namespace n cross join aclexplode(n.nspacl) g join pg_roles r on r.oid = g.grantee
                join pg_class c on c.oid = to_regclass(?)
                where n.nspname = ? and g.privilege_type = 'USAGE' and g.grantee <> n.nspowner""",
                row -> new LetInRole(row.text("rolname"), row.flag("writes"), row.flag("captures")),
                tracking.toString(),
                tracking.schema().name());
    }
}
