-- --renew-incarnation: transactions may have been lost or undone, so the source begins another life and every target
-- gets its tables in full. Where a dump took the numbers of bundles back, no number is used again that the lost life may
-- have given away since: each of them took a transaction id, and those went on.
insert into {{schema}}.incarnation
    (ordinal, id, system_identifier, database_oid, timeline, started_at, reason, numbered_from)
select max(i.ordinal) + 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'renewed',
    max(i.numbered_from)
from {{schema}}.incarnation as i
cross join {{schema}}.server_identity() as s
group by s.system_identifier, s.database_oid, s.timeline;

update {{schema}}.incarnation as i
set numbered_from = greatest(
        i.numbered_from,
        (select max(t.last_number) from {{schema}}.export_target as t where strpos(t.target, '/') = 0),
        (select max(b.number) from {{schema}}.export_bundle as b where strpos(b.target, '/') = 0),
        (select max(t.number) from {{schema}}.export_tracking as t where strpos(t.target, '/') = 0)
    )
    + greatest(
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            - coalesce((select max(pg_snapshot_xmax(b.snapshot)::text::bigint) from {{schema}}.export_bundle as b), 0),
        0
    )
where i.own_tables is null and {{schema}}.is_restored();

-- The transaction that wrote the existing rows no longer counts.
update {{schema}}.export_target as t
set row_xid = null,
    last_number = greatest(
        t.last_number,
        (select max(b.number) from {{schema}}.export_bundle as b where b.target = t.target),
        (select max(r.number) from {{schema}}.export_tracking as r where r.target = t.target)
    )
where strpos(t.target, '/') = 0;
update {{schema}}.export_bundle set row_xid = null where row_xid is not null;
update {{schema}}.export_tracking set row_xid = null where row_xid is not null;

-- The registry knows tables by their oids, and a restored dump has new oids. So the table is the one with the triggers,
-- and the table with the old oid is another one.
do {{quote}}
declare
    found  record;
    entry  {{schema}}.capture;
    moved  {{schema}}.capture[];
begin
    for found in
        select c as entry, b.oid as base, n.nspname as schema_name, b.relname as table_name
        from {{schema}}.capture as c
        cross join lateral (
            select min(t.tgrelid) as base, array_agg(t.tgrelid) as bases
            from pg_trigger as t
            where t.tgfoid = to_regprocedure(format('%I.%I()', {{ownSchemaName}}, c.shadow_name)) and t.tgparentid = 0
        ) as t
        join pg_class as b on b.oid = t.base
        join pg_namespace as n on n.oid = b.relnamespace
        where c.table_oid <> all (t.bases)
    loop
        entry := found.entry;
        entry.table_oid := found.base;
        entry.schema_name := found.schema_name;
        entry.table_name := found.table_name;
        entry.id := gen_random_uuid();
        moved := moved || entry;
    end loop;

    delete from {{schema}}.capture as c
    where c.shadow_name = any (array(select m.shadow_name from unnest(moved) as m))
        or (
            exists (select from pg_class as b where b.oid = c.table_oid)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = c.table_oid
                    and t.tgfoid = to_regprocedure(format('%I.%I()', {{ownSchemaName}}, c.shadow_name))
            )
        );
    insert into {{schema}}.capture select m.* from unnest(moved) as m;
    insert into {{schema}}.capture_witness (table_oid) select m.table_oid from unnest(moved) as m;
end
{{quote}};

-- Captured rows of the old incarnation have transaction ids without a meaning in this one. A full table does not need
-- them.
do {{quote}}
declare
    noted record;
begin
    perform set_config('rowferry.purging', 'on', true);
    for noted in
        select c.shadow_name
        from {{schema}}.capture as c
        where to_regclass(format('%I.%I', {{ownSchemaName}}, c.shadow_name)) is not null
    loop
        execute format('delete from %I.%I', {{ownSchemaName}}, noted.shadow_name);
    end loop;
    perform set_config('rowferry.purging', '', true);
    update {{schema}}.capture set purged_to = null where purged_to is not null;
end
{{quote}};

-- Only this message tells a person at a target whether a bundle of a new incarnation comes from the source.
do {{quote}}
begin
    raise warning 'targets refuse the next bundles until you run there: % --accept-incarnation %',
        {{importCommand}},
        (select i.id from {{schema}}.incarnation as i order by i.ordinal desc limit 1);
end
{{quote}};
