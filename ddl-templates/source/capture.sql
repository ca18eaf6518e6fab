-- The registry: one row for each base table that is captured. A table is known by its oid, so renaming it is harmless;
-- the names are those that it had last. The id is renewed whenever capture had a hole, and the next export then sends
-- the table in full. The rows of transactions below purged_to are purged. The recorder is the digest of the body of the
-- function that its triggers call; the traces are those that Rowferry's own scripts left.
create table if not exists {{schema}}.capture (
    table_oid    oid         not null,
    schema_name  text        not null,
    table_name   text        not null,
    shadow_name  text        not null,
    key_columns  text[]      not null,
    mode         text        not null,
    id           uuid        not null,
    purged_to    xid8,
    installed_at timestamptz not null,
    recorder     text,
    traces       text[],
    constraint capture_pkey primary key (table_oid),
    constraint capture_shadow_name_key unique (shadow_name),
    constraint capture_mode_check check (mode in ('statement', 'row'))
);
alter table {{schema}}.capture
    add column if not exists recorder text,
    add column if not exists traces text[];
