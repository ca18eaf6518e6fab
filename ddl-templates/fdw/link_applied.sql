-- Targets that read over links insert here the position that they have applied, one row for each sync. The trigger
-- writes it into the tracking of exports, and the purge follows that.
create or replace view {{schema}}.link_applied as
select
    b.target,
    b.number,
    b.incarnation,
    b.snapshot,
    array_agg(t.schema_name order by t.table_oid) as schema_names,
    array_agg(t.table_name order by t.table_oid) as table_names,
    array_agg(t.capture_id order by t.table_oid) as capture_ids,
    array_agg(t.kind order by t.table_oid) as kinds,
    array_agg(t.keys order by t.table_oid) as keys,
    array_agg(t.rows order by t.table_oid) as rows
from {{schema}}.export_bundle as b
join {{schema}}.export_tracking as t on t.target = b.target and t.number = b.number
group by b.target, b.number;

create or replace function {{schema}}.link_applied()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   records the position that a link's target has applied, and purges rows that no target needs any more.
-- Reads:     {{schemaComment}}.capture, {{schemaComment}}.incarnation
-- Writes:    {{schemaComment}}.link_reader, {{schemaComment}}.export_target, {{schemaComment}}.export_bundle,
--            {{schemaComment}}.export_tracking, {{schemaComment}}.capture, shadow tables
-- Called by: rowferry sync, through the view of this name
declare
    retain constant interval := make_interval(secs => {{retainSeconds}});
    -- The login role: SET ROLE does not change it. A role that may act as the owner may report for every target.
    is_owner constant boolean := pg_has_role(session_user, current_user, 'member');
    -- As words of a command, for a shell.
    lent   constant text := (
        select string_agg(pg_catalog.format('''%s''', replace(format('%I.%I', t.s, t.n), '''', '''\''''')), ' ')
        from unnest(new.schema_names, new.table_names) as t (s, n)
    );
    reader constant text := format('''%s''', replace(session_user, '''', '''\'''''));
    speaker name;
    may     integer;
    noted   oid[];
    base    oid;
begin
    -- The name of a target with bundles has no slash; no role reports for such a target here.
    if strpos(new.target, '/') = 0 then
        raise exception 'the target % is none that reads over a link', new.target;
    end if;
    if new.incarnation <> (select i.id from {{schema}}.incarnation as i order by i.ordinal desc limit 1)
            or pg_snapshot_xmax(new.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) then
        raise exception 'the target % tells of another life of this source', new.target;
    end if;

    select t.reader into speaker from {{schema}}.export_target as t where t.target = new.target;
    if not is_owner and speaker is null then
        -- Written, so that two who begin at once do not both count without the other.
        update {{schema}}.link_reader as r set targets = r.targets where r.reader = session_user returning r.targets into may;
        if may is null then
            raise exception 'the role % is no reader of this source', quote_ident(session_user)
                using hint = format(
                    'Have the owner of the source let it read: rowferry generate fdw source %s --role %s%s --apply',
                    lent, reader, {{sourceOptions}}
                );
        end if;
        if may <= (select count(*) from {{schema}}.export_target as t where t.reader = session_user) then
            raise exception 'the role % tells of % targets already, and % is another: %',
                quote_ident(session_user), may, new.target,
                (
                    select string_agg(t.target, ', ' order by t.target)
                    from {{schema}}.export_target as t
                    where t.reader = session_user
                )
                using hint = format(
                    'Have the owner of the source allow one more: rowferry generate fdw source %s --role %s --targets %s%s'
                    ' --apply; or forget those that are gone, such as: delete from %s.export_target where'
                    ' target = %L;',
                    lent, reader, may + 1, {{sourceOptions}}, {{schemaLiteral}},
                    (select min(t.target) from {{schema}}.export_target as t where t.reader = session_user)
                );
        end if;
        speaker := session_user;
    elsif not is_owner and speaker <> session_user then
        raise exception 'the role % tells of the target %, so % may not', speaker, new.target, quote_ident(session_user)
            using hint = format(
                'Give each target a reader of its own: rowferry generate fdw source %s --role %s%s --apply',
                lent, format('''%s''', replace(session_user || '_2', '''', '''\''''')), {{sourceOptions}}
            );
    end if;

    insert into {{schema}}.export_target as t (target, last_number, checked_at, checked_snapshot, reader)
    values (new.target, new.number, now(), new.snapshot, speaker)
    on conflict (target) do update
    set last_number = excluded.last_number,
        reader = excluded.reader,
        checked_at = excluded.checked_at,
        checked_snapshot = excluded.checked_snapshot;
    -- A target that was set back to an earlier day counts from there again.
    delete from {{schema}}.export_bundle as b where b.target = new.target and b.number >= new.number;
    insert into {{schema}}.export_bundle
        (target, number, incarnation, snapshot, started_at, exported_at, keys, rows)
    select new.target, new.number, new.incarnation, new.snapshot, now(), now(), sum(told.keys), sum(told.rows)
    from unnest(new.keys, new.rows) as told (keys, rows);

    with told as (
        -- The registry's own values are used, not the reported ones.
        select c.table_oid, c.schema_name, c.table_name, w.capture_id, w.kind, w.keys, w.rows
        from unnest(new.capture_ids, new.kinds, new.keys, new.rows) as w (capture_id, kind, keys, rows)
        join {{schema}}.capture as c on c.id = w.capture_id
    ), written as (
        insert into {{schema}}.export_tracking as t (
            target, table_oid, schema_name, table_name, number, full_number, capture, capture_id, triggers, shape, labels,
            file_node, partitions, drift_number, rows_digest, keys_digest, kind, keys, rows, bytes, exported_at
        )
        select
            new.target, w.table_oid, w.schema_name, w.table_name, new.number, new.number, 'trigger', w.capture_id, '{}', '',
            '{}', 0, '{}', 0, '', '', w.kind, w.keys, w.rows, 0, now()
        from told as w
        on conflict (target, table_oid) do update
        set schema_name = excluded.schema_name,
            table_name = excluded.table_name,
            number = excluded.number,
            full_number = case excluded.kind when 'full' then excluded.number else t.full_number end,
            capture_id = excluded.capture_id,
            kind = excluded.kind,
            keys = excluded.keys,
            rows = excluded.rows,
            exported_at = excluded.exported_at
        returning t.table_oid
    )
    select array_agg(w.table_oid order by w.table_oid) into noted from written as w;
    -- Tables that the link no longer reads must not delay the purge.
    delete from {{schema}}.export_tracking as t where t.target = new.target and t.table_oid <> all (coalesce(noted, '{}'));

    -- The report stays even if the purge has no time: the next report purges more.
    begin
        perform {{schema}}.forget_bundles(new.target, retain);
        foreach base in array coalesce(noted, '{}') loop
            perform {{schema}}.purge(base, retain);
        end loop;
    exception
        when query_canceled or lock_not_available or deadlock_detected or serialization_failure then
            raise warning 'captured changes were not purged: %', sqlerrm;
    end;
    return new;
end
{{quote}};
revoke all on function {{schema}}.link_applied() from public;

do {{quote}}
begin
    if not exists (
        select
        from pg_trigger as t
        where t.tgrelid = to_regclass(format('%I.link_applied', {{ownSchemaName}})) and t.tgname = 'link_applied'
    ) then
        create trigger link_applied
        instead of insert on {{schema}}.link_applied
        for each row execute function {{schema}}.link_applied();
    end if;
end
{{quote}};
