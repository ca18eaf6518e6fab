package org.rowferry.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowferry.postgres.Row;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.TableName;

/** Reads the foreign keys that lead to a table, with what they do. */
public final class References {
    private final Session session;

    public References(Session session) {
        this.session = session;
    }

    /**
     * Returns the foreign keys that lead to a table or to a partition of it. The server notes a foreign key again for each
     * partition of either side; only the one that was declared is returned. One that is not enforced does nothing.
     */
    public List<Reference> to(long table) {
        return session.query(
                """
                with recursive family (member) as (
                    select ?::oid
                    union all
                    select i.inhrelid from family f
                    join pg_inherits i on i.inhparent = f.member
                    join pg_class c on c.oid = i.inhrelid and c.relispartition
                )
                select k.oid::bigint as oid, k.conname, pg_get_constraintdef(k.oid) as definition,
                    k.confdeltype, k.confupdtype,
                    array(
                        select format('operator(%I.%s)', n.nspname, o.oprname)
                        from unnest(k.conpfeqop) with ordinality as e (oid, place)
                        join pg_operator o on o.oid = e.oid join pg_namespace n on n.oid = o.oprnamespace
                        order by e.place) as operators,
                    k.confrelid::bigint as parent, k.conrelid::bigint as child
                from pg_constraint k
                where k.contype = 'f' and k.confrelid in (select member from family)
                    and not exists (
                        select from pg_constraint up
                        where up.oid = k.conparentid and up.confrelid in (select member from family))
                    -- A column of version 18.
                    and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
                    and not exists (
                        select from pg_trigger t
                        where t.tgconstraint = k.oid and t.tgrelid = k.confrelid and t.tgenabled = 'D')
                order by k.conname, k.oid""",
                row -> new Reference(
                        row.number("oid"),
                        new Identifier(row.text("conname")),
                        row.text("definition"),
                        side(row.number("oid"), row.number("parent"), "confkey"),
                        side(row.number("oid"), row.number("child"), "conkey"),
                        row.texts("operators"),
                        Reference.Action.of(row.text("confdeltype")),
                        Reference.Action.of(row.text("confupdtype"))),
                table);
    }

    private Reference.Side side(long constraint, long table, String columns) {
        return session.one(String.format(Locale.ROOT, """
                select n.nspname, c.relname, c.relkind = 'p' as partitioned,
                    array(
                        select a.attname::text from pg_constraint k
                        cross join lateral unnest(k.%s) with ordinality as part (attnum, place)
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = part.attnum
                        where k.oid = ?::oid order by part.place) as columns,
                    array(
                        select c.oid::text
                        union select relid::oid::text from pg_partition_tree(c.oid)
                        union select relid::oid::text from pg_partition_ancestors(c.oid)) as kin,
                    has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as readable
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.oid = ?::oid""", columns), row -> side(table, row), constraint, table);
    }

    private static Reference.Side side(long oid, Row row) {
        TableName name = TableName.of(row.text("nspname"), row.text("relname"));
        Set<Long> kin = row.texts("kin").stream().map(Long::valueOf).collect(Collectors.toSet());
        return new Reference.Side(
                oid,
                name,
                row.flag("partitioned") ? name.toString() : "only " + name,
                row.texts("columns").stream().map(Identifier::new).toList(),
                kin,
                row.flag("readable"));
    }
}
