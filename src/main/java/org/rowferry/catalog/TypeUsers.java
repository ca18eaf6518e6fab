package org.rowferry.catalog;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.rowferry.postgres.Session;

/**
 * The columns that are of some types, which are of the type text while their types are made again: so no value gets
 * lost.
 *
 * @param toText statements that make them text
 * @param back statements that make them what they were
 */
public record TypeUsers(String toText, String back) {
    /** The server names the users by way of another type or of a view: it drops nothing that is used. */
    static TypeUsers of(Session session, Collection<String> types) {
        List<TypeUsers> columns = session.query(
                """
                select format('alter %s %s alter column %I type ', u.what, u.name, u.attname) as altered,
                    case u.what when 'table' then format(' using %I::', u.attname) else '' end as cast_of,
                    u.type
                from (
                    select distinct c.oid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) as type,
                        format('%I.%I', n.nspname, c.relname) as name,
                        case c.relkind when 'f' then 'foreign table' else 'table' end as what
                    from pg_type t
                    join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid in (t.oid, t.typarray)
                        and d.classid = 'pg_class'::regclass and d.objsubid > 0
                    join pg_class c on c.oid = d.objid and c.relkind in ('r', 'p', 'f')
                    join pg_namespace n on n.oid = c.relnamespace
                    join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and a.attinhcount = 0
                    where format_type(t.oid, null) = any (?)
                ) u order by u.what desc, u.name, u.attnum""",
                row -> {
                    String cast = row.text("cast_of");
                    String type = row.text("type");
                    return new TypeUsers(
                            row.text("altered") + "text" + (cast.isEmpty() ? "" : cast + "text") + ";",
                            row.text("altered") + type + (cast.isEmpty() ? "" : cast + type) + ";");
                },
                (Object) types.toArray(String[]::new));
        return new TypeUsers(
                columns.stream().map(TypeUsers::toText).collect(Collectors.joining(" ")),
                columns.stream().map(TypeUsers::back).collect(Collectors.joining(" ")));
    }
}
