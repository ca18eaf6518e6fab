-- Made by Rowferry 0.0.0: rowferry generate importer
--
-- Creates the tables for imports, with columns, types, NOT NULL and key, without defaults and sequences:
--     "My Schema"."Order-Lines"
--     "My Schema"."Spans"
--     "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
-- and the schema "Row's ""Ferry""", which stores the applied bundles.
--
-- The script leaves out these objects of the source:
--     the index "x?y" of "My Schema"."Order-Lines", which is on a generated column
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as a role that may
-- create objects in these schemas.

\set ON_ERROR_STOP on
-- The context of an error would be the whole script.
\set SHOW_CONTEXT never

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;

-- A session that waits for a lock blocks all later sessions. Give up after 5 seconds; run the script again later.
set local lock_timeout = '5s';
-- Names without a schema are PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- The script may run twice, so 'already exists, skipping' is no message for the user.
set local client_min_messages = warning;

-- The statements for the tables. They run at the end of this script, with the rights of the owner of the schema
-- "Row's ""Ferry""", and use the types and procedures that are created there before.
set local rowferry.script = $owner$

-- "My Schema"."Order-Lines"

call "Row's ""Ferry""".must_be_own('table', '"My Schema"."Order-Lines"');
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from "Row's ""Ferry""".import_tracking
where to_regclass('"My Schema"."Order-Lines"') is null
    and (mapping = 'into "My Schema"."Order-Lines"' or starts_with(mapping, 'into "My Schema"."Order-Lines"' || ','));
create table if not exists "My Schema"."Order-Lines" (
    "group" integer not null,
    "Qty ""x""" text collate pg_catalog."C" not null,
    "a name of 63 bytes, which is as long as a name in PostgreSQL is" character varying(7)[],
    primary key ("group", "Qty ""x""")
) with (fillfactor = 90);
call "Row's ""Ferry""".must_be_own('table', '"My Schema"."Order-Lines"');

grant select, insert, update, delete on "My Schema"."Order-Lines" to "The 'Importer'";


-- "My Schema"."Spans"

call "Row's ""Ferry""".must_be_own('table', '"My Schema"."Spans"');
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from "Row's ""Ferry""".import_tracking
where to_regclass('"My Schema"."Spans"') is null
    and (mapping = 'into "My Schema"."Spans"' or starts_with(mapping, 'into "My Schema"."Spans"' || ','));
do $rowferry1$
begin
    if current_setting('server_version_num')::integer >= 140000 then
        create table if not exists "My Schema"."Spans" (
            "group" integer not null,
            "Many ""x""" "My Schema"."a%s's",
            primary key ("group")
        ) with (fillfactor = 90);
        return;
    end if;
    raise warning 'left out of %, since this server knows no multiranges: %', '"My Schema"."Spans"', '"Many ""x"""';
    create table if not exists "My Schema"."Spans" (
        "group" integer not null,
        primary key ("group")
    ) with (fillfactor = 90);
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('table', '"My Schema"."Spans"');
do $rowferry1$
declare
    relaxed name;
begin
    -- A table that was there before: no value comes for these columns, or one that an expression makes and that may be null.
    for relaxed in
        select a.attname
        from pg_attribute as a
        where a.attrelid = to_regclass('"My Schema"."Spans"') and a.attname = any (array['It''s "left"']::name[])
            and a.attnotnull and a.attidentity = '' and not exists (
                select
                from pg_index as i
                where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey::int2[])
            )
    loop
        execute format('alter table %s alter column %I drop not null', '"My Schema"."Spans"', relaxed);
    end loop;
end
$rowferry1$;

grant select, insert, update, delete on "My Schema"."Spans" to "The 'Importer'";


-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"

