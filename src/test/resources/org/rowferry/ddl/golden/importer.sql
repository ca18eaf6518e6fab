-- Made by Rowferry 0.0.0: rowferry generate importer
--
-- Creates the tables for imports, with columns, types, NOT NULL and key, without defaults and sequences:
--     public.order_lines
--     public.orders
-- and the schema rowferry, which stores the applied bundles.
--
-- The script leaves out these objects of the source:
--     the index orders_bad_idx of public.orders, which is not valid on the source
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
-- rowferry, and use the types and procedures that are created there before.
set local rowferry.script = $owner$

-- public.order_lines

call rowferry.must_be_own('table', 'public.order_lines');
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from rowferry.import_tracking
where to_regclass('public.order_lines') is null
    and (mapping = 'into public.order_lines' or starts_with(mapping, 'into public.order_lines' || ','));
create table if not exists public.order_lines (
    order_id bigint not null,
    line integer not null,
    price numeric(12,2),
    primary key (order_id, line)
) with (fillfactor = 90);
call rowferry.must_be_own('table', 'public.order_lines');

grant select, insert, update, delete on public.order_lines to rowferry_importer;


-- public.orders

call rowferry.must_be_own('table', 'public.orders');
-- A table that is made here holds nothing of what was applied to one of its name before.
delete from rowferry.import_tracking
where to_regclass('public.orders') is null
    and (mapping = 'into public.orders' or starts_with(mapping, 'into public.orders' || ','));
create table if not exists public.orders (
    id bigint not null,
    placed_at timestamp with time zone not null,
    note text,
    primary key (id)
) with (fillfactor = 90);
call rowferry.must_be_own('table', 'public.orders');

grant select, insert, update, delete on public.orders to rowferry_importer;


-- orders_note_idx of public.orders
do $rowferry$
begin
    if to_regclass('public.orders_note_idx') is null then
        execute $index$create index orders_note_idx on public.orders USING btree (lower(note))$index$;
    elsif not exists (
        select
        from pg_index as i
        where i.indexrelid = to_regclass('public.orders_note_idx') and i.indrelid = 'public.orders'::regclass
    ) then
        raise warning 'left out: the index % of %, since another relation has its name', 'orders_note_idx', 'public.orders';
    end if;
exception
    -- An older major may lack an operator class, a function, or a word of the syntax; the rows are the same without.
    when undefined_object or undefined_function or undefined_column or syntax_error or feature_not_supported
            or invalid_parameter_value then
        raise warning 'left out: the index % of %: %', 'orders_note_idx', 'public.orders', sqlerrm;
end
$rowferry$;


-- Without actions: a change of the parent comes with the changes of its children, and must bring about no others.
do $rowferry$
begin
    if not exists (
        select
        from pg_constraint as c
        where c.conrelid = 'public.order_lines'::regclass and c.conname = 'order_lines_order_id_fkey'
    ) then
        alter table public.order_lines
            add constraint order_lines_order_id_fkey foreign key (order_id)
            references public.orders (id);
    end if;
end
$rowferry$;

$owner$;

-- The schema that holds whatever Rowferry keeps in this database. The role that made it owns it, and all that stands in it.
do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('rowferry') is null then
        create schema rowferry;
        comment on schema rowferry is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry$;

-- The owner of the schema rowferry may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
    );
    strangers text;
    advice    text;
begin
    if not pg_has_role(own_role, 'member') then
        raise exception 'the schema % belongs to %, and % may not act as that role',
            'rowferry', quote_ident(own_role), quote_ident(current_user)
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
        where c.relnamespace = to_regnamespace('rowferry') and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select 'type ' || t.oid::regtype, pg_get_userbyid(t.typowner)
        from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typnamespace = to_regnamespace('rowferry') and t.typelem = 0 and coalesce(c.relkind, 'c') = 'c'
        union all
        select 'routine ' || p.oid::regprocedure, pg_get_userbyid(p.proowner)
        from pg_proc as p
        where p.pronamespace = to_regnamespace('rowferry')
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
            'rowferry', quote_ident(own_role), strangers
            using hint = 'Drop what you do not know. What an older script made as another role, that role or a superuser gives'
                ' to the owner: ' || advice;
    end if;
