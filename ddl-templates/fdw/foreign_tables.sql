do {{quote}}
declare
    wanted constant text[][] := array[
{{#tables}}
        array[{{remoteSchemaName}}, {{remoteTableName}}]{{comma}}
{{/tables}}
    ]::text[][];
    foreign_tables constant text[] := array(
        select distinct format('%I.%I', {{objectSchemaName}}, wanted[i][2])
        from generate_subscripts(wanted, 1) as i
    );
    own_tables constant text[] := array(
        select format('%I.%I', {{objectSchemaName}}, o) from unnest(array[{{ownNames}}]::name[]) as o
    );
    -- Arguments of a command, for a shell.
    captured  constant text := nullif({{capturedArguments}}, '');
    as_reader constant text := {{readerArgument}};
    remote  record;
    trouble text;
    detail  text;
    context text;
    called  text;
begin
    foreach called in array foreign_tables loop
        call {{helpers}}.must_be_own('table', called);
    end loop;
    select string_agg(n, ', ' order by n) into trouble
    from unnest(foreign_tables) as n
    left join pg_foreign_table as f on f.ftrelid = to_regclass(n)
    left join pg_foreign_server as s on s.oid = f.ftserver
    where to_regclass(n) is not null and s.srvname is distinct from {{serverName}};
    if trouble is not null then
        raise exception 'these are there, and are no foreign tables of the server %: %', {{serverLiteral}}, trouble
            using hint = 'Give the link another schema: in ' || {{importerFile}} || ', or move them away.';
    end if;
{{#reimport}}
    -- A drop would also drop the objects that depend on a foreign table, with their rows.
    select string_agg(distinct d.what, ', '),
        string_agg(distinct format('drop %s %s;', case d.kind when 'm' then 'materialized view' else 'view' end, d.what), ' ')
    into trouble, detail
    from (
        select r.ev_class::regclass::text as what, c.relkind as kind
        from pg_depend as d
        join pg_rewrite as r on r.oid = d.objid
        join pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
            and d.refobjid in (select to_regclass(n) from unnest(foreign_tables) as n)
    ) as d;
    if trouble is not null then
        raise exception 'these take their rows from foreign tables that are to be imported anew: %', trouble
            using hint = 'Drop them first: ' || detail || ' Those that ' || {{importerFile}} || ' names are made again afterwards by:'
                ' rowferry generate fdw mirror' || {{targetOptions}} || ' --apply';
    end if;
    for remote in
        select n from unnest(foreign_tables) as n where to_regclass(n) is not null
    loop
        execute 'drop foreign table ' || remote.n;
    end loop;
{{/reimport}}
    for remote in
        select wanted[i][1] as schema_name,
            string_agg(distinct format('%I', wanted[i][2]), ', ') as tables
        from generate_subscripts(wanted, 1) as i
        where to_regclass(format('%I.%I', {{objectSchemaName}}, wanted[i][2])) is null
        group by wanted[i][1]
        order by wanted[i][1]
    loop
        begin
            execute format(
                'import foreign schema %I limit to (%s) from server %I into %I%s',
                remote.schema_name, remote.tables, {{serverName}}, {{objectSchemaName}}, {{importOptions}}
            );
{{> import_failed}}
        end;
    end loop;
    select string_agg(format('%I.%I', wanted[i][1], wanted[i][2]), ', ' order by i) into trouble
    from generate_subscripts(wanted, 1) as i
    where to_regclass(format('%I.%I', {{objectSchemaName}}, wanted[i][2])) is null;
    if trouble is not null then
        raise exception 'the source of the server % has no tables %', {{serverLiteral}}, trouble
            using hint = 'Mend the names in ' || {{importerFile}} || '.' || coalesce(
                ' Rowferry''s own are made on the source: rowferry generate exporter ' || captured
                    || {{sourceOptions}} || ' --apply; then rowferry generate fdw source ' || captured || as_reader
                    || {{sourceOptions}} || ' --apply',
                ''
            );
    end if;
{{^keepsGenerated}}
    -- The source computes these columns; nobody writes them here.
    for remote in
        select n as name, a.attname
        from unnest(foreign_tables) as n
        join pg_attribute as a on a.attrelid = to_regclass(n) and a.attgenerated = 's'
    loop
        execute format('alter foreign table %s alter column %I drop expression', remote.name, remote.attname);
    end loop;
{{/keepsGenerated}}
    call pg_temp.must_be_plain(foreign_tables, null, {{serverName}}, {{keepsDefaults}}, {{keepsGenerated}});
    call pg_temp.must_be_plain(own_tables, null, {{serverName}}, false, false);
end
{{quote}};
