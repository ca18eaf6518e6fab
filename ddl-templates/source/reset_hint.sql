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
        'To stop capturing %s, run: rowferry generate reset %s --source ''%s'' --apply',
        base,
        case when base ~ '^[\w.]+$' then base else '''' || replace(base, '''', '''\''''') || '''' end,
        replace(string_agg(format('%s=%s', k.name, case
            when k.value ~ '^[\w.:-]+$' then k.value
            else '''' || regexp_replace(k.value, '([\\''])', '\\\1', 'g') || ''''
        end), ' ' order by k.place), '''', '''\''''')
    )
    from (values
        (1, 'host', coalesce(host(inet_server_addr()), 'HOST')),
        (2, 'port', coalesce(inet_server_port()::text, 'PORT')),
        (3, 'dbname', current_database()::text),
        (4, 'user', session_user::text)
    ) as k (place, name, value);
{{quote}};