end
$rowferry$;

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure rowferry.as_owner(script text)
language plpgsql
security definer
as $rowferry$
begin
    execute script;
    -- A trigger that waits for the commit would run with the rights of the role that runs the script.
    set constraints all immediate;
end
$rowferry$;

do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
    );
begin
    perform set_config('rowferry.schema_owner', own_role, true);
    begin
        -- Another role that may create here may have created one of this name a moment ago, and would still own it.
        execute format('alter procedure %I.as_owner(text) owner to %I', 'rowferry', own_role);
    exception
        when insufficient_privilege then
            raise exception 'the schema % belongs to %, and % may not act as that role: %',
                'rowferry', quote_ident(own_role), quote_ident(current_user), sqlerrm
                using hint = format('Run it as %1$I, or run: grant %1$I to %2$I;', own_role, current_user);
    end;
    if own_role <> current_user then
        raise warning '% acts as %, who owns the schema %', quote_ident(current_user), quote_ident(own_role), 'rowferry';
    end if;
end
$rowferry$;

-- The schemas of all that follows.
do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('public') is null then
        execute format(
            'create schema %I authorization %I', 'public',
            coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
        );
    end if;
end
$rowferry$;

do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_importer', 'public', 'usage') then
        grant usage on schema public to rowferry_importer;
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('rowferry_importer', 'public', 'usage') then
            raise exception 'the role % may not use the schema %', 'rowferry_importer', 'public'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'public', 'rowferry_importer'
                );
        end if;
    end if;
end
$rowferry$;


-- The extension citext
do $rowferry$
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
    where e.extname = 'citext';
    if is_other then
        raise exception 'the extension % is there, and belongs to %, not to %',
            'citext', quote_ident(owner), quote_ident(current_user)
            using hint = format('See what it is. Have its owner or a superuser run: drop extension %I;', 'citext')
                || ' Then run this again, or have the database''s owner make the extension first.';
    end if;
    if home is null then
        -- Needs CREATE on this database; one that is not trusted needs a superuser, who may make it before this runs.
        create extension if not exists citext with schema public;
    elsif home <> 'public' then
        raise exception 'the extension % is in the schema % here, and in % on the source',
            'citext', home, 'public'
            using hint = format('Run: alter extension %I set schema %I;', 'citext', 'public');
    end if;
end
$rowferry$;


call rowferry.as_owner($owner$
-- Whatever stands under a name that this script makes is used only if it belongs to who makes it, or to a superuser, who
-- may do anything anyhow. Somebody else may have put it there to get hold of the rows. It is asked before, and again after:
-- he may do so in between.
create or replace procedure rowferry.must_be_own(kind text, called text, also name default null)
language plpgsql
as $rowferry$
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
$rowferry$;

create or replace function rowferry.takes(source text, target text)
returns boolean
language sql
immutable
as $rowferry$
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
$rowferry$;

-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists rowferry.layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into rowferry.layout (version)
select 2
where not exists (select from rowferry.layout);

do $rowferry$
declare
    found_version constant integer := (select max(version) from rowferry.layout);
begin
    if found_version > 2 then
        raise exception 'the schema % has layout %, but Rowferry % knows none above %',
            'rowferry', found_version, '0.0.0', 2
            using hint = 'Run it with the Rowferry that made the schema, or with a newer one.';
    end if;
    -- Each script that makes the schema brings the tables of an older one to its own layout.
    update rowferry.layout set version = 2 where version < 2;
end
$rowferry$;

-- One row for each job that ran: the session that runs it, or ran it last. A run is under way while that process holds
-- the advisory lock of that key. Any role that may connect may take such locks, but not write this table.
create table if not exists rowferry.run_lock (
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
create table if not exists rowferry.run_history (
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
do $rowferry$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('rowferry' || '.run_history')
            and attname in ('log_bytes', 'slow_tables', 'slow_milliseconds')
    ) then
        alter table rowferry.run_history
            add column if not exists log_bytes         bigint,
            add column if not exists slow_tables       text[],
            add column if not exists slow_milliseconds bigint[];
    end if;
end
$rowferry$;
create index if not exists run_history_began on rowferry.run_history (began);

-- One row for each inbox and table, with the last applied bundle, committed together with its rows. Names are the
-- source's.
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

-- The table that a row is about, and how it was left: its oid, its files and those of its partitions, its rows, the
-- columns that were written with their numbers, and the transaction that wrote this row. If one of them differs later,
-- the table was dropped, swapped, emptied or restored from outside, or a column of it was. Null in a row of a Rowferry
-- that did not note it, or if an operator has confirmed the table.
do $rowferry$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 2 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('rowferry' || '.import_tracking')
            and attname in ('table_attributes', 'written_by')
    ) then
        alter table rowferry.import_tracking
            add column if not exists table_oid        bigint,
            add column if not exists table_files      text[],
            add column if not exists table_rows       bigint,
            add column if not exists table_columns    text[],
            add column if not exists table_attributes text[],
            add column if not exists written_by       bigint;
    end if;
end
$rowferry$;

-- One row for each bundle that was applied. Its digest is that of its SHA256SUMS, null in a row of a Rowferry that did not note
-- it; passed counts the imports in a row that brought nothing but bundles from before it. The source promised the next bundle until
-- due_at; null if it did not.
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
    digest      text,
    passed      bigint      not null default 0,
    due_at      timestamptz,
    constraint import_bundle_pkey primary key (inbox, incarnation, number)
);
do $rowferry$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if 3 > (
        select count(*) from pg_attribute
        where attrelid = to_regclass('rowferry' || '.import_bundle') and attname in ('digest', 'passed', 'due_at')
    ) then
        alter table rowferry.import_bundle
            add column if not exists digest text,
            add column if not exists passed bigint not null default 0,
            add column if not exists due_at timestamptz;
    end if;
