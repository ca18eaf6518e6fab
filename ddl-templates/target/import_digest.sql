-- The newest digests of each table: what its source held at a position, by bucket, and whether the target held the same. The
-- columns are those that the source ships, with their types, and with the types below its domains. A result without digests of the
-- table's own position says nothing about the table as it is now; proven_number is the last position at which it was equal.
create table if not exists {{schema}}.import_digest (
    inbox         text        not null,
    schema_name   text        not null,
    table_name    text        not null,
    incarnation   uuid        not null,
    number        bigint      not null,
    snapshot      pg_snapshot not null,
    mapping       text        not null,
    key_columns   text[]      not null,
    column_names  text[]      not null,
    column_types  text[]      not null,
    bottom_types  text[]      not null,
    buckets       integer     not null,
    numbers       integer[]   not null,
    rows          bigint[]    not null,
    first         numeric[]   not null,
    second        numeric[]   not null,
    compared_at   timestamptz,
    result        text,
    reason        text,
    differing     integer[],
    proven_number bigint,
    proven_at     timestamptz,
    constraint import_digest_pkey primary key (inbox, schema_name, table_name),
    constraint import_digest_result_check check (result in ('equal', 'differs', 'not compared'))
);