call "Row's ""Ferry""".must_be_own('table', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"');
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from "Row's ""Ferry""".import_tracking
where to_regclass('"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"') is null
    and (mapping = 'into "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"' or starts_with(mapping, 'into "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"' || ','));
create table if not exists "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" (
    "a name of 63 bytes, which is as long as a name in PostgreSQL is" numeric not null,
    primary key ("a name of 63 bytes, which is as long as a name in PostgreSQL is")
) with (fillfactor = 90);
call "Row's ""Ferry""".must_be_own('table', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"');

grant select, insert, update, delete on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" to "The 'Importer'";


-- "It's $index$" of "My Schema"."Order-Lines"
do $rowferry1$
begin
    if to_regclass('"My Schema"."It''s $index$"') is null then
        execute $index1$create unique index "It's $index$" on "My Schema"."Order-Lines" USING btree ("group")$index1$;
    elsif not exists (
        select
        from pg_index as i
        where i.indexrelid = to_regclass('"My Schema"."It''s $index$"') and i.indrelid = '"My Schema"."Order-Lines"'::regclass
    ) then
        raise warning 'left out: the index % of %, since another relation has its name', 'It''s $index$', '"My Schema"."Order-Lines"';
    end if;
exception
    -- An older major may lack an operator class, a function, or a word of the syntax; the rows are the same without.
    when undefined_object or undefined_function or undefined_column or syntax_error or feature_not_supported
            or invalid_parameter_value then
        raise warning 'left out: the index % of %: %', 'It''s $index$', '"My Schema"."Order-Lines"', sqlerrm;
end
$rowferry1$;


-- Without actions: a change of the parent comes with the changes of its children, and must bring about no others.
do $rowferry1$
begin
    if not exists (
        select
        from pg_constraint as c
        where c.conrelid = '"My Schema"."Order-Lines"'::regclass and c.conname = 'Order-Lines''s fkey'
    ) then
        alter table "My Schema"."Order-Lines"
            add constraint "Order-Lines's fkey" foreign key ("group", "Qty ""x""")
            references "My Schema"."Order-Lines" ("group", "Qty ""x""") match full deferrable initially deferred;
    end if;
end
$rowferry1$;

$owner$;

-- The schema that holds whatever Rowferry keeps in this database. The role that made it owns it, and all that stands in it.
do $rowferry1$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"Row''s ""Ferry"""') is null then
        create schema "Row's ""Ferry""";
        comment on schema "Row's ""Ferry""" is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry1$;

-- The owner of the schema "Row's ""Ferry""" may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do $rowferry1$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('"Row''s ""Ferry"""')
    );
    strangers text;
    advice    text;
begin
    if not pg_has_role(own_role, 'member') then
        raise exception 'the schema % belongs to %, and % may not act as that role',
            '"Row''s ""Ferry"""', quote_ident(own_role), quote_ident(current_user)
            using hint = format(
                'Run it as %I. Or, where you do not know this schema, have a superuser drop or rename it, or take'
                    ' another: schema: in the configuration.', own_role);
    end if;

    -- An object of another role in this schema is no part of it.
    select string_agg(format('%s of %I', s.object, s.owner), ', ' order by s.object),
        string_agg(format('alter %s owner to %I;', s.object, own_role), ' ' order by s.object)
    into strangers, advice
    from (
        select 'table ' || c.oid::regclass as object, pg_get_userbyid(c.relowner) as owner
        from pg_class as c
        where c.relnamespace = to_regnamespace('"Row''s ""Ferry"""') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select 'type ' || t.oid::regtype, pg_get_userbyid(t.typowner)
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typnamespace = to_regnamespace('"Row''s ""Ferry"""') and t.typelem = 0 and coalesce(c.relkind, 'c') = 'c'
        union all
        select 'routine ' || p.oid::regprocedure, pg_get_userbyid(p.proowner)
        from pg_proc as p
        where p.pronamespace = to_regnamespace('"Row''s ""Ferry"""')
            -- The function of a shadow table belongs to a role that may add rows there: the owner has let it in.
            and not (
                p.pronargs = 0 and p.prorettype = 'trigger'::regtype
                and exists (
                    select
                    from pg_namespace as n
                    cross join aclexplode(n.nspacl) as g
                    where n.oid = p.pronamespace and g.grantee = p.proowner and g.privilege_type = 'USAGE'
                )
                and exists (select from pg_roles as r where r.oid = p.proowner and not r.rolsuper)
            )
    ) as s
    where s.owner <> own_role;
    if strangers is not null then
        raise exception 'the schema % belongs to %, and these in it do not: %',
            '"Row''s ""Ferry"""', quote_ident(own_role), strangers
            using hint = 'Drop what you do not know. What an older script made as another role, that role or a superuser gives'
                ' to the owner: ' || advice;
    end if;
end
$rowferry1$;

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure "Row's ""Ferry""".as_owner(script text)
language plpgsql
security definer
as $rowferry1$
begin
    execute script;
    -- A trigger that waits for the commit would run with the rights of the role that runs the script.
    set constraints all immediate;
end
$rowferry1$;

do $rowferry1$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('"Row''s ""Ferry"""')
    );
