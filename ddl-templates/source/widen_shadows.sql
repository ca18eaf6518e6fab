create or replace procedure {{schema}}.widen_shadows(shadow_names text[])
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   gives shadow tables that note each key in a row of its own, as all did once, the column for arrays of them.
--            Nothing that they hold is touched. One that is missing, or is of another key, is left to what makes it again.
-- Reads:     {{schemaComment}}.capture, pg_attribute, pg_type, pg_collation
-- Writes:    {{schemaComment}}.capture, shadow tables
-- Called by: rowferry generate exporter
declare
    lacking     text[];
    definitions text[];
    untouched   boolean;
begin
    select array_agg(s.name order by s.name), array_agg(a.definition order by s.name) into lacking, definitions
    from unnest(shadow_names) as s (name)
    cross join lateral (
        select
            max(format_type(nullif(t.typarray, 0), c.atttypmod) || coalesce((
                select format(' collate %I.%I', n.nspname, o.collname)
                from pg_collation as o
                join pg_namespace as n on n.oid = o.collnamespace
                where o.oid = c.attcollation and c.attcollation <> t.typcollation
            ), '')) filter (where c.attname = 'k1') as definition,
            array_agg(c.attname::text order by c.attname) as columns
        from pg_attribute as c
        join pg_type as t on t.oid = c.atttypid
        where c.attrelid = to_regclass(format('%I.%I', {{ownSchemaName}}, s.name)) and c.attnum > 0 and not c.attisdropped
    ) as a
    where a.columns = array['k1', 'xid'] and a.definition is not null;
    call {{schema}}.lock_shadows(lacking, 'access exclusive');
    for place in 1 .. coalesce(cardinality(lacking), 0) loop
        -- An alteration by somebody else stays noticed.
        untouched := exists (
            select
            from {{schema}}.capture as c
            where c.shadow_name = lacking[place] and {{schema}}.capture_altered(c.traces, c.shadow_name) = '{}'
        );
        execute format('alter table %I.%I add column k1s %s', {{ownSchemaName}}, lacking[place], definitions[place]);
        update {{schema}}.capture as c
        set traces = {{schema}}.capture_traces(c.shadow_name)
        where c.shadow_name = lacking[place] and untouched;
    end loop;
end
{{quote}};
