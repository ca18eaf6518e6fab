do {{quote}}
begin
    if not exists (select from pg_roles as r where r.rolname = {{readerRoleName}}) then
        create role {{readerRole}} login;
        comment on role {{readerRole}} is 'Rowferry: reads, for targets that come through postgres_fdw';
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
