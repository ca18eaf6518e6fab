-- Who has got what: one row for each target and table, with the bundle that held the table last.
create table if not exists {{schema}}.export_tracking (
    target      text        not null,
    table_oid   oid         not null,
    schema_name text        not null,
    table_name  text        not null,
    number      bigint      not null,
    capture_id  uuid        not null,
    kind        text        not null,
    keys        bigint      not null,
    rows        bigint      not null,
    bytes       bigint      not null,
    exported_at timestamptz not null,
    constraint export_tracking_pkey primary key (target, table_oid),
    constraint export_tracking_target_fkey foreign key (target)
        references {{schema}}.export_target (target) on delete cascade
);
