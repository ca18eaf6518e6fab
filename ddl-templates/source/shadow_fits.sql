create or replace function {{schema}}.shadow_fits(shadow oid, base oid, key_columns text[])
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   tells whether a shadow table has the columns xid, k1, k2 and so on that go with the key of its base table.
    -- Reads:     pg_attribute, pg_type
    -- Writes:    nothing
    -- Called by: {{schemaComment}}.capture_fault, rowferry generate exporter

    -- A domain's column is noted as the type below it: the marker of a TRUNCATE is null, which a domain may forbid.
    with recursive wanted (name, type, typmod, collated) as (
        select 'k' || k.position, a.atttypid, a.atttypmod, a.attcollation
        from unnest(key_columns) with ordinality as k (name, position)
        join pg_attribute as a on a.attrelid = base and a.attname = k.name and not a.attisdropped
        union all
        select w.name, t.typbasetype, t.typtypmod, w.collated
        from wanted as w
        join pg_type as t on t.oid = w.type and t.typtype = 'd'
    )
    select count(*) = cardinality(key_columns) + 1
        and bool_and(case s.attname
            when 'xid' then s.atttypid = 'xid8'::regtype
            else exists (
                select
                from wanted as w
                where w.name = s.attname
                    and (w.type, w.typmod, w.collated) = (s.atttypid, s.atttypmod, s.attcollation)
            )
        end)
    from pg_attribute as s
    where s.attrelid = shadow and s.attnum > 0 and not s.attisdropped;
{{quote}};
