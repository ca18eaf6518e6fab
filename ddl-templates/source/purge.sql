create or replace function {{schema}}.forget_bundles(of_target text, retain interval)
returns void
language sql
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   deletes the entries of old bundles of a target. The newest one that is older than the retained time
    --            stays, because the purge uses its snapshot. All later ones stay too.
    -- Reads:     {{schemaComment}}.export_tracking
    -- Writes:    {{schemaComment}}.export_bundle
    -- Called by: rowferry export; what a link tells of what was applied
    delete from {{schema}}.export_bundle as b
    where b.target = of_target and b.number < (
        select max(o.number)
        from {{schema}}.export_bundle as o
        where o.target = of_target and o.exported_at <= now() - least(retain, '36500 days')
            and o.number <= (select min(t.number) from {{schema}}.export_tracking as t where t.target = of_target)
    );
{{quote}};

create or replace function {{schema}}.purge(base oid, retain interval)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   deletes captured rows that every target of the table has, if they are older than the retained time, and
--            returns their number. The same transaction updates the registry, so that no window begins where rows are
--            missing.
-- Reads:     {{schemaComment}}.export_target, {{schemaComment}}.export_tracking, {{schemaComment}}.export_bundle,
--            {{schemaComment}}.incarnation, {{schemaComment}}.link_reader
-- Writes:    {{schemaComment}}.capture, {{schemaComment}}.purge_clock, the table's shadow table
-- Called by: rowferry export; what a link tells of what was applied
declare
    -- A time before the beginning of the calendar would stop each purge with an error.
    longest constant interval := '36500 days';
    life    constant uuid := (select i.id from {{schema}}.incarnation as i order by i.ordinal desc limit 1);
    oldest  bigint;
    shadow  text;
    purged  bigint;
begin
    insert into {{schema}}.purge_clock (seen_at, incarnation, oldest_xid)
    select now(), life, pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    where not exists (
        select from {{schema}}.purge_clock as c where c.incarnation = life and c.seen_at > now() - interval '1 hour'
    )
    on conflict do nothing;
    -- The newest that is old enough for every reader stays.
    delete from {{schema}}.purge_clock as c
    where c.incarnation <> life or c.seen_at < (
        select max(o.seen_at)
        from {{schema}}.purge_clock as o
        where o.seen_at <= now() - least(longest, greatest(
            retain, interval '30 days', (select max(r.give_up_after) from {{schema}}.link_reader as r)
        ))
    );

    -- The lowest xmin of all targets, each at its newest bundle that is older than the retained time; 0 if a target has
    -- no such bundle. A target that reads over a link delays the purge only for the waiting time of its reader,
    -- whatever it reported.
    select min(greatest(coalesce(old.xmin, 0), age.oldest_xid)) into oldest
    from {{schema}}.export_tracking as t
    left join lateral (
        select pg_snapshot_xmin(b.snapshot)::text::bigint as xmin
        from {{schema}}.export_bundle as b
        where b.target = t.target and b.number <= t.number and b.exported_at <= now() - least(longest, retain)
            and b.incarnation = life
        order by b.number desc
        limit 1
    ) as old on true
    left join lateral (
        select max(c.oldest_xid) as oldest_xid
        from {{schema}}.purge_clock as c
        where strpos(t.target, '/') > 0 and c.incarnation = life and c.seen_at <= now() - least(longest, greatest(retain, coalesce(
            (
                select r.give_up_after
                from {{schema}}.export_target as e
                join {{schema}}.link_reader as r on r.reader = e.reader
                where e.target = t.target
            ),
            interval '30 days'
        )))
    ) as age on true
    where t.table_oid = base and t.capture = 'trigger';

    update {{schema}}.capture as c
    set purged_to = oldest::text::xid8
    where c.table_oid = base and oldest > coalesce(c.purged_to::text::bigint, 0)
    returning c.shadow_name into shadow;
    if not found then
        return 0;
    end if;
    perform set_config('rowferry.purging', 'on', true);
    -- In its text, so that the planner sees how few rows of a long log that is.
    execute format('delete from %I.%I where xid < %L::xid8', {{ownSchemaName}}, shadow, oldest);
    get diagnostics purged = row_count;
    perform set_config('rowferry.purging', '', true);
    return purged;
end
{{quote}};