end
$rowferry$;

-- The newest digests of each table: what its source held at a position, by bucket, and whether the target held the same. The
-- columns are those that the source ships, with their types, and with the types below its domains. A result without digests of the
-- table's own position says nothing about the table as it is now; proven_number is the last position at which it was equal.
create table if not exists rowferry.import_digest (
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
create table if not exists rowferry.link_tracking (
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
do $rowferry$
begin
    -- Checked first: ALTER TABLE blocks readers, and needs the owner.
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass('rowferry' || '.link_tracking') and a.attname = 'attributes'
    ) then
        alter table rowferry.link_tracking add column attributes text[] not null default '{}';
    end if;
end
$rowferry$;

-- The role that imports keeps the tracking.
grant usage on schema rowferry to rowferry_importer;
grant select on rowferry.layout to rowferry_importer;
grant select, insert, update, delete
    on rowferry.import_tracking, rowferry.import_bundle, rowferry.import_digest, rowferry.link_tracking
    to rowferry_importer;
grant select, insert, update on rowferry.run_lock to rowferry_importer;
grant select, insert, delete on rowferry.run_history to rowferry_importer;


-- pg_catalog."de-x-icu"
do $rowferry$
begin
    -- It comes with the server's libraries, and cannot be made in pg_catalog.
    if to_regcollation('pg_catalog."de-x-icu"') is null then
        raise exception 'this server has no collation %', 'pg_catalog."de-x-icu"'
            using hint = 'Run select pg_import_system_collations(''pg_catalog''); when its locale is installed, or take '
                || 'the collation out of this script: rows sort in another order then.';
    end if;
end
$rowferry$;


-- public.nocase
call rowferry.must_be_own('collation', 'public.nocase');
do $rowferry$
begin
    if to_regcollation('public.nocase') is null then
        create collation public.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    end if;
end
$rowferry$;
call rowferry.must_be_own('collation', 'public.nocase');


-- public.mood
call rowferry.must_be_own('type', 'public.mood');
do $rowferry$
declare
    wanted record;
begin
    if to_regtype('public.mood') is null then
        create type public.mood as enum ('sad', 'ok');
    end if;
    -- A label that came on the source since takes its place behind the one that stands before it there.
    for wanted in
        select l.label, lag(l.label) over (order by l.position) as previous
        from unnest(array['sad', 'ok']::text[]) with ordinality as l (label, position)
        order by l.position
    loop
        if not exists (
            select
            from pg_enum as e
            where e.enumtypid = 'public.mood'::regtype and e.enumlabel = wanted.label
        ) then
            execute format(
                'alter type %s add value if not exists %L %s',
                'public.mood'::regtype,
                wanted.label,
                coalesce(
                    'after ' || quote_literal(wanted.previous),
                    (
                        select 'before ' || quote_literal(e.enumlabel)
                        from pg_enum as e
                        where e.enumtypid = 'public.mood'::regtype
                        order by e.enumsortorder
                        limit 1
                    ),
                    ''
                )
            );
        end if;
    end loop;
end
$rowferry$;
call rowferry.must_be_own('type', 'public.mood');


-- public.email
call rowferry.must_be_own('type', 'public.email');
do $rowferry$
declare
    here text;
    made record;
begin
    if to_regtype('public.email') is null then
        create domain public.email as public.citext not null            constraint email_check CHECK ((VALUE <> ''::public.citext));
        -- The words of a constraint may mean another function here than on the source, and a source may lie.
        for made in
            select c.conname as name, (
                select string_agg(distinct u.code, ', ' order by u.code)
                from (select c.conbin::text as tree) as e
                cross join lateral (
                    select 'the function ' || p.oid::regprocedure as code
                    from (
                        select m[1]::oid as oid from regexp_matches(e.tree, ':(?:funcid|opfuncid) (\d+)', 'g') as m
                        union
                        select o.oprcode from regexp_matches(e.tree, ':opno (\d+)', 'g') as m join pg_operator as o on o.oid = m[1]::oid
                    ) as f
                    join pg_proc as p on p.oid = f.oid
                    where p.provolatile <> 'i' or p.pronamespace <> 'pg_catalog'::regnamespace or p.oid >= 16384
                    union all
                    select 'the operator ' || o.oid::regoperator
                    from regexp_matches(e.tree, ':opno (\d+)', 'g') as m
                    join pg_operator as o on o.oid = m[1]::oid
                    where o.oprnamespace <> 'pg_catalog'::regnamespace or o.oid >= 16384
                    union all
                    select 'an expression of the kind ' || lower(m[1])
                    from regexp_matches(e.tree, '[{]([A-Z_]+)', 'g') as m
                    where m[1] <> all (string_to_array('ARRAY,ARRAYCOERCEEXPR,ARRAYEXPR,BOOLEANTEST,BOOLEXPR,CASE,CASEEXPR,CASETESTEXPR,CASEWHEN,COALESCE,COALESCEEXPR,COERCETODOMAINVALUE,COERCEVIAIO,COLLATE,COLLATEEXPR,CONST,DISTINCTEXPR,FIELDSELECT,FUNCEXPR,MINMAX,MINMAXEXPR,NAMEDARGEXPR,NULLIFEXPR,NULLTEST,OPEXPR,RELABELTYPE,ROW,ROWEXPR,SCALARARRAYOPEXPR,SUBSCRIPTINGREF,VAR,WHEN', ','))
                    union all
                    -- A cast by way of text runs the input and output functions of its types.
                    select 'a cast of the type ' || t.oid::regtype
                    from regexp_matches(e.tree, ':(?:typeId|consttype|vartype|[a-z_]*resulttype) (\d+)', 'g') as m
                    join pg_type as t on t.oid = m[1]::oid
                    join pg_proc as i on i.oid in (t.typinput, t.typoutput)
                    where e.tree like '%{COERCEVIAIO%' and i.provolatile <> 'i'
                ) as u
            ) as code
            from pg_constraint as c
            where c.contypid = to_regtype('public.email') and c.contype = 'c'
        loop
            if made.code is not null then
                execute format('alter domain %s drop constraint %I', to_regtype('public.email'), made.name);
                raise warning 'left out: the constraint % of the domain %, which runs %',
                    quote_ident(made.name), 'public.email', made.code;
            end if;
        end loop;
    end if;
    select format_type(t.typbasetype, t.typtypmod)
    into here
    from pg_type as t
    where t.oid = to_regtype('public.email') and t.typtype = 'd';
    if not rowferry.takes('public.citext', coalesce(here, '')) then
        here := 'a domain over ' || here;
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', 'public.email', coalesce(here, 'another kind of type'), 'a domain over public.citext'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || 'public.email' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('public.email')
            );

    end if;
