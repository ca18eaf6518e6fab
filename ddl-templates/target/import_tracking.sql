-- One row for each inbox and table, with the last applied bundle, committed together with its rows. Names are the
-- source's.
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

-- The table that a row is about, and how it was left: its oid, its files and those of its partitions, its rows, the
-- columns that were written with their numbers, and the transaction that wrote this row. If one of them differs later,
-- the table was dropped, swapped, emptied or restored from outside, or a column of it was. Null in a row of a Rowferry
-- that did not note it, or if an operator has confirmed the table.
do {{quote}}
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 2 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass({{schemaLiteral}} || '.import_tracking')
            and attname in ('table_attributes', 'written_by')
    ) then
        alter table {{schema}}.import_tracking
            add column if not exists table_oid        bigint,
            add column if not exists table_files      text[],
            add column if not exists table_rows       bigint,
            add column if not exists table_columns    text[],
            add column if not exists table_attributes text[],
            add column if not exists written_by       bigint;
    end if;
end
{{quote}};
