do {{quote}}
declare
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    by_grantor constant boolean := current_setting('server_version_num')::integer >= 160000;
    faults text;
    advice text;
begin
    if not exists (select from pg_roles as r where r.rolname = {{readerRoleName}}) then
        create role {{readerRole}} login;
        comment on role {{readerRole}} is 'Rowferry: reads, for targets that come through postgres_fdw';
    end if;
    -- One that was there before may be somebody's, or may do more than it should over a password that goes to another host.
    select string_agg(f.fault, ', '), string_agg(f.advice, ' ')
    into faults, advice
    from (
        select 'it has the attribute ' || a.name as fault, format('alter role %I no%s;', r.rolname, a.name) as advice
        from pg_roles as r
        cross join lateral (values
            ('superuser', r.rolsuper), ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb),
            ('replication', r.rolreplication), ('bypassrls', r.rolbypassrls)
        ) as a (name, is_set)
        where r.rolname = {{readerRoleName}} and a.is_set
        union all
        select format('%I is a member of it', o.rolname), format('revoke %I from %I%s;', {{readerRoleName}}, o.rolname,
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.member
        where m.roleid = {{readerRoleLiteral}}::regrole and not o.rolsuper
            and (
                coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
                or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
            )
        union all
        select format('it is a member of %I', o.rolname), format('revoke %I from %I%s;', o.rolname, {{readerRoleName}},
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.roleid
        where m.member = {{readerRoleLiteral}}::regrole
    ) as f;
    if faults is not null then
        raise exception 'the role % is there, and is none that only reads: %', {{readerRoleLiteral}}, faults
            using hint = 'Name another: --role NAME. Or run: ' || advice;
    end if;
    -- Granted to everybody, unless somebody took it away.
    if not has_database_privilege({{readerRoleName}}, current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), {{readerRoleName}});
        if not has_database_privilege({{readerRoleName}}, current_database(), 'connect') then
            raise exception 'the role % may not connect to the database %', {{readerRoleName}}, current_database()
                using hint = format(
                    'Have the database''s owner run: grant connect on database %I to %I; then run this again.',
                    current_database(), {{readerRoleName}}
                );
        end if;
    end if;
end
{{quote}};