begin
    perform set_config('rowferry.schema_owner', own_role, true);
    begin
        -- Another role that may create here may have created one of this name a moment ago, and would still own it.
        execute format('alter procedure %I.as_owner(text) owner to %I', 'Row''s "Ferry"', own_role);
    exception
        when insufficient_privilege then
            raise exception 'the schema % belongs to %, and % may not act as that role: %',
                '"Row''s ""Ferry"""', quote_ident(own_role), quote_ident(current_user), sqlerrm
                using hint = format('Run it as %1$I, or run: grant %1$I to %2$I;', own_role, current_user);
    end;
    if own_role <> current_user then
        raise warning '% acts as %, who owns the schema %', quote_ident(current_user), quote_ident(own_role), '"Row''s ""Ferry"""';
    end if;
end
$rowferry1$;

-- The schemas of all that follows.
do $rowferry1$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"Ext''s"') is null then
        execute format(
            'create schema %I authorization %I', 'Ext''s',
            coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
        );
    end if;
end
$rowferry1$;

do $rowferry1$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Importer''', 'Ext''s', 'usage') then
        grant usage on schema "Ext's" to "The 'Importer'";
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('The ''Importer''', 'Ext''s', 'usage') then
            raise exception 'the role % may not use the schema %', 'The ''Importer''', 'Ext''s'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'Ext''s', 'The ''Importer'''
                );
        end if;
    end if;
end
$rowferry1$;

do $rowferry1$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"My Schema"') is null then
        execute format(
            'create schema %I authorization %I', 'My Schema',
            coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
        );
    end if;
end
$rowferry1$;

do $rowferry1$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Importer''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Importer'";
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('The ''Importer''', 'My Schema', 'usage') then
            raise exception 'the role % may not use the schema %', 'The ''Importer''', 'My Schema'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'My Schema', 'The ''Importer'''
                );
        end if;
    end if;
end
$rowferry1$;


-- The extension "uuid-ossp"
do $rowferry1$
declare
    home     name;
    owner    name;
    is_other boolean;
begin
    -- Its owner can drop it, and with it every column of its types.
    select n.nspname, r.rolname, not r.rolsuper and e.extowner <> d.datdba and r.rolname not in (
        current_user, coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
    )
    into home, owner, is_other
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    join pg_roles as r on r.oid = e.extowner
    join pg_database as d on d.datname = current_database()
    where e.extname = 'uuid-ossp';
    if is_other then
        raise exception 'the extension % is there, and belongs to %, not to %',
            'uuid-ossp', quote_ident(owner), quote_ident(current_user)
            using hint = format('See what it is. Have its owner or a superuser run: drop extension %I;', 'uuid-ossp')
                || ' Then run this again, or have the database''s owner make the extension first.';
    end if;
    if home is null then
        -- Needs CREATE on this database; one that is not trusted needs a superuser, who may make it before this runs.
        create extension if not exists "uuid-ossp" with schema "Ext's";
    elsif home <> 'Ext''s' then
        raise exception 'the extension % is in the schema % here, and in % on the source',
            'uuid-ossp', home, 'Ext''s'
            using hint = format('Run: alter extension %I set schema %I;', 'uuid-ossp', 'Ext''s');
    end if;
end
$rowferry1$;


