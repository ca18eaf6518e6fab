-- Made by Rowferry 0.0.0: rowferry generate importer
--
-- Makes the tables that bundles are imported into, with columns, types, NOT NULL and key, no defaults and no sequences:
--     "My Schema"."Order-Lines"
--     "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
-- and the schema "Row's ""Ferry""", which remembers what was imported.
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
    if to_regnamespace('"Row''s ""Ferry"""') is null then
        create schema "Row's ""Ferry""";
        comment on schema "Row's ""Ferry""" is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry$;

-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists "Row's ""Ferry""".layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into "Row's ""Ferry""".layout (version)
select 1
where not exists (select from "Row's ""Ferry""".layout);

do $rowferry$
declare
    found_version constant integer := (select max(version) from "Row's ""Ferry""".layout);
begin
    if found_version <> 1 then
        raise exception 'the schema % has layout %, but Rowferry % knows layout 1',
            '"Row''s ""Ferry"""', found_version, '0.0.0'
            using hint = 'Run it with the Rowferry that made the schema, or with a newer one.';
    end if;
end
$rowferry$;

-- Who has applied what: one row for each inbox and table, committed with the rows themselves. Names are the source's.
create table if not exists "Row's ""Ferry""".import_tracking (
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
create table if not exists "Row's ""Ferry""".import_bundle (
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
grant usage on schema "Row's ""Ferry""" to "The 'Importer'";
grant select on "Row's ""Ferry""".layout to "The 'Importer'";
grant select, insert, update, delete on "Row's ""Ferry""".import_tracking, "Row's ""Ferry""".import_bundle to "The 'Importer'";


-- "My Schema"."Order-Lines"

do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"My Schema"') is null then
        create schema "My Schema";
    end if;
end
$rowferry$;

create table if not exists "My Schema"."Order-Lines" (
    "group" integer not null,
    "Qty ""x""" text collate pg_catalog."C" not null,
    "a name of 63 bytes, which is as long as a name in PostgreSQL is" character varying(7)[],
    primary key ("group", "Qty ""x""")
);

do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Importer''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Importer'";
    end if;
end
$rowferry$;
grant select, insert, update, delete on "My Schema"."Order-Lines" to "The 'Importer'";


-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"

do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"My Schema"') is null then
        create schema "My Schema";
    end if;
end
$rowferry$;

create table if not exists "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" (
    "a name of 63 bytes, which is as long as a name in PostgreSQL is" numeric not null,
    primary key ("a name of 63 bytes, which is as long as a name in PostgreSQL is")
);

do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Importer''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Importer'";
    end if;
end
$rowferry$;
grant select, insert, update, delete on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" to "The 'Importer'";

commit;
