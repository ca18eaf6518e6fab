-- Made by Rowferry 0.0.0: rowferry generate importer
--
-- Makes the tables that bundles are imported into, with columns, types, NOT NULL and key, no defaults and no sequences:
--     public.order_lines
--     public.orders
-- and the schema rowferry, which remembers what was imported.
--
-- May be run twice: what is there stays as it is. One transaction; run it with psql -X -f, as a role that may create in
-- these schemas.

\set ON_ERROR_STOP on

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;

-- Who waits for a lock has everybody else waiting behind him: five seconds at most, then run it again later.
set local lock_timeout = '5s';
-- Every name below is qualified; what is not is PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- 'already exists, skipping' is no news in a script that may be run twice.
set local client_min_messages = warning;

-- The schema that holds whatever Rowferry keeps in this database.
do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('rowferry') is null then
        create schema rowferry;
        comment on schema rowferry is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry$;

-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists rowferry.layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into rowferry.layout (version)
select 1
where not exists (select from rowferry.layout);

do $rowferry$
declare
    found_version constant integer := (select max(version) from rowferry.layout);
begin
    if found_version <> 1 then
        raise exception 'the schema % has layout %, but Rowferry % knows layout 1',
            'rowferry', found_version, '0.0.0'
            using hint = 'Run it with the Rowferry that made the schema, or with a newer one.';
    end if;
end
$rowferry$;

-- Who has applied what: one row for each inbox and table, committed with the rows themselves. Names are the source's.
create table if not exists rowferry.import_tracking (
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

-- One row for each bundle that was applied.
create table if not exists rowferry.import_bundle (
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

-- The role that imports keeps the tracking.
grant usage on schema rowferry to rowferry_importer;
grant select on rowferry.layout to rowferry_importer;
grant select, insert, update, delete on rowferry.import_tracking, rowferry.import_bundle to rowferry_importer;


-- public.order_lines

do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('public') is null then
        create schema public;
    end if;
end
$rowferry$;

create table if not exists public.order_lines (
    order_id bigint not null,
    line integer not null,
    price numeric(12,2),
    primary key (order_id, line)
);

do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_importer', 'public', 'usage') then
        grant usage on schema public to rowferry_importer;
    end if;
end
$rowferry$;
grant select, insert, update, delete on public.order_lines to rowferry_importer;


-- public.orders

do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('public') is null then
        create schema public;
    end if;
end
$rowferry$;

create table if not exists public.orders (
    id bigint not null,
    placed_at timestamp with time zone not null,
    note text,
    primary key (id)
);

do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_importer', 'public', 'usage') then
        grant usage on schema public to rowferry_importer;
    end if;
end
$rowferry$;
grant select, insert, update, delete on public.orders to rowferry_importer;

commit;