call "Row's ""Ferry""".as_owner($owner$
-- Whatever stands under a name that this script makes is used only if it belongs to who makes it, or to a superuser, who
-- may do anything anyhow. Somebody else may have put it there to get hold of the rows. It is asked before, and again after:
-- he may do so in between.
create or replace procedure "Row's ""Ferry""".must_be_own(kind text, called text, also name default null)
language plpgsql
as $rowferry1$
declare
    owner constant name := case kind
        when 'table' then (select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = to_regclass(called))
        when 'type' then (select pg_get_userbyid(t.typowner) from pg_type as t where t.oid = to_regtype(called))
        when 'collation' then (
            select pg_get_userbyid(c.collowner) from pg_collation as c where c.oid = to_regcollation(called)
        )
        when 'server' then (
            select pg_get_userbyid(s.srvowner) from pg_foreign_server as s where quote_ident(s.srvname) = called
        )
    end;
begin
    if owner not in (
        current_user, coalesce(also, current_user),
        coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
    ) and exists (select from pg_roles as r where r.rolname = owner and not r.rolsuper) then
        raise exception 'the % % is there, and belongs to %, not to %',
            kind, called, quote_ident(owner), quote_ident(current_user)
            using hint = format(
                'See what it is. Have its owner or a superuser drop it, or run: alter %s %s owner to %I; then run this again.',
                kind, called, current_user
            );
    end if;
end
$rowferry1$;

create or replace function "Row's ""Ferry""".takes(source text, target text)
returns boolean
language sql
immutable
as $rowferry1$
    -- Whether each value of one type is the same value in another, which is wider. Types are as format_type prints them. The
    -- importer asks the same.
    select source = target
        or (t.type in ('text', 'character varying') and (not a.are_arrays or (strpos(s.type, '.') = 0 and s.type <> 'box')))
        or coalesce(case
            when t.name = 'numeric' and t.digits is null then i.place is not null or s.name = 'numeric'
            when t.name = 'numeric' and s.name = 'numeric' then
                s.scale <= t.scale and s.digits - s.scale <= t.digits - t.scale
            when t.name = 'numeric' then t.scale >= 0 and (array[5, 10, 19])[i.place] <= t.digits - t.scale
            when s.name like 'interval %' then t.type = 'interval'
            when s.name = 'cidr' then t.name = 'inet'
            when i.place is not null then i.place < array_position(i.widening, t.name)
            -- A bit string of a fixed length goes into no longer one of a fixed length.
            else case s.name when 'bit' then 'bit varying' else s.name end = t.name
                and s.name in (
                    'character varying', 'character', 'bit', 'bit varying', 'time without time zone', 'time with time zone',
                    'timestamp without time zone', 'timestamp with time zone', 'interval'
                )
                and (t.digits is null or s.digits <= t.digits)
        end, false)
    from (select source like '%[]' and target like '%[]' as are_arrays) as a
    cross join lateral (
        select
            e.type,
            regexp_replace(e.type, '\([0-9,-]+\)', '') as name,
            substring(e.type from '\(([0-9]+)')::integer as digits,
            coalesce(substring(e.type from ',(-?[0-9]+)\)')::integer, 0) as scale
        from (select case when a.are_arrays then left(source, -2) else source end as type) as e
    ) as s
    cross join lateral (
        select
            e.type,
            regexp_replace(e.type, '\([0-9,-]+\)', '') as name,
            substring(e.type from '\(([0-9]+)')::integer as digits,
            coalesce(substring(e.type from ',(-?[0-9]+)\)')::integer, 0) as scale
        from (select case when a.are_arrays then left(target, -2) else target end as type) as e
    ) as t
    cross join lateral (
        select w.widening, array_position(w.widening, s.name) as place
        from (select array['smallint', 'integer', 'bigint'] as widening) as w
    ) as i;
$rowferry1$;

-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists "Row's ""Ferry""".layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into "Row's ""Ferry""".layout (version)
select 2
where not exists (select from "Row's ""Ferry""".layout);

do $rowferry1$
declare
    found_version constant integer := (select max(version) from "Row's ""Ferry""".layout);
begin
    if found_version > 2 then
        raise exception 'the schema % has layout %, but Rowferry % knows none above %',
            '"Row''s ""Ferry"""', found_version, '0.0.0', 2
            using hint = 'Run it with the Rowferry that made the schema, or with a newer one.';
    end if;
    -- Each script that makes the schema brings the tables of an older one to its own layout.
    update "Row's ""Ferry""".layout set version = 2 where version < 2;
end
$rowferry1$;

-- One row for each job that ran: the session that runs it, or ran it last. A run is under way while that process holds
-- the advisory lock of that key. Any role that may connect may take such locks, but not write this table.
create table if not exists "Row's ""Ferry""".run_lock (
    job   text        not null,
    pid   integer     not null,
    key   bigint      not null,
    since timestamptz not null,
    constraint run_lock_pkey primary key (job)
);

-- One row for each run of a job, written after its end, whatever the end was. Rows older than a year are deleted then. job
-- is that of run_lock, and run_id is the same for all jobs of one command. A run that was killed writes nothing: the next
-- one finds it in run_lock and writes its row, with a run_id of zeros and without an end. bytes is null where nobody
-- counts them.
create table if not exists "Row's ""Ferry""".run_history (
    job       text        not null,
    began     timestamptz not null,
    run_id    uuid        not null,
    ended     timestamptz,
    exit_code integer,
    failure   text,
    dry_run   boolean     not null default false,
    bundle    bigint,
    keys      bigint      not null default 0,
    rows      bigint      not null default 0,
    bytes     bigint,
    host      text        not null default '',
    version   text        not null default '',
    -- The size of all shadow tables after the run; null on a target.
    log_bytes bigint,
    -- The tables that took the longest, and for how long.
    slow_tables       text[],
    slow_milliseconds bigint[],
    constraint run_history_pkey primary key (job, began, run_id)
);
do $rowferry1$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('"Row''s ""Ferry"""' || '.run_history')
            and attname in ('log_bytes', 'slow_tables', 'slow_milliseconds')
    ) then
        alter table "Row's ""Ferry""".run_history
            add column if not exists log_bytes         bigint,
            add column if not exists slow_tables       text[],
            add column if not exists slow_milliseconds bigint[];
    end if;
