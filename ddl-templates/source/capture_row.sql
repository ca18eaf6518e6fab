-- The new id of a new row shows that there may have been a hole, so the next export sends this table in full. The base
-- table is still locked: no change without a record can be committed after this row. An existing row keeps its id; the
-- table may have been renamed since.
insert into {{schema}}.capture as c
    (table_oid, schema_name, table_name, shadow_name, key_columns, mode, id, recorder, installed_at)
select
    t.oid,
    {{schemaName}},
    {{tableName}},
    {{shadowName}},
    array[{{keyNames}}],
    {{mode}},
    gen_random_uuid(),
    (
        select encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
        from pg_proc as p
        where p.oid = to_regprocedure({{shadowLiteral}} || '()')
    ),
    now()
from pg_class as t
where t.oid = {{regclass}}::regclass
on conflict (table_oid) do update
set schema_name = excluded.schema_name, table_name = excluded.table_name, recorder = excluded.recorder
where (c.schema_name, c.table_name, c.recorder)
    is distinct from (excluded.schema_name, excluded.table_name, excluded.recorder);

insert into {{schema}}.capture_witness (table_oid)
select {{regclass}}::regclass
on conflict (table_oid) do nothing;
