create or replace function {{schema}}.reset_hint(base text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   says how capture is taken off a table, as a command that a shell takes as it stands.
    -- Reads:     where the session is connected to, and as which role
    -- Writes:    nothing
    -- Called by: {{schemaComment}}.prepare_capture, {{schemaComment}}.guard_shadow

    -- A keyword string: values in quotes, quotes and backslashes behind a backslash. Then the shell's quotes around it.
    select format(
        'To stop capturing %s, and lose the changes that were not exported yet, run: rowferry generate reset %s --source %s%s --apply',
        -- A column goes before a parameter of its name.
        reset_hint.base,
        shell.base,
        shell.source,
        case {{ownSchemaName}} when 'rowferry' then '' else ' --schema ' || shell.schema end
    )
    from (
        select
            '''' || replace(base, '''', '''\''''') || '''' as base,
            '''' || replace({{ownSchemaName}}, '''', '''\''''') || '''' as schema,
            '''' || replace(string_agg(format('%s=%s', k.name, case
                when k.value ~ '^[a-zA-Z0-9_.:-]+$' then k.value
                else '''' || regexp_replace(k.value, '([\\''])', '\\\1', 'g') || ''''
            end), ' ' order by k.place), '''', '''\''''') || '''' as source
        from (values
            -- Over a Unix-domain socket there is no address, and Rowferry's driver has no such sockets.
            (1, 'host', coalesce(host(inet_server_addr()), 'localhost')),
            (2, 'port', coalesce(inet_server_port()::text, current_setting('port'))),
            (3, 'dbname', current_database()::text),
            (4, 'user', (
                select pg_get_userbyid(c.relowner)::text from pg_class as c where c.oid = to_regclass({{captureLiteral}})
            ))
        ) as k (place, name, value)
    ) as shell
    where reset_hint.base is not null;
{{quote}};
