-- One row for each target. The snapshot of its last check tells from where on the source was known to be itself.
create table if not exists {{schema}}.export_target (
    target           text        not null,
    last_number      bigint      not null,
    checked_at       timestamptz,
    checked_snapshot pg_snapshot,
    constraint export_target_pkey primary key (target)
);
