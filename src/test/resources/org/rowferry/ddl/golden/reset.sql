-- Made by Rowferry 0.0.0: rowferry generate reset
--
-- Takes capture off, whole, whatever state it is in:
--     public.order_lines
--     public.orders
--
-- Triggers, function and shadow table go, and with them what was noted and not yet exported. The table itself and its
-- rows stay; it is locked for a moment while its triggers are dropped.
--
-- May be run twice: what is gone is not missed. One transaction; run it with psql -X -f, as the owner of the tables and
-- of the schema rowferry.

\set ON_ERROR_STOP on

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;

-- Who waits for a lock has everybody else waiting behind him: five seconds at most, then run it again later.
set local lock_timeout = '5s';
-- Every name below is qualified; what is not is PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- 'already exists, skipping' is no news in a script that may be run twice.
set local client_min_messages = warning;

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

commit;
