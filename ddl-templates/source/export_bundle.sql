-- One row for each bundle, made before its file is begun, so that a number is never used twice; exported_at is null
-- until the file is where it belongs. Like that of its target, its row knows the transaction that wrote it.
create table if not exists {{schema}}.export_bundle (
    target      text        not null,
    number      bigint      not null,
    incarnation uuid        not null,
    snapshot    pg_snapshot,
    started_at  timestamptz not null,
    exported_at timestamptz,
    file        text,
    bytes       bigint,
    keys        bigint,
    rows        bigint,
    row_xid     xid,
    constraint export_bundle_pkey primary key (target, number),
    constraint export_bundle_target_fkey foreign key (target)
        references {{schema}}.export_target (target) on delete cascade
);
alter table {{schema}}.export_bundle add column if not exists row_xid xid;
