do {{quote}}
declare
    who     name;
    names   text[];
    texts   text[];
    changes text;
begin
    select array_agg(o.name), array_agg(o.text)
    into names, texts
    from (
        select * from unnest(array[{{userNames}}]::text[], array[{{userTexts}}]::text[])
        union all
        select s.name, nullif(current_setting(s.setting, true), '')
        from unnest(array[{{secretNames}}]::text[], array[{{secretSettings}}]::text[]) as s (name, setting)
    ) as o (name, text)
    where o.text is not null;
    -- Nothing that runs later in this transaction needs a secret.
    perform set_config(s.setting, '', true) from unnest(array[{{secretSettings}}]::text[]) as s (setting);
    -- The role that runs this script imports the foreign tables; the importer's role will read them.
    foreach who in array array[{{importerRoleName}}, current_user]::name[] loop
        if not exists (
            select from pg_user_mappings as m where m.srvname = {{serverName}} and m.usename = who
        ) then
            execute format('create user mapping for %I server %I', who, {{serverName}});
        end if;
        -- A value that this role may not see counts as different, and is set again. A secret that is not given now
        -- stays.
        changes := pg_temp.option_changes(
            (
                select array_agg(o.option_name || '=' || coalesce(o.option_value, e'\x01'))
                from information_schema.user_mapping_options as o
                where o.foreign_server_name = {{serverName}} and o.authorization_identifier = who
                    and (o.option_name::text = any (names) or o.option_name not in ('password', 'sslpassword'))
            ),
            names,
            texts
        );
        if changes is not null then
            -- The statement may contain a password: the new error quotes it neither in a message nor in a log.
            begin
                execute format('alter user mapping for %I server %I options (%s)', who, {{serverName}}, changes);
            exception
                when others then
                    raise exception 'the user mapping of % for the server % cannot have its options: %',
                        quote_ident(who), {{serverLiteral}}, sqlerrm
                        using hint = case sqlstate
                            when '42501' then
                                'password_required=false, sslcert and sslkey are for a superuser to set; leave them out,'
                                ' or have a superuser run this.'
                            else 'Mend user: at the link in ' || {{importerFile}} || '.'
                        end;
            end;
        end if;
    end loop;
end
{{quote}};
