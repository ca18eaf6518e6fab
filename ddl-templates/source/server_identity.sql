create or replace function {{schema}}.server_identity(
    out system_identifier text,
    out database_oid oid,
    out timeline integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as {{quote}}
    -- Purpose:   tells which server and which of its lives this is, to notice a restore, a clone or a failover.
    -- Reads:     the control file; the name of the current WAL file, whose first 8 digits are the timeline
    -- Writes:    nothing
    -- Called by: rowferry generate tracking, rowferry export
    select
        (select c.system_identifier::text from pg_control_system() as c),
        (select d.oid from pg_database as d where d.datname = current_database()),
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer;
{{quote}};