end
$rowferry1$;
create index if not exists run_history_began on "Row's ""Ferry""".run_history (began);

-- One row for each inbox and table, with the last applied bundle, committed together with its rows. Names are the
-- source's.
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

-- The table that a row is about, and how it was left: its oid, its files and those of its partitions, its rows, the
-- columns that were written with their numbers, and the transaction that wrote this row. If one of them differs later,
-- the table was dropped, swapped, emptied or restored from outside, or a column of it was. Null in a row of a Rowferry
-- that did not note it, or if an operator has confirmed the table.
do $rowferry1$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 2 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('"Row''s ""Ferry"""' || '.import_tracking')
            and attname in ('table_attributes', 'written_by')
    ) then
        alter table "Row's ""Ferry""".import_tracking
            add column if not exists table_oid        bigint,
            add column if not exists table_files      text[],
            add column if not exists table_rows       bigint,
            add column if not exists table_columns    text[],
            add column if not exists table_attributes text[],
            add column if not exists written_by       bigint;
    end if;
end
$rowferry1$;

-- One row for each bundle that was applied. Its digest is that of its SHA256SUMS, null in a row of a Rowferry that did not note
-- it; passed counts the imports in a row that brought nothing but bundles from before it. The source promised the next bundle until
-- due_at; null if it did not.
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
    digest      text,
    passed      bigint      not null default 0,
    due_at      timestamptz,
    constraint import_bundle_pkey primary key (inbox, incarnation, number)
);
do $rowferry1$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('"Row''s ""Ferry"""' || '.import_bundle') and attname in ('digest', 'passed', 'due_at')
    ) then
        alter table "Row's ""Ferry""".import_bundle
            add column if not exists digest text,
            add column if not exists passed bigint not null default 0,
            add column if not exists due_at timestamptz;
    end if;
end
$rowferry1$;

-- The newest digests of each table: what its source held at a position, by bucket, and whether the target held the same. The
-- columns are those that the source ships, with their types, and with the types below its domains. A result without digests of the
-- table's own position says nothing about the table as it is now; proven_number is the last position at which it was equal.
create table if not exists "Row's ""Ferry""".import_digest (
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

-- One row for each table that is read over a link, to compare with at the next sync: the largest value of its
-- watermark, and the definition of its rows (columns, key, expressions, filter, capture). For a materialized view: its
-- number of rows at the last refresh, and the duration of the refresh.
create table if not exists "Row's ""Ferry""".link_tracking (
    link        text        not null,
    schema_name text        not null,
    table_name  text        not null,
    mark        text,
    shape       text        not null,
    labels      text[]      not null,
    digest      text,
    rows        bigint,
    took        interval,
    synced_at   timestamptz not null,
    attributes  text[]      not null default '{}',
    constraint link_tracking_pkey primary key (link, schema_name, table_name)
);
do $rowferry1$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass('"Row''s ""Ferry"""' || '.link_tracking') and a.attname = 'attributes'
    ) then
        alter table "Row's ""Ferry""".link_tracking add column attributes text[] not null default '{}';
    end if;
