create or replace function {{schema}}.identity_fault()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   tells by what this source is not the one that was read before: it was restored, cloned or failed over.
    --            Null when it is itself.
    -- Reads:     {{schemaComment}}.incarnation, {{schemaComment}}.export_bundle, {{schemaComment}}.server_identity(),
    --            {{schemaComment}}.is_restored()
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry status, rowferry sync
    select case
        when s.system_identifier <> i.system_identifier then
            format('the server''s system identifier is %s, not %s', s.system_identifier, i.system_identifier)
        when s.database_oid <> i.database_oid then
            format('the database''s oid is %s, not %s', s.database_oid, i.database_oid)
        when s.timeline <> i.timeline then
            format('the server''s timeline is %s, not %s', s.timeline, i.timeline)
        when {{schema}}.is_restored() then
            format('tables in schema %I, or rows in them, came out of a dump or were made anew', {{ownSchemaName}})
        else (
            -- Bundles of another life saw transaction ids that mean nothing in this one.
            select format('the next transaction id is %s, but bundle %s of target %s saw %s',
                pg_snapshot_xmax(pg_current_snapshot()), b.number, b.target, pg_snapshot_xmax(b.snapshot))
            from {{schema}}.export_bundle as b
            where b.incarnation = i.id and pg_snapshot_xmax(b.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
            order by b.number desc
            limit 1
        )
        end
    from (select * from {{schema}}.incarnation order by ordinal desc limit 1) as i
    cross join {{schema}}.server_identity() as s;
{{quote}};
