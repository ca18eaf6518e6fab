-- One row for each target and table, with the last bundle of the table, and the last one that had it in full. Name,
-- triggers, shape (columns, key, expressions, filter), labels of enums, file node and the catalog's rows of the columns
-- are those of the time: where they differ from the table as it is, the rows that were shipped may be no longer its
-- rows, and no trigger has seen it. The same holds for the partitions; the bundle of drift_number was the last one that
-- corrected their changes. For a table without triggers, the row has the largest value of its watermark, and digests of
-- its rows and keys. The target got digests of the table at digested_at for the last time. Like the row of its target, a row has the id of the transaction that wrote it.
create table if not exists {{schema}}.export_tracking (
    target       text        not null,
    table_oid    oid         not null,
    schema_name  text        not null,
    table_name   text        not null,
    number       bigint      not null,
    full_number  bigint      not null,
    capture      text        not null,
    capture_id   uuid,
    triggers     text[]      not null,
    shape        text        not null,
    labels       text[]      not null,
    file_node    oid         not null,
    partitions   text[]      not null,
    drift_number bigint      not null,
    mark         text,
    rows_digest  text        not null,
    keys_digest  text        not null,
    kind         text        not null,
    keys         bigint      not null,
    rows         bigint      not null,
    bytes        bigint      not null,
    exported_at  timestamptz not null,
    attributes   text[]      not null default '{}',
    row_xid      xid,
    digested_at  timestamptz,
    constraint export_tracking_pkey primary key (target, table_oid),
    constraint export_tracking_target_fkey foreign key (target)
        references {{schema}}.export_target (target) on delete cascade
);
alter table {{schema}}.export_tracking
    add column if not exists attributes text[] not null default '{}',
    add column if not exists row_xid xid,
    add column if not exists digested_at timestamptz;
