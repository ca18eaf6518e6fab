package org.rowferry.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rowferry.postgres.Session;

/** Finds the objects of a source that an expression, an index or a type needs, and the extension of each. */
final class SourceObjects {
    /** The catalogs of objects that can be created on a target, or that exist there anyway. */
    private static final Set<String> MADE = Set.of("pg_type", "pg_collation", "pg_constraint");

    private final Session session;

    SourceObjects(Session session) {
        this.session = session;
    }

    /**
     * Something that an expression needs and that does not come with the server.
     *
     * @param catalog the catalog that holds it, such as {@code pg_proc}
     * @param words what it is and its name, as {@code pg_describe_object} says it
     * @param extension the extension that brought it
     */
    record Need(String catalog, long oid, String words, Optional<Long> extension) {
        boolean canBeMade() {
            return extension.isPresent() || MADE.contains(catalog);
        }
    }

    /** Returns the extension that an object is a member of. */
    Optional<Long> extension(String catalog, long oid) {
        return session.first(
                "select refobjid::bigint as extension from pg_depend where classid = to_regclass(?) and objid = ?::oid"
                        + " and deptype = 'e'",
                row -> row.number("extension"),
                catalog,
                oid);
    }

    /**
     * Returns what an index or a constraint needs beside its own table or domain. An object in {@code pg_catalog} comes
     * with the server, whether pg_depend knows that it does or not.
     */
    List<Need> needs(String catalog, long oid) {
        return needs(catalog, List.of(oid)).getOrDefault(oid, List.of());
    }

    /** Returns the same of many indexes or constraints, by one query. */
    Map<Long, List<Need>> needs(String catalog, Collection<Long> oids) {
        Map<Long, List<Need>> needs = new HashMap<>();
        session.query(
                """
                select distinct d.objid::bigint as needing, c.relname, d.refobjid::bigint as oid, x.refobjid::bigint as extension,
                    pg_describe_object(d.refclassid, d.refobjid, 0) as words
                from pg_depend d join pg_class c on c.oid = d.refclassid
                left join pg_depend x on x.classid = d.refclassid and x.objid = d.refobjid and x.deptype = 'e'
                cross join lateral pg_identify_object(d.refclassid, d.refobjid, 0) as i
                where d.classid = to_regclass(?) and d.objid = any (?::oid[]) and d.deptype in ('n', 'a')
                    and coalesce(i.schema, '') not in ('pg_catalog', 'information_schema')
                    and not (d.refclassid = 'pg_class'::regclass and d.refobjid in (
                        select indrelid from pg_index where indexrelid = d.objid
                        union all select indexrelid from pg_index where indexrelid = d.refobjid))
                order by words""",
                row -> needs.computeIfAbsent(row.number("needing"), needing -> new ArrayList<>())
                        .add(new Need(
                                row.text("relname"),
                                row.number("oid"),
                                row.text("words"),
                                Optional.of(row.number("extension")).filter(extension -> extension > 0))),
                catalog,
                oids.toArray(Long[]::new));
        return needs;
    }
}
