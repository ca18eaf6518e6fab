package org.rowferry.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowferry.postgres.Session;
import org.rowferry.schema.Identifier;
import org.rowferry.schema.Key;

/** Reads by which operators the values of keys are equal. */
final class Equalities {
    private Equalities() {}

    /**
     * Returns the equality of each column of each table's key, in the key's order; a column whose type has none is left out.
     *
     * <p>The class is found as the server finds it for GROUP BY: that of the type, of what is below a domain, of a type
     * that it is stored like (text for varchar), or of all arrays, enums, ranges or composites. The fourth support function
     * of a btree class says that equal values have one image, for texts if the collation is deterministic; that of bpchar
     * says so too, though blanks at the end tell no two apart.
     */
    static Map<Long, List<Equality>> of(Session session, Map<Long, Key> keys) {
        Map<Long, List<Equality>> equalities = new HashMap<>();
        session.query(
                """
                with recursive below (oid, place, name, type, coll, depth) as (
                    select k.oid, k.place, a.attname, a.atttypid, a.attcollation, 0
                    from unnest(?::oid[], ?::text[], ?::bigint[]) as k (oid, name, place)
                    join pg_attribute a on a.attrelid = k.oid and a.attname = k.name and a.attnum > 0 and not a.attisdropped
                    union all
                    select b.oid, b.place, b.name, t.typbasetype, b.coll, b.depth + 1
                    from below b join pg_type t on t.oid = b.type and t.typtype = 'd'),
                -- Made out first: the planner would look for them once for each operator class.
                own as materialized (
                    select b.oid, b.place, b.name, b.type, b.coll, b.depth
                    from below b join pg_type t on t.oid = b.type and t.typtype <> 'd'),
                types as materialized (
                    select t.oid as type, t.typtype, t.typelem, t.typlen
                    from pg_type t where t.oid in (select type from own)),
                classes as materialized (
                    select distinct on (b.type) b.type, oc.opcfamily as family, oc.opcintype as input, am.amopopr as operator
                    from types b
                    join pg_opclass oc on oc.opcdefault and oc.opcmethod = (select oid from pg_am where amname = 'btree')
                    join pg_type i on i.oid = oc.opcintype and (
                        i.oid = b.type
                        or exists (
                            select from pg_cast s
                            where s.castsource = b.type and s.casttarget = i.oid and s.castmethod = 'b'
                                and s.castcontext = 'i')
                        or i.typname = case b.typtype
                            when 'e' then 'anyenum' when 'r' then 'anyrange' when 'm' then 'anymultirange' when 'c' then 'record'
                            else case when b.typelem <> 0 and b.typlen = -1 then 'anyarray' end end)
                    join pg_amop am on am.amopfamily = oc.opcfamily and am.amopstrategy = 3
                        and am.amoplefttype = oc.opcintype and am.amoprighttype = oc.opcintype
                    order by b.type, (i.oid = b.type) desc, i.typispreferred desc, i.oid),
                -- Of each type once, however many columns are of it; by queries of their own: the planner would try all orders
                -- of eight tables, which takes longer than the rest.
                operators as materialized (
                    select c.type,
                        (select format('operator(%I.%s)', n.nspname, o.oprname)
                        from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
                        where o.oid = c.operator) as operator,
                        (select p.proname
                        from pg_amproc f join pg_proc p on p.oid = f.amproc
                        where f.amprocfamily = c.family and f.amprocnum = 4
                            and f.amproclefttype = c.input and f.amprocrighttype = c.input) as proname
                    from classes c)
                select b.oid::bigint as table, b.name, e.operator,
                    case when b.depth > 0 then format_type(b.type, -1) end as below_domain,
                    b.type <> 'bpchar'::regtype and case e.proname
                        when 'btequalimage' then true
                        when 'btvarstrequalimage' then coalesce(c.collisdeterministic, true)
                        else false end as by_image
                from own b join operators e on e.type = b.type
                left join pg_collation c on c.oid = b.coll
                order by b.oid, b.place""",
                row -> equalities
                        .computeIfAbsent(row.number("table"), table -> new ArrayList<>())
                        .add(new Equality(
                                new Identifier(row.text("name")),
                                row.text("operator"),
                                row.optionalText("below_domain"),
                                row.flag("by_image"))),
                KeyParts.oids(keys),
                KeyParts.names(keys),
                KeyParts.places(keys));
        return equalities;
    }
}
