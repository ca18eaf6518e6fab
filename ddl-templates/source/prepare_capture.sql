create or replace procedure {{schema}}.prepare_capture(
    base regclass,
    new_shadow_name text,
    new_key_columns text[],
    new_mode text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   leaves capture without a fault as it is, and removes any other, so that it is made again. Afterwards the
--            registry has the table if and only if nothing is left to do. Capture that somebody altered by hand gets a new
--            id: it may have had a hole, and the script that goes on from here hides the alteration.
-- Reads:     {{schemaComment}}.capture, pg_class, pg_inherits, pg_trigger
-- Writes:    {{schemaComment}}.capture, the triggers of the table, shadow tables that do not fit
-- Called by: rowferry generate exporter
declare
    whole    boolean := {{schema}}.capture_fault(base) is null;
    previous record;
    other    regclass;
    leftover record;
    tree     oid[];
begin
    update {{schema}}.capture as c
    set id = gen_random_uuid()
    where c.table_oid = base and {{schema}}.capture_altered(c.traces, c.shadow_name) <> '{}';
    select c.* into previous from {{schema}}.capture as c where c.table_oid = base;
    if whole and (previous.shadow_name, previous.key_columns, previous.mode)
            is not distinct from (new_shadow_name, new_key_columns, new_mode) then
        return;
    end if;

    -- The table, and all its partitions at any depth.
    tree := array(
        with recursive below (member) as (
            select base::oid
            union all
            select i.inhrelid from below as b join pg_inherits as i on i.inhparent = b.member
        )
        select b.member from below as b
    );
    -- A partition's own triggers miss rows that are written through the table, and the server would clone none beside
    -- them.
    select c.table_oid into other from {{schema}}.capture as c where c.table_oid = any (tree) and c.table_oid <> base;
    if other is not null then
        raise exception 'the partition % of % is captured on its own', other, base
            using hint = 'Take capture off that one, then run this again. ' || {{schema}}.reset_hint(other::text);
    end if;

    -- No writer may come in between: the lock waits for writers, and is held until the new triggers exist. It includes
    -- partitions. DROP TRIGGER needs a stronger lock, which is taken at once, because two sessions that raise a lock
    -- block each other.
    if exists (select from pg_trigger as t where t.tgrelid = any (tree) and starts_with(t.tgname, 'rowferry_')) then
        execute format('lock table %s in access exclusive mode', base);
    else
        execute format('lock table %s in share row exclusive mode', base);
    end if;
    for leftover in
        select t.tgrelid::regclass as base, t.tgname as name
        from pg_trigger as t
        where t.tgrelid = any (tree) and starts_with(t.tgname, 'rowferry_') and t.tgparentid = 0
    loop
        execute format('drop trigger %I on %s', leftover.name, leftover.base);
    end loop;

    -- The table may have had another shadow table, and the shadow table another base table, which was dropped since.
    if previous.shadow_name <> new_shadow_name then
        execute format('drop function if exists %I.%I()', {{ownSchemaName}}, previous.shadow_name);
        execute format('drop table if exists %I.%I', {{ownSchemaName}}, previous.shadow_name);
    end if;
    delete from {{schema}}.capture as c
    where c.table_oid = base
        or (c.shadow_name = new_shadow_name and not exists (select from pg_class as t where t.oid = c.table_oid));
    select c.table_oid into other from {{schema}}.capture as c where c.shadow_name = new_shadow_name;
    if other is not null then
        raise exception 'the shadow table % is in use by the table %', new_shadow_name, other
            using hint = 'Take capture off that one, then run this again. ' || {{schema}}.reset_hint(other::text);
    end if;
    if {{schema}}.shadow_fault(
        to_regclass(format('%I.%I', {{ownSchemaName}}, new_shadow_name)), base, new_key_columns
    ) is not null then
        execute format('drop table if exists %I.%I', {{ownSchemaName}}, new_shadow_name);
    end if;
end
{{quote}};
