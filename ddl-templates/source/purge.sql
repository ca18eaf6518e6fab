create or replace function {{schema}}.forget_bundles(of_target text, retain interval)
returns void
language sql
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   forgets the bundles of a target that nobody will ask for. The newest that is older than is to be retained
    --            stays, for a purge goes by its snapshot, and so do all after it.
    -- Reads:     {{schemaComment}}.export_tracking
    -- Writes:    {{schemaComment}}.export_bundle
    -- Called by: rowferry export; what a link tells of what was applied
    delete from {{schema}}.export_bundle as b
    where b.target = of_target and b.number < (
        select max(o.number)
        from {{schema}}.export_bundle as o
        where o.target = of_target and o.exported_at <= now() - retain
            and o.number <= (select min(t.number) from {{schema}}.export_tracking as t where t.target = of_target)
    );
{{quote}};

create or replace function {{schema}}.purge(base oid, retain interval)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as {{quote}}
-- Purpose:   deletes captured rows that every target of the table has, once they are older than is to be retained, and
--            returns how many. The registry is told in the same transaction, so that no window begins where rows are
--            missing.
-- Reads:     {{schemaComment}}.export_tracking, {{schemaComment}}.export_bundle, {{schemaComment}}.incarnation
-- Writes:    {{schemaComment}}.capture, the table's shadow table
-- Called by: rowferry export; what a link tells of what was applied
declare
    least  bigint;
    shadow text;
    purged bigint;
begin
    -- The lowest xmin among the targets, each taken at its newest bundle that is older than is to be retained; 0 where a
    -- target has no such bundle.
    select min(coalesce(old.xmin, 0)) into least
    from {{schema}}.export_tracking as t
    left join lateral (
        select pg_snapshot_xmin(b.snapshot)::text::bigint as xmin
        from {{schema}}.export_bundle as b
        where b.target = t.target and b.number <= t.number and b.exported_at <= now() - retain
            and b.incarnation = (select i.id from {{schema}}.incarnation as i order by i.ordinal desc limit 1)
        order by b.number desc
        limit 1
    ) as old on true
    where t.table_oid = base and t.capture = 'trigger';

    update {{schema}}.capture as c
    set purged_to = least::text::xid8
    where c.table_oid = base and least > coalesce(c.purged_to::text::bigint, 0)
    returning c.shadow_name into shadow;
    if not found then
        return 0;
    end if;
    perform set_config('rowferry.purging', 'on', true);
    -- In its text, so that the planner sees how few rows of a long log that is.
    execute format('delete from %I.%I where xid < %L::xid8', {{ownSchemaName}}, shadow, least);
    get diagnostics purged = row_count;
    perform set_config('rowferry.purging', '', true);
    return purged;
end
{{quote}};
