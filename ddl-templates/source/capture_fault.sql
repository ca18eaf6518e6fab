create or replace function {{schema}}.capture_fault(base oid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   tells what is wrong with the capture of a base table; null when every change of it is being noted.
--            Try: select table_name, {{schemaComment}}.capture_fault(table_oid) from {{schemaComment}}.capture
-- Reads:     {{schemaComment}}.capture, {{schemaComment}}.capture_witness, pg_class, pg_attribute, pg_inherits, pg_trigger,
--            pg_proc
-- Writes:    nothing
-- Called by: rowferry generate exporter, rowferry export, rowferry status
declare
    -- The bits of pg_trigger.tgtype.
    for_each_row  constant integer := 1;
    on_insert     constant integer := 4;
    on_delete     constant integer := 8;
    on_update     constant integer := 16;
    on_truncate   constant integer := 32;
    before_it     constant integer := 2;
    shadow        oid;
    recorder      oid;
    guard         oid;
    registered    record;
    relation      record;
    found_fault   text;
begin
    select c.* into registered from {{schema}}.capture as c where c.table_oid = base;
    if not found then
        return 'it is not captured';
    end if;
    select c.relkind, c.relispartition, c.relpersistence into relation from pg_class as c where c.oid = base;
    if not found then
        return 'the table was dropped';
    end if;
    -- A statement fires the statement triggers of the table that it names, and of none above or below that.
    if relation.relispartition then
        return format('it became a partition of %s', pg_partition_root(base)::regclass);
    end if;
    if relation.relkind = 'r' and (
        exists (select from pg_inherits as i where i.inhrelid = base)
        or exists (select from pg_inherits as i where i.inhparent = base)
    ) then
        return 'it became a parent or child of inheritance';
    end if;

    shadow := to_regclass(format('%I.%I', {{ownSchemaName}}, registered.shadow_name));
    recorder := to_regprocedure(format('%I.%I()', {{ownSchemaName}}, registered.shadow_name));
    guard := to_regprocedure(format('%I.guard_shadow()', {{ownSchemaName}}));
    if shadow is null then
        return format('the shadow table %I is missing', registered.shadow_name);
    end if;
    found_fault := {{schema}}.shadow_fault(shadow, base, registered.key_columns);
    if found_fault is not null then
        return found_fault;
    end if;
    if recorder is not null and not exists (
        select
        from pg_proc as p
        where p.oid = recorder and encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') = registered.recorder
    ) then
        return format('the function %I() is another one', registered.shadow_name);
    end if;

    -- The states of pg_trigger.tgenabled: A fires always, O in every role but a replicator's, R in a replicator's alone.
    select case
            when t.oid is null then
                format('the trigger %s is missing', w.name)
            when t.tgfoid is distinct from w.calls or t.tgtype <> w.type then
                format('the trigger %s is another one', w.name)
            else
                format('the trigger %s is %s, not %s', w.name,
                    case t.tgenabled
                        when 'D' then 'disabled'
                        when 'O' then 'enabled'
                        when 'R' then 'enabled replica'
                        else 'enabled always'
                    end,
                    case w.state when 'O' then 'enabled' when 'R' then 'enabled replica' else 'enabled always' end)
        end
    into found_fault
    from (values
        (1, 'row', base, 'rowferry_insert', on_insert + for_each_row, 'A', recorder),
        (2, 'row', base, 'rowferry_update', on_update + for_each_row, 'A', recorder),
        (3, 'row', base, 'rowferry_delete', on_delete + for_each_row, 'A', recorder),
        (4, 'statement', base, 'rowferry_insert', on_insert, 'O', recorder),
        (5, 'statement', base, 'rowferry_update', on_update, 'O', recorder),
        (6, 'statement', base, 'rowferry_delete', on_delete, 'O', recorder),
        (7, 'statement', base, 'rowferry_replica', on_insert + on_update + on_delete + for_each_row, 'R', recorder),
        (8, registered.mode, base, 'rowferry_key_change', on_update + for_each_row, 'A', recorder),
        (9, registered.mode, base, 'rowferry_truncate', on_truncate, 'A', recorder),
        (10, registered.mode, shadow, 'rowferry_guard', before_it + on_update + on_delete + on_truncate, 'A', guard)
    ) as w (place, mode, fires_for, name, type, state, calls)
    left join pg_trigger as t on t.tgrelid = w.fires_for and t.tgname = w.name
    where w.mode = registered.mode
        and (t.oid is null or t.tgfoid is distinct from w.calls or t.tgtype <> w.type or t.tgenabled <> w.state::"char")
    order by w.place
    limit 1;
    if found_fault is not null then
        return found_fault;
    end if;
    if relation.relkind = 'r' and relation.relpersistence <> 'u' then
        return null;
    end if;

    -- The server clones row triggers to every partition, also to one that comes later; the clones are what fires. Found
    -- in pg_inherits, since pg_partition_tree would wait for whoever locks a partition.
    with recursive tree (member) as (
        select i.inhrelid from pg_inherits as i where i.inhparent = base
        union all
        select i.inhrelid from tree as t join pg_inherits as i on i.inhparent = t.member
    )
    select case
            when c.relkind = 'f' then
                format('its partition %s is a foreign table, whose rows change where no trigger sees it', c.oid::regclass)
            when t.oid is null then
                format('the trigger %s of its partition %s is missing', w.name, c.oid::regclass)
            when t.tgfoid is distinct from recorder or t.tgtype <> w.type then
                format('the trigger %s of its partition %s is another one', w.name, c.oid::regclass)
            else
                format('the trigger %s of its partition %s is disabled or not enabled always', w.name, c.oid::regclass)
        end
    into found_fault
    from tree as m
    join pg_class as c on c.oid = m.member
    cross join (values
        ('rowferry_insert', on_insert + for_each_row),
        ('rowferry_update', on_update + for_each_row),
        ('rowferry_delete', on_delete + for_each_row),
        ('rowferry_key_change', on_update + for_each_row)
    ) as w (name, type)
    left join pg_trigger as t on t.tgrelid = c.oid and t.tgname = w.name
    where c.relkind = 'f' or t.oid is null or t.tgfoid is distinct from recorder or t.tgtype <> w.type or t.tgenabled <> 'A'
    order by c.relkind = 'f' desc, c.oid::regclass::text, w.name
    limit 1;
    if found_fault is not null then
        return found_fault;
    end if;

    with recursive tree (member) as (
        select base
        union all
        select i.inhrelid from tree as t join pg_inherits as i on i.inhparent = t.member
    )
    select format('a crash of the server has emptied %s, which is unlogged', min(c.oid::regclass::text))
    into found_fault
    from tree as m
    join pg_class as c on c.oid = m.member
    where c.relpersistence = 'u'
    having count(*) > 0;
    -- A standby cannot read it, so it is asked of unlogged tables alone.
    if found_fault is not null and exists (select from {{schema}}.capture_witness as w where w.table_oid = base) then
        return null;
    end if;
    return found_fault;
end
{{quote}};
