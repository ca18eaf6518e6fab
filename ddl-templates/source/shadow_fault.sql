-- An older Rowferry asked this one.
drop function if exists {{schema}}.shadow_fits(oid, oid, text[]);

create or replace function {{schema}}.shadow_fault(shadow oid, base oid, key_columns text[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   tells why a shadow table cannot keep the keys of its base table; null where it can. It has the columns xid,
    --            k1, k2 and so on that go with the key, and for a key of one column it may have k1s, arrays of such keys;
    --            it survives a crash, and nothing turns aside what is inserted, nor hides it.
    -- Reads:     pg_class, pg_attribute, pg_type, pg_rewrite, pg_trigger
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
    ),
    columns (fit) as (
        select count(*) filter (where s.attname <> 'k1s') = cardinality(key_columns) + 1
            and bool_and(case s.attname
                when 'xid' then s.atttypid = 'xid8'::regtype
                when 'k1s' then cardinality(key_columns) = 1 and exists (
                    select
                    from wanted as w
                    join pg_type as t on t.oid = w.type
                    where (t.typarray, w.typmod, w.collated) = (s.atttypid, s.atttypmod, s.attcollation)
                )
                else exists (
                    select
                    from wanted as w
                    where w.name = s.attname
                        and (w.type, w.typmod, w.collated) = (s.atttypid, s.atttypmod, s.attcollation)
                )
            end)
        from pg_attribute as s
        where s.attrelid = shadow and s.attnum > 0 and not s.attisdropped
    )
    select format('the shadow table %I ', c.relname) || case
            when not s.fit then format('does not go with the key (%s)', array_to_string(key_columns, ', '))
            when c.relpersistence <> 'p' then 'is not a permanent table'
            when c.relrowsecurity then 'has row security'
            when exists (select from pg_rewrite as r where r.ev_class = shadow) then 'has a rule'
            else (
                select format('has the trigger %I, which is none of Rowferry''s', min(t.tgname::text))
                from pg_trigger as t
                -- BEFORE INSERT, for each row: no other trigger can turn a row aside.
                where t.tgrelid = shadow and not t.tgisinternal and t.tgtype & 7 = 7
                having count(*) > 0
            )
        end
    from pg_class as c
    cross join columns as s
    where c.oid = shadow;
{{quote}};