end
$rowferry1$;

-- The role that imports keeps the tracking.
grant usage on schema "Row's ""Ferry""" to "The 'Importer'";
grant select on "Row's ""Ferry""".layout to "The 'Importer'";
grant select, insert, update, delete
    on "Row's ""Ferry""".import_tracking, "Row's ""Ferry""".import_bundle, "Row's ""Ferry""".import_digest, "Row's ""Ferry""".link_tracking
    to "The 'Importer'";
grant select, insert, update on "Row's ""Ferry""".run_lock to "The 'Importer'";
grant select, insert, delete on "Row's ""Ferry""".run_history to "The 'Importer'";


-- "My Schema"."It's ""x"""
call "Row's ""Ferry""".must_be_own('collation', '"My Schema"."It''s ""x"""');
do $rowferry1$
begin
    if to_regcollation('"My Schema"."It''s ""x"""') is null then
        if current_setting('server_version_num')::integer < 160000 then
            raise exception 'the collation % needs %, which PostgreSQL % does not know',
                '"My Schema"."It''s ""x"""', 'rules', current_setting('server_version_num')::integer / 10000
                using hint = 'Make a collation of this name that comes near it, and run this again.';
        end if;
        create collation "My Schema"."It's ""x""" (provider = icu, locale = 'und', rules = '&a < ''b''');
    end if;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('collation', '"My Schema"."It''s ""x"""');


-- "My Schema"."Order's Mood"
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."Order''s Mood"');
do $rowferry1$
declare
    wanted record;
begin
    if to_regtype('"My Schema"."Order''s Mood"') is null then
        create type "My Schema"."Order's Mood" as enum ('it''s "ok"', '$rowferry$ %s', 'a\b');
    end if;
    -- A label that came on the source since takes its place behind the one that stands before it there.
    for wanted in
        select l.label, lag(l.label) over (order by l.position) as previous
        from unnest(array['it''s "ok"', '$rowferry$ %s', 'a\b']::text[]) with ordinality as l (label, position)
        order by l.position
    loop
        if not exists (
            select
            from pg_enum as e
            where e.enumtypid = '"My Schema"."Order''s Mood"'::regtype and e.enumlabel = wanted.label
        ) then
            execute format(
                'alter type %s add value if not exists %L %s',
                '"My Schema"."Order''s Mood"'::regtype,
                wanted.label,
                coalesce(
                    'after ' || quote_literal(wanted.previous),
                    (
                        select 'before ' || quote_literal(e.enumlabel)
                        from pg_enum as e
                        where e.enumtypid = '"My Schema"."Order''s Mood"'::regtype
                        order by e.enumsortorder
                        limit 1
                    ),
                    ''
                )
            );
        end if;
    end loop;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."Order''s Mood"');


-- "My Schema"."none"
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."none"');
do $rowferry1$
declare
    wanted record;
begin
    if to_regtype('"My Schema"."none"') is null then
        create type "My Schema"."none" as enum ();
    end if;
    -- A label that came on the source since takes its place behind the one that stands before it there.
    for wanted in
        select l.label, lag(l.label) over (order by l.position) as previous
        from unnest(array[]::text[]) with ordinality as l (label, position)
        order by l.position
    loop
        if not exists (
            select
            from pg_enum as e
            where e.enumtypid = '"My Schema"."none"'::regtype and e.enumlabel = wanted.label
        ) then
            execute format(
                'alter type %s add value if not exists %L %s',
                '"My Schema"."none"'::regtype,
                wanted.label,
                coalesce(
                    'after ' || quote_literal(wanted.previous),
                    (
                        select 'before ' || quote_literal(e.enumlabel)
                        from pg_enum as e
                        where e.enumtypid = '"My Schema"."none"'::regtype
                        order by e.enumsortorder
                        limit 1
                    ),
                    ''
                )
            );
        end if;
    end loop;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."none"');


-- "My Schema"."a%s's"
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."a%s''s"');
do $rowferry1$
declare
    here text;
