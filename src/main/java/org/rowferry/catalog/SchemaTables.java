package org.rowferry.catalog;

import java.util.Collection;
import java.util.List;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/**
 * The tables of some schemas that a pattern such as {@code public.*} may take: ordinary tables, and partitioned ones without
 * their partitions. Views, foreign tables, temporary tables, an extension's tables and Rowferry's own are none.
 */
public final class SchemaTables {
    private SchemaTables() {}

    /**
     * Reads all of them by one query.
     *
     * @param own Rowferry's own schema
     */
    public static List<TableName> all(Session session, Collection<Identifier> schemas, Identifier own) {
        return read(session, schemas, own, "", false);
    }

    /** Reads those of all schemas. */
    public static List<TableName> everywhere(Session session, Identifier own) {
        List<Identifier> schemas =
                session.query("select nspname as name from pg_namespace", row -> new Identifier(row.text("name")));
        return all(session, schemas, own);
    }

    /** Returns the owners of tables, in the order of their names. */
    public static List<Identifier> owners(Session session, Collection<TableName> tables) {
        return session.query("""
                select distinct pg_get_userbyid(c.relowner) as owner
                from unnest(?::text[]) as t (name) join pg_class c on c.oid = to_regclass(t.name)
                order by owner""", row -> new Identifier(row.text("owner")), (Object)
                tables.stream().map(TableName::toString).toArray(String[]::new));
    }

    /**
     * Reads by one query those that a role may write: it was given the right, or may act as their owner.
     *
     * @param own Rowferry's own schema
     * @param role stands for the session's own where there is no such role
     */
    public static List<TableName> writable(
            Session session, Collection<Identifier> schemas, Identifier own, Identifier role) {
        return read(session, schemas, own, role.name(), true);
    }

    private static List<TableName> read(
            Session session, Collection<Identifier> schemas, Identifier own, String role, boolean writable) {
        return session.query(
                """
                select n.nspname as schema, c.relname as name
                from pg_namespace n
                join pg_class c on c.relnamespace = n.oid
                cross join (
                    select oid as role from pg_roles
                    where rolname in (?, current_user) order by rolname = current_user limit 1) w
                where n.nspname = any (?::text[]) and n.nspname <> ? and n.nspname <> 'information_schema'
                    and n.nspname !~ '^pg_' and c.relkind in ('r', 'p') and not c.relispartition
                    and c.relpersistence <> 't'
                    and not exists (
                        select from pg_depend d
                        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
                    and (not ?::text::boolean or has_table_privilege(w.role, c.oid, 'insert')
                        or pg_has_role(w.role, c.relowner, 'member'))""",
                row -> TableName.of(row.text("schema"), row.text("name")),
                role,
                schemas.stream().map(Identifier::name).toArray(String[]::new),
                own.name(),
                Boolean.toString(writable));
    }
}
