-- One row for each bundle that was applied.
create table if not exists {{schema}}.import_bundle (
    inbox       text        not null,
    incarnation uuid        not null,
    number      bigint      not null,
    snapshot    pg_snapshot not null,
    file        text        not null,
    made_at     timestamptz not null,
    applied_at  timestamptz not null,
    keys        bigint      not null,
    rows        bigint      not null,
    constraint import_bundle_pkey primary key (inbox, incarnation, number)
);
