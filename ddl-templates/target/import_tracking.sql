-- Who has applied what: one row for each inbox and table, committed with the rows themselves. Names are the source's.
create table if not exists {{schema}}.import_tracking (
    inbox       text        not null,
    schema_name text        not null,
    table_name  text        not null,
    stream      text        not null,
    incarnation uuid        not null,
    number      bigint      not null,
    snapshot    pg_snapshot not null,
    kind        text        not null,
    keys        bigint      not null,
    rows        bigint      not null,
    -- Where rows were written to, under which names and with which constants, and which columns were left out.
    mapping     text        not null,
    ignored     text[]      not null,
    applied_at  timestamptz not null,
    constraint import_tracking_pkey primary key (inbox, schema_name, table_name)
);
