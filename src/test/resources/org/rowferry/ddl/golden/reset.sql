-- Made by Rowferry 0.0.0: rowferry generate reset
--
-- Removes capture, in whatever state it is, from
--     public.order_lines
--     public.orders
--
-- Drops triggers, function and shadow table, with all captured changes that were not exported yet. The table itself and its
-- rows stay. It is locked for a moment while its triggers are dropped.
--
-- You may run it twice. It is one transaction. Run it with psql -X -f, as the owner of the tables and of the schema
-- rowferry.

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


-- The schema may be gone already. Then there is one until this ends.
do $rowferry$
begin
    perform set_config('rowferry.lent_schema', (to_regnamespace('rowferry') is null)::text, true);
    if to_regnamespace('rowferry') is null then
        create schema rowferry;
    end if;
end
$rowferry$;
-- The owner of the schema rowferry may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
    );
    strangers text;
    advice    text;
begin
    if not pg_has_role(own_role, 'member') then
        raise exception 'the schema % belongs to %, and % may not act as that role',
            'rowferry', quote_ident(own_role), quote_ident(current_user)
            using hint = format(
                'Run it as %I. Or, where you do not know this schema, have a superuser drop or rename it, or take'
                    ' another: schema: in the configuration.', own_role);
    end if;

    -- An object of another role in this schema is no part of it.
    select string_agg(format('%s of %I', s.object, s.owner), ', ' order by s.object),
        string_agg(format('alter %s owner to %I;', s.object, own_role), ' ' order by s.object)
    into strangers, advice
    from (
        select 'table ' || c.oid::regclass as object, pg_get_userbyid(c.relowner) as owner
        from pg_class as c
        where c.relnamespace = to_regnamespace('rowferry') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select 'type ' || t.oid::regtype, pg_get_userbyid(t.typowner)
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typnamespace = to_regnamespace('rowferry') and t.typelem = 0 and coalesce(c.relkind, 'c') = 'c'
        union all
        select 'routine ' || p.oid::regprocedure, pg_get_userbyid(p.proowner)
        from pg_proc as p
        where p.pronamespace = to_regnamespace('rowferry')
            -- The function of a shadow table belongs to a role that may add rows there: the owner has let it in.
            and not (
                p.pronargs = 0 and p.prorettype = 'trigger'::regtype
                and exists (
                    select
                    from pg_namespace as n
                    cross join aclexplode(n.nspacl) as g
                    where n.oid = p.pronamespace and g.grantee = p.proowner and g.privilege_type = 'USAGE'
                )
                and exists (select from pg_roles as r where r.oid = p.proowner and not r.rolsuper)
            )
    ) as s
    where s.owner <> own_role;
    if strangers is not null then
        raise exception 'the schema % belongs to %, and these in it do not: %',
            'rowferry', quote_ident(own_role), strangers
            using hint = 'Drop what you do not know. What an older script made as another role, that role or a superuser gives'
                ' to the owner: ' || advice;
    end if;
end
$rowferry$;

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure rowferry.as_owner(script text)
language plpgsql
security definer
as $rowferry$
begin
    execute script;
    -- A trigger that waits for the commit would run with the rights of the role that runs the script.
    set constraints all immediate;
end
$rowferry$;

do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
    );
begin
    perform set_config('rowferry.schema_owner', own_role, true);
    begin
        -- Another role that may create here may have created one of this name a moment ago, and would still own it.
        execute format('alter procedure %I.as_owner(text) owner to %I', 'rowferry', own_role);
    exception
        when insufficient_privilege then
            raise exception 'the schema % belongs to %, and % may not act as that role: %',
                'rowferry', quote_ident(own_role), quote_ident(current_user), sqlerrm
                using hint = format('Run it as %1$I, or run: grant %1$I to %2$I;', own_role, current_user);
    end;
    if own_role <> current_user then
        raise warning '% acts as %, who owns the schema %', quote_ident(current_user), quote_ident(own_role), 'rowferry';
    end if;
end
$rowferry$;

do $rowferry$
declare
    own_role constant name := current_setting('rowferry.schema_owner');
    grants   constant text := case when current_setting('server_version_num')::integer >= 160000
        then 'grant %1$I to %2$I with inherit true;' else 'grant %1$I to %2$I;' end;
    another  record;
