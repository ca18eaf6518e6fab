-- The definition of an index, without its name and the name of its table.
create or replace function pg_temp.index_text(index_oid oid)
returns text
language sql as {{quote}}
    select substr(d.definition, length(p.prefix))
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_class as t on t.oid = i.indrelid
    join pg_namespace as n on n.oid = t.relnamespace
    cross join lateral (values (pg_get_indexdef(i.indexrelid))) as d (definition)
    -- Newer servers write pg_temp for the schema of a session's own tables.
    cross join lateral (values (n.nspname), ('pg_temp')) as s (schema_name)
    cross join lateral (values (format(
        'CREATE %sINDEX %I ON %I.%I ',
        case when i.indisunique then 'UNIQUE ' else '' end, c.relname, s.schema_name, t.relname
    ))) as p (prefix)
    where i.indexrelid = index_oid and starts_with(d.definition, p.prefix)
{{quote}};
