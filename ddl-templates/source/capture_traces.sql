create or replace function {{schema}}.capture_traces(shadow_name text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   returns the rows of the catalog that captured changes hang on, each with the transaction that wrote
    --            it: the functions, and of the shadow table its row type, which goes by its name, its columns, and the
    --            trigger that keeps it from becoming a child. An object that was altered and changed back has another
    --            transaction. VACUUM FULL of the shadow table and GRANT on it write none of these rows.
    -- Reads:     pg_proc, pg_class, pg_type, pg_trigger, pg_attribute
    -- Writes:    nothing
    -- Called by: {{schemaComment}}.capture_altered, rowferry generate tracking, rowferry generate exporter
    select array(
        select format('function %s %s', p.oid, p.xmin)
        from pg_proc as p
        where p.oid in (
            to_regprocedure(format('%I.%I()', {{ownSchemaName}}, shadow_name)),
            to_regprocedure(format('%I.guard_shadow()', {{ownSchemaName}}))
        )
        union all
        select format('type %s %s', y.oid, y.xmin)
        from pg_class as c
        join pg_type as y on y.oid = c.reltype
        where c.oid = to_regclass(format('%I.%I', {{ownSchemaName}}, shadow_name))
        union all
        select format('trigger %s %s', t.oid, t.xmin)
        from pg_trigger as t
        where t.tgrelid = to_regclass(format('%I.%I', {{ownSchemaName}}, shadow_name)) and t.tgname = 'rowferry_no_child'
        union all
        select format('column %s %s', a.attnum, a.xmin)
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.%I', {{ownSchemaName}}, shadow_name)) and a.attnum > 0
        order by 1
    );
{{quote}};

create or replace function {{schema}}.capture_altered(noted text[], shadow_name text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   returns the traces of a capture where they are not those that Rowferry's own scripts left, and nothing
    --            where they are: nobody else has altered a function or the shadow table since.
    -- Reads:     {{schemaComment}}.capture_traces
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync, rowferry generate tracking, rowferry generate exporter
    select case when coalesce(noted = t.found, true) then '{}' else t.found end
    from (select {{schema}}.capture_traces(shadow_name)) as t (found);
{{quote}};
