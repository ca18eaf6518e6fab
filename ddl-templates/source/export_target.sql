-- One row for each target. The snapshot of its last check tells from where on the source was known to be itself,
-- and row_xid which transaction wrote the row: what came out of a dump was written by another.
create table if not exists {{schema}}.export_target (
    target           text        not null,
    last_number      bigint      not null,
    checked_at       timestamptz,
    checked_snapshot pg_snapshot,
    row_xid          xid,
    constraint export_target_pkey primary key (target)
);
alter table {{schema}}.export_target add column if not exists row_xid xid;
