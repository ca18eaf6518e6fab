-- Creates the roles of a source: the capture role, which owns the trigger functions, and the exporter's role.
--
-- Run it first, in the source database, as a role that may create roles. It needs no superuser:
--
--     psql -X -v ON_ERROR_STOP=1 -c "set rowferry.owner = 'shop_owner'" -f role.sql -d postgresql://admin@db1/shop
--     psql -X -c '\password rowferry_exporter' -d postgresql://admin@db1/shop
--
-- rowferry.owner is the role that owns the tables and will run 'rowferry generate ... --apply'. The default is the owner of
-- the database. A second owner on this server, also in another database, needs roles of its own: set rowferry.capture and
-- rowferry.exporter too, and name them with --capture-role and --exporter-role. The scripts of 'rowferry generate' grant
-- these roles the rights that they need on the tables and on Rowferry's schema, and nothing else. You may run this script
-- twice: existing roles stay as they are. If this role may not grant a right, the script ends with an error, and the hint
-- has the statement for a role that may.

-- Without this, functions that somebody creates in public could run here with the rights of this role.
set search_path = pg_catalog, pg_temp;

begin;

do $roles$
declare
    capture  constant name := coalesce(nullif(current_setting('rowferry.capture', true), ''), 'rowferry_capture');
    exporter constant name := coalesce(nullif(current_setting('rowferry.exporter', true), ''), 'rowferry_exporter');
begin
    if not exists (select from pg_catalog.pg_roles where rolname = capture) then
        execute format('create role %I nologin', capture);
        execute format(
            'comment on role %I is %L', capture, 'Rowferry: may add rows to the shadow tables, for the triggers'
        );
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = exporter) then
        execute format('create role %I login', exporter);
        execute format(
            'comment on role %I is %L', exporter, 'Rowferry: reads the tables that are shipped, and keeps the tracking'
        );
    end if;
end
$roles$;

do $owner$
declare
    owner constant name := coalesce(
        nullif(current_setting('rowferry.owner', true), ''),
        (select pg_get_userbyid(d.datdba) from pg_catalog.pg_database as d where d.datname = current_database())
    );
    capture constant name := coalesce(nullif(current_setting('rowferry.capture', true), ''), 'rowferry_capture');
    -- From 16 on a membership may lack the rights of that role or the right to become it; its maker's lacks both.
    is_split constant boolean := current_setting('server_version_num')::integer >= 160000;
    is_member constant text := format(
        case when is_split then 'select pg_has_role(%1$L, %2$L, ''usage'') and pg_has_role(%1$L, %2$L, ''set'')'
            else 'select pg_has_role(%1$L, %2$L, ''member'')' end,
        owner, capture
    );
    membership constant text := format(
        case when is_split then 'grant %I to %I with inherit true, set true' else 'grant %I to %I' end, capture, owner
    );
    others  text;
    revokes text;
    given   boolean;
begin
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    select
        string_agg(distinct format('%I', r.rolname), ', '),
        string_agg(format('revoke %I from %I%s;', capture, r.rolname,
            case when is_split then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end), ' ' order by r.rolname)
    into others, revokes
    from pg_catalog.pg_auth_members as m
    join pg_catalog.pg_roles as r on r.oid = m.member
    where m.roleid = quote_ident(capture)::regrole and r.rolname <> owner and not r.rolsuper
        and (
            coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
            or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
        );
    -- Two members could replace each other's trigger functions, and write into each other's shadow tables.
    if others is not null then
        raise exception 'role % has other members than %: %', capture, owner, others
            using hint = format(
                'Give %s a role of its own: set rowferry.capture to another name, such as %s; or have a superuser run: %s',
                owner, quote_literal(owner || '_capture'), revokes
            );
    end if;
    -- A function can only be given to a role that the giver may become.
    execute is_member into given;
    if not given then
        begin
            execute membership;
        exception
            when insufficient_privilege then
                raise insufficient_privilege using
                    message = format('role %s may not grant role %s to %s', current_user, capture, owner),
                    hint = format(
                        'Have the role that made %s, or a superuser, run: %s; then run this again.', capture, membership
                    );
        end;
    end if;
    -- Rowferry's schema is made by the owner of the tables, so that no superuser is needed later either.
    if not has_database_privilege(owner, current_database(), 'create') and not exists (
        select
        from pg_catalog.pg_class as l
        join pg_catalog.pg_attribute as v on v.attrelid = l.oid and v.attname = 'version'
        join pg_catalog.pg_class as t on t.relnamespace = l.relnamespace and t.relname in ('export_bundle', 'import_bundle')
        join pg_catalog.pg_attribute as i on i.attrelid = t.oid and i.attname = 'incarnation'
        join pg_catalog.pg_namespace as n on n.oid = l.relnamespace
        where l.relname = 'layout' and pg_get_userbyid(n.nspowner) = owner
    ) then
        execute format('grant create on database %I to %I', current_database(), owner);
        if not has_database_privilege(owner, current_database(), 'create') then
            raise exception 'role % may not create a schema in database %', owner, current_database()
                using hint = format(
                    'Have the database''s owner run: grant create on database %I to %I; then run this again.',
                    current_database(), owner
                );
        end if;
    end if;
end
$owner$;

commit;

-- Granted to everybody, unless somebody took it away. Expressions of the configuration are tried on a temporary table.
-- In a transaction of its own: the statement that a hint has is about a role that must be there.
do $database$
declare
    exporter constant name := coalesce(nullif(current_setting('rowferry.exporter', true), ''), 'rowferry_exporter');
    privilege text;
begin
    foreach privilege in array array['connect', 'temporary']
    loop
        if not has_database_privilege(exporter, current_database(), privilege) then
            execute format('grant %s on database %I to %I', privilege, current_database(), exporter);
            if not has_database_privilege(exporter, current_database(), privilege) then
                raise exception 'role % lacks the right % on database %', exporter, privilege, current_database()
                    using hint = format(
                        'Have the database''s owner run: grant %s on database %I to %I; then run this again.',
                        privilege, current_database(), exporter
                    );
            end if;
        end if;
    end loop;
end
$database$;

reset search_path;
