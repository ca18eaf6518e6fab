-- Made by Rowferry 0.0.0: rowferry generate fdw source
--
-- Lets the role rowferry_reader read, from another server and through postgres_fdw, these tables and no others:
--     public.orders
-- It only grants rights, and installs nothing.
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as the owner of the
-- tables. If the role does not exist, the owner must be allowed to create roles. Set its password with: \password.

\set ON_ERROR_STOP on
-- The context of an error would be the whole script.
\set SHOW_CONTEXT never

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;

-- A session that waits for a lock blocks all later sessions. Give up after 5 seconds; run the script again later.
set local lock_timeout = '5s';
-- Names without a schema are PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- The script may run twice, so 'already exists, skipping' is no message for the user.
set local client_min_messages = warning;

do $rowferry$
declare
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    by_grantor constant boolean := current_setting('server_version_num')::integer >= 160000;
    faults text;
    advice text;
begin
    if not exists (select from pg_roles as r where r.rolname = 'rowferry_reader') then
        create role rowferry_reader login;
        comment on role rowferry_reader is 'Rowferry: reads, for targets that come through postgres_fdw';
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
        where r.rolname = 'rowferry_reader' and a.is_set
        union all
        select format('%I is a member of it', o.rolname), format('revoke %I from %I%s;', 'rowferry_reader', o.rolname,
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.member
        where m.roleid = 'rowferry_reader'::regrole and not o.rolsuper
            and (
                coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
                or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
            )
        union all
        select format('it is a member of %I', o.rolname), format('revoke %I from %I%s;', o.rolname, 'rowferry_reader',
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.roleid
        where m.member = 'rowferry_reader'::regrole
    ) as f;
    if faults is not null then
        raise exception 'the role % is there, and is none that only reads: %', 'rowferry_reader', faults
            using hint = 'Name another: --role NAME. Or run: ' || advice;
    end if;
    -- Granted to everybody, unless somebody took it away.
    if not has_database_privilege('rowferry_reader', current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), 'rowferry_reader');
        if not has_database_privilege('rowferry_reader', current_database(), 'connect') then
            raise exception 'the role % may not connect to the database %', 'rowferry_reader', current_database()
                using hint = format(
                    'Have the database''s owner run: grant connect on database %I to %I; then run this again.',
                    current_database(), 'rowferry_reader'
                );
        end if;
    end if;
end
$rowferry$;


-- public.orders
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
        grant usage on schema public to rowferry_reader;
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
            raise exception 'the role % may not use the schema %', 'rowferry_reader', 'public'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'public', 'rowferry_reader'
                );
        end if;
    end if;
end
$rowferry$;
grant select on public.orders to rowferry_reader;

commit;