end
$rowferry$;
call rowferry.must_be_own('type', 'public.email');


-- public.address
call rowferry.must_be_own('type', 'public.address');
do $rowferry$
declare
    here text;
    same boolean;
begin
    if to_regtype('public.address') is null then
        create type public.address as (
            street text,
            zip character(5)
        );
    end if;
    select
        format('(%s)', string_agg(format('%I %s', p.name, p.type), ', ' order by p.place)),
        coalesce(array_agg(p.name order by p.place), '{}') = array['street', 'zip']::text[]
            and coalesce(bool_and(rowferry.takes(w.type, p.type)), true)
    into here, same
    from (
        select a.attname::text, format_type(a.atttypid, a.atttypmod), row_number() over (order by a.attnum)
        from pg_type as t
        join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        where t.oid = to_regtype('public.address') and t.typtype = 'c'
    ) as p (name, type, place)
    left join unnest(array['text', 'character(5)']::text[]) with ordinality as w (type, place) on w.place = p.place;
    if not same then
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', 'public.address', coalesce(here, 'another kind of type'), '(street text, zip character(5))'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || 'public.address' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('public.address')
            );

    end if;
end
$rowferry$;
call rowferry.must_be_own('type', 'public.address');


-- public.prices
call rowferry.must_be_own('type', 'public.prices');
do $rowferry$
declare
    here text;
