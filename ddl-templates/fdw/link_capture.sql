-- The state of the captured tables, at the snapshot at which a link reads them. If triggers, files, columns, labels or
-- attributes differ from the values that the link stored last time, changes may have been missed. The column "moved" is
-- evaluated now, not at the snapshot: true if the table was rewritten or renamed since. A new column comes last, so
-- that the view can be replaced.
create or replace view {{schema}}.link_capture as
select
    n.nspname as schema_name,
    t.relname as table_name,
    c.shadow_name,
    c.key_columns,
    exists (
        select
        from pg_index as i
        where i.indrelid = t.oid
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
            and not exists (
                select from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                join pg_attribute as n on n.attrelid = i.indrelid and n.attnum = k.attnum
                where k.place <= i.indnkeyatts and not (
                    n.attnotnull
                    and not exists (
                        select from pg_constraint as v
                        where v.conrelid = n.attrelid and v.contype = 'n' and not v.convalidated and v.conkey = array[n.attnum]
                    )
                )
            )
            and array(
                select a.attname::text
                from pg_attribute as a
                where a.attrelid = t.oid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                order by 1
            ) = array(select k.name from unnest(c.key_columns) as k (name) order by 1)
    ) as key_is_unique,
    c.id as capture_id,
    coalesce(c.purged_to::text, '0')::bigint as purged_to,
    {{schema}}.capture_fault(t.oid) as fault,
    row_security_active(t.oid) as row_security,
    array(
        select g.oid || ':' || g.xmin
        from pg_trigger as g
        where g.tgname like 'rowferry\_%' and g.tgname <> 'rowferry_no_child'
            and (
                g.tgrelid = any (tree.members)
                or g.tgrelid = to_regclass(format('%I.%I', {{ownSchemaName}}, c.shadow_name))
            )
        order by g.oid
    ) || {{schema}}.capture_altered(c.traces, c.shadow_name) as triggers,
    array(
        select m.oid || ':' || m.relfilenode
        from pg_class as m
        where m.oid = any (tree.members) and m.relkind = 'r'
        order by m.oid
    ) as files,
    array(
        select format('%s %I %s', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod))
            -- No file shows another expression of one that is computed when it is read.
            || coalesce(' as ' || (
                select pg_get_expr(d.adbin, d.adrelid)
                from pg_attrdef as d
                where d.adrelid = t.oid and d.adnum = a.attnum and a.attgenerated = 'v'
            ), '')
        from pg_attribute as a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum
    ) as columns,
    array(
        with recursive below (type) as (
            select a.atttypid
            from pg_attribute as a
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            union
            select part.type
            from below as b
            join pg_type as y on y.oid = b.type
            cross join lateral (
                select y.typelem
                union all
                select y.typbasetype
                union all
                select r.rngsubtype
                from pg_range as r
                where y.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)
                union all
                select a.atttypid
                from pg_attribute as a
                where a.attrelid = y.typrelid and a.attnum > 0 and not a.attisdropped
            ) as part (type)
            where part.type <> 0
        )
        select e.oid || '=' || e.enumlabel
        from below as b
        join pg_enum as e on e.enumtypid = b.type
        order by e.oid
    ) as labels,
    to_regclass(format('%I.%I', n.nspname, t.relname))::oid is distinct from t.oid
        or exists (
            select
            from pg_class as m
            where m.oid = any (tree.members) and m.relkind = 'r'
                and m.relfilenode is distinct from pg_relation_filenode(m.oid)
        )
        or (
            t.relkind = 'p'
            and tree.members <> array(select p.relid::oid from pg_partition_tree(t.oid) as p order by 1)
        ) as moved,
    case t.relkind when 'r' then {{schema}}.column_witness(t.oid) else '{}' end as attributes,
    -- Counted up where a column comes to mean more: a sync refuses a view that is older than itself.
    2 as layout
from {{schema}}.capture as c
join pg_class as t on t.oid = c.table_oid
join pg_namespace as n on n.oid = t.relnamespace
cross join lateral (
    with recursive below (member) as (
        select t.oid
        union all
        select i.inhrelid from below as b join pg_inherits as i on i.inhparent = b.member
    )
    select array_agg(b.member order by b.member) as members from below as b
) as tree;
