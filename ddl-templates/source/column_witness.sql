create or replace function {{schema}}.column_witness(base oid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   returns for each column of a table its number and the transaction that wrote its row in the catalog. A
    --            table that becomes a child or a partition, and is taken out again, has these rows written again with
    --            the same values.
    -- Reads:     pg_attribute
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync
    select array(
        select format('%s %s', a.attnum, a.xmin)
        from pg_attribute as a
        where a.attrelid = base and a.attnum > 0
        order by a.attnum
    );
{{quote}};
