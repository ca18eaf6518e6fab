call {{helpers}}.must_be_own('server', {{serverLiteral}});
do {{quote}}
declare
    wrapper constant name := (
        select w.fdwname
        from pg_foreign_server as s
        join pg_foreign_data_wrapper as w on w.oid = s.srvfdw
        where s.srvname = {{serverName}}
    );
    changes text;
begin
    if wrapper is null then
        create server {{server}} foreign data wrapper postgres_fdw;
    elsif wrapper <> 'postgres_fdw' then
        raise exception 'the foreign server % is there, and is one of %', {{serverLiteral}}, wrapper
            using hint = 'Give the link another server: in ' || {{importerFile}} || '.';
    end if;
    changes := pg_temp.option_changes(
        (select s.srvoptions from pg_foreign_server as s where s.srvname = {{serverName}}),
        array[{{optionNames}}]::text[],
        array[{{optionTexts}}]::text[]
    );
    if changes is not null then
        execute format('alter server %I options (%s)', {{serverName}}, changes);
    end if;
end
{{quote}};
call {{helpers}}.must_be_own('server', {{serverLiteral}});