begin
    -- The schema's owner does the rest, by his rights. A role that may make triggers need not own the table;
    -- to drop them it must.
    select c.oid::regclass as base, pg_get_userbyid(c.relowner) as owner into another
    from (
        values
            (to_regclass('public.order_lines'), to_regprocedure(format('%I.%I()', 'rowferry', 'public.order_lines'))),
            (to_regclass('public.orders'), to_regprocedure(format('%I.%I()', 'rowferry', 'public.orders')))
    ) as w (base, noting)
    join pg_class as c on c.oid = w.base
        or exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = w.noting and t.tgparentid = 0)
    where not pg_has_role(own_role, c.relowner, 'usage')
        and exists (
            select
            from pg_trigger as t
            where t.tgrelid = c.oid and t.tgparentid = 0 and (t.tgfoid = w.noting or starts_with(t.tgname, 'rowferry_'))
        )
    limit 1;
    if found then
        raise exception 'the table % belongs to %, and the schema % to %, who may not act as that role',
            another.base, quote_ident(another.owner), 'rowferry', quote_ident(own_role)
            using hint = format('Have a superuser run: ' || grants, another.owner, own_role);
    end if;
end
$rowferry$;


call rowferry.as_owner($owner$
do $rowferry$
declare
    wanted    record;
    leftover  record;
    named     oid;
    bases     oid[];
    shadows   text[];
    shadow    text;
    -- The schema may be gone, and the triggers with it.
    tracked   constant boolean := to_regclass('rowferry.capture') is not null;
begin
    for wanted in
        select *
        from (values
            ('public', 'order_lines', 'public.order_lines'),
            ('public', 'orders', 'public.orders')
        ) as w (schema_name, table_name, shadow_name)
    loop
        named := to_regclass(format('%I.%I', wanted.schema_name, wanted.table_name));
        bases := array[named];
        shadows := array[wanted.shadow_name];

        -- The registry knows a table by its oid, whatever it is called now; one that was dropped or renamed is found by
        -- the name that it had. A shadow table of this name that belongs to another table stays.
        if tracked then
            for leftover in
                select c.table_oid, c.shadow_name
                from rowferry.capture as c
                where c.table_oid = named
                    or ((c.schema_name, c.table_name) = (wanted.schema_name, wanted.table_name)
                        and not exists (select from rowferry.capture where table_oid = named))
            loop
                bases := bases || leftover.table_oid;
                shadows := shadows || leftover.shadow_name;
            end loop;
            shadows := array(
                select s.name
                from unnest(shadows) as s (name)
                where not exists (
                    select
                    from rowferry.capture as c
                    join pg_class as t on t.oid = c.table_oid
                    where c.shadow_name = s.name and c.table_oid <> all (array_remove(bases, null))
                )
            );
        end if;

        -- Base tables first and shadow tables after, in the order in which a writer locks them. A trigger is found by
        -- its table and its name, or by the function that it calls, wherever that table is now.
        for leftover in
            select t.tgrelid::regclass as base, t.tgname as name
            from pg_trigger as t
            where t.tgparentid = 0
                and (
                    (t.tgrelid = any (bases) and starts_with(t.tgname, 'rowferry_'))
                    or t.tgfoid = any (array(
                        select to_regprocedure(format('%I.%I()', 'rowferry', s.name))::oid
                        from unnest(shadows) as s (name)
                    ))
                )
        loop
            execute format('drop trigger %I on %s', leftover.name, leftover.base);
        end loop;
        foreach shadow in array shadows loop
            execute format('drop function if exists %I.%I()', 'rowferry', shadow);
            execute format('drop table if exists %I.%I', 'rowferry', shadow);
        end loop;

        if tracked then
            delete from rowferry.capture as c where c.table_oid = any (bases);
            delete from rowferry.export_tracking as e
            where e.table_oid = any (bases)
                or ((e.schema_name, e.table_name) = (wanted.schema_name, wanted.table_name) and named is null);
        end if;
    end loop;
end
$rowferry$;

$owner$::text);

-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
    );
begin
    -- From 18 on, what is deferred runs with the rights of who caused it.
    if own_role <> current_user and current_setting('server_version_num')::integer < 180000 and (
        exists (
            select
            from pg_trigger as t
            join pg_proc as p on p.oid = t.tgfoid
            join pg_roles as r on r.oid = p.proowner
            where t.tgdeferrable and not r.rolsuper
        )
        or exists (select from pg_constraint as c where c.contype = 'x' and c.condeferrable)
    ) then
        raise exception 'this database has deferrable triggers or exclusion constraints, which may run as % at the commit',
            quote_ident(current_user)
            using hint = format('Run it as %I, the owner of the schema %s.', own_role, 'rowferry');
    end if;
end
$rowferry$;
drop procedure rowferry.as_owner(text);

do $rowferry$
begin
    if current_setting('rowferry.lent_schema', true) = 'true' then
        drop schema rowferry;
    end if;
end
$rowferry$;
commit;
