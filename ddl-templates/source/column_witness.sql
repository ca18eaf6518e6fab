create or replace function {{schema}}.column_witness(base oid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   returns for each column of a table its number, the transaction that wrote its row in the catalog, and a
    --            digest of what the row says but for its parents. A table that becomes a child or a partition, and is
    --            taken out again, has these rows written anew, and they say what they said before.
    --            As json and no jsonb: the value of rows from before the column was added may be one that no jsonb holds.
    -- Reads:     pg_attribute, pg_attrdef
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync
    select array(
        select format('%s %s %s', a.attnum, a.xmin, encode(sha256(convert_to(
            regexp_replace(to_json(a)::text, '"(attinhcount|attislocal|attcacheoff)":[^,}]*', '', 'g')
                || coalesce(d.oid || ' ' || d.xmin, ''),
            'UTF8'
        )), 'hex'))
        from pg_attribute as a
        left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = base and a.attnum > 0
        order by a.attnum
    );
{{quote}};
