create or replace procedure {{schema}}.register_capture(
    base regclass,
    new_shadow_name text,
    new_key_columns text[],
    new_mode text
)
language sql
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   stores that a table is captured. The new id of a new row shows that there may have been a hole, so the next
    --            export sends this table in full. The base table is still locked: no change without a record can be
    --            committed after this row. An existing row keeps its id; the table may have been renamed since.
    -- Reads:     pg_class, pg_namespace, pg_proc
    -- Writes:    {{schemaComment}}.capture, {{schemaComment}}.capture_witness
    -- Called by: rowferry generate exporter
    insert into {{schema}}.capture as c
        (table_oid, schema_name, table_name, shadow_name, key_columns, mode, id, recorder, installed_at)
    select
        t.oid,
        n.nspname,
        t.relname,
        new_shadow_name,
        new_key_columns,
        new_mode,
        gen_random_uuid(),
        (
            select encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
            from pg_proc as p
            where p.oid = to_regprocedure(format('%I.%I()', {{ownSchemaName}}, new_shadow_name))
        ),
        now()
    from pg_class as t
    join pg_namespace as n on n.oid = t.relnamespace
    where t.oid = base
    on conflict (table_oid) do update
    set schema_name = excluded.schema_name, table_name = excluded.table_name, recorder = excluded.recorder
    where (c.schema_name, c.table_name, c.recorder)
        is distinct from (excluded.schema_name, excluded.table_name, excluded.recorder);

    insert into {{schema}}.capture_witness (table_oid)
    values (base)
    on conflict (table_oid) do nothing;
{{quote}};