begin
    if to_regtype('public.prices') is null then
        -- PostgreSQL 13 has no multiranges, and no name for them.
        if current_setting('server_version_num')::integer >= 140000 then
            create type public.prices as range (subtype = numeric, multirange_type_name = public.many_prices);
        else
            create type public.prices as range (subtype = numeric);
        end if;
    end if;
    select format_type(r.rngsubtype, null)
    into here
    from pg_range as r
    where r.rngtypid = to_regtype('public.prices');
    -- No text has the order of what the source's ranges are of.
    if not rowferry.takes('numeric', coalesce(here, ''))
            or (here in ('text', 'character varying') and here <> 'numeric') then
        here := 'a range of ' || here;
        -- It would take the source's values for others.
        raise exception 'the type % is % here and % on the source', 'public.prices', coalesce(here, 'another kind of type'), 'a range of numeric'
            using hint = (
                select 'Run on the target, which keeps all values as text:'
                    || coalesce(string_agg(format(
                        ' alter table %s alter column %I type text using %I::text;', a.attrelid::regclass, a.attname, a.attname
                    ), '' order by a.attrelid, a.attnum), '')
                    || ' drop type ' || 'public.prices' || '; Then run this again'
                    || coalesce(', and:' || string_agg(format(
                        ' alter table %s alter column %I type %s using %I::%3$s;',
                        a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attname
                    ), '' order by a.attrelid, a.attnum), '.')
                from pg_type as t
                join pg_attribute as a on a.atttypid in (t.oid, t.typarray) and a.attinhcount = 0
                join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p')
                where t.oid = to_regtype('public.prices')
            );

    end if;
end
$rowferry$;
call rowferry.must_be_own('type', 'public.prices');


-- public.point3d
call rowferry.must_be_own('type', 'public.point3d');
do $rowferry$
begin
    if to_regtype('public.point3d') is null then
        raise exception 'the type % is missing, %, which no script can make', 'public.point3d', 'a base type'
            using hint = 'Make it here as it was made on the source, and run this again.';
    end if;
end
$rowferry$;
call rowferry.must_be_own('type', 'public.point3d');


-- The tables, whose statements stand above.
do $rowferry$
begin
    execute current_setting('rowferry.script');
end
$rowferry$;
drop procedure rowferry.must_be_own(text, text, name);
drop function rowferry.takes(text, text);
$owner$::text);

-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do $rowferry$
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('rowferry')
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
            using hint = format('Run it as %I, the owner of the schema %s.', own_role, 'rowferry');
    end if;
end
$rowferry$;
drop procedure rowferry.as_owner(text);

commit;