begin
    if current_setting('server_version_num')::integer < 140000 then
        raise warning 'left out: the type %, which holds a multirange that this server does not know', '"My Schema"."a%s''s"';
        return;
    end if;

    if to_regtype('"My Schema"."a%s''s"') is null then
        create domain "My Schema"."a%s's" as nummultirange;
    end if;
    select format_type(t.typbasetype, t.typtypmod)
    into here
    from pg_type as t
    where t.oid = to_regtype('"My Schema"."a%s''s"') and t.typtype = 'd';
    if not "Row's ""Ferry""".takes('nummultirange', coalesce(here, '')) then
        here := 'a domain over ' || here;
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', '"My Schema"."a%s''s"', coalesce(here, 'another kind of type'), 'a domain over nummultirange'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || '"My Schema"."a%s''s"' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('"My Schema"."a%s''s"')
            );

    end if;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."a%s''s"');


-- "My Schema"."group"
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."group"');
do $rowferry1$
declare
    here text;
    same boolean;
begin
    if to_regtype('"My Schema"."group"') is null then
        create type "My Schema"."group" as (
            "Qty ""x""" "My Schema"."Order's Mood"[],
            "a name of 63 bytes, which is as long as a name in PostgreSQL is" text collate pg_catalog."C"
        );
    end if;
    select
        format('(%s)', string_agg(format('%I %s', p.name, p.type), ', ' order by p.place)),
        coalesce(array_agg(p.name order by p.place), '{}') = array['Qty "x"', 'a name of 63 bytes, which is as long as a name in PostgreSQL is']::text[]
            and coalesce(bool_and("Row's ""Ferry""".takes(w.type, p.type)), true)
    into here, same
    from (
        select a.attname::text, format_type(a.atttypid, a.atttypmod), row_number() over (order by a.attnum)
        from pg_type as t
        join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        where t.oid = to_regtype('"My Schema"."group"') and t.typtype = 'c'
    ) as p (name, type, place)
    left join unnest(array['"My Schema"."Order''s Mood"[]', 'text']::text[]) with ordinality as w (type, place) on w.place = p.place;
    if not same then
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', '"My Schema"."group"', coalesce(here, 'another kind of type'), '("Qty ""x""" "My Schema"."Order''s Mood"[], "a name of 63 bytes, which is as long as a name in PostgreSQL is" text)'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || '"My Schema"."group"' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('"My Schema"."group"')
            );

    end if;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."group"');


-- "My Schema"."Range's"
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."Range''s"');
do $rowferry1$
declare
    here text;
begin
    if to_regtype('"My Schema"."Range''s"') is null then
        create type "My Schema"."Range's" as range (subtype = text, collation = pg_catalog."C");
    end if;
    select format_type(r.rngsubtype, null)
    into here
    from pg_range as r
    where r.rngtypid = to_regtype('"My Schema"."Range''s"');
    -- No text has the order of what the source's ranges are of.
    if not "Row's ""Ferry""".takes('text', coalesce(here, ''))
            or (here in ('text', 'character varying') and here <> 'text') then
        here := 'a range of ' || here;
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', '"My Schema"."Range''s"', coalesce(here, 'another kind of type'), 'a range of text'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || '"My Schema"."Range''s"' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('"My Schema"."Range''s"')
            );

    end if;
end
$rowferry1$;
call "Row's ""Ferry""".must_be_own('type', '"My Schema"."Range''s"');


-- The tables, whose statements stand above.
do $rowferry1$
begin
    execute current_setting('rowferry.script');
end
$rowferry1$;
drop procedure "Row's ""Ferry""".must_be_own(text, text, name);
drop function "Row's ""Ferry""".takes(text, text);
$owner$::text);

-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do $rowferry1$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('"Row''s ""Ferry"""')
    );
begin
    -- From 18 on, what is deferred runs with the rights of who caused it.
    if own_role <> current_user and current_setting('server_version_num')::integer < 180000 and (
        exists (
            select
            from pg_trigger as t
            join pg_proc as p on p.oid = t.tgfoid
            join pg_roles as r on r.oid = p.proowner
            where t.tgdeferrable and not r.rolsuper
        )
        or exists (select from pg_constraint as c where c.contype = 'x' and c.condeferrable)
    ) then
        raise exception 'this database has deferrable triggers or exclusion constraints, which may run as % at the commit',
            quote_ident(current_user)
            using hint = format('Run it as %I, the owner of the schema %s.', own_role, '"Row''s ""Ferry"""');
    end if;
end
$rowferry1$;
drop procedure "Row's ""Ferry""".as_owner(text);

commit;
