-- Made by Rowferry 0.0.0: rowferry generate fdw target
--
-- Creates foreign tables, with postgres_fdw, for
--     "North's ""$1""", in the schema "My Schema"
--     north, in the schema north
-- and lets the role "The 'Importer'" read them. It is for PostgreSQL 13.
--
-- You may run it twice: existing objects stay, options that differ are set as here, and missing foreign tables are imported.
-- It is one transaction, which connects to the sources. Run it with psql -X -f, as a role that may use the foreign data
-- wrapper and may create objects in these schemas.

\set ON_ERROR_STOP on
-- The context of an error would be the whole script.
\set SHOW_CONTEXT never

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;


-- ROWFERRY_NORTH_1_PASSWORD holds the password for "North's ""$1"""; without it a user mapping keeps its secret.
\set rowferry_secret `printf %s "$ROWFERRY_NORTH_1_PASSWORD"`
select set_config('rowferry.link_north_1_password', :'rowferry_secret', true) as rowferry_secret \gset

-- ROWFERRY_NORTH_PASSWORD holds the password for north; without it a user mapping keeps its secret.
\set rowferry_secret `printf %s "$ROWFERRY_NORTH_PASSWORD"`
select set_config('rowferry.link_north_password', :'rowferry_secret', true) as rowferry_secret \gset

-- A session that waits for a lock blocks all later sessions. Give up after 5 seconds; run the script again later.
set local lock_timeout = '5s';
-- Names without a schema are PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- The script may run twice, so 'already exists, skipping' is no message for the user.
set local client_min_messages = warning;

-- The schema that holds whatever Rowferry keeps in this database. The role that made it owns it, and all that stands in it.
do $rowferry1$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('rowferry') is null then
        create schema rowferry;
        comment on schema rowferry is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry1$;

-- The owner of the schema rowferry may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do $rowferry1$
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
$rowferry1$;

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure rowferry.as_owner(script text)
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
$rowferry1$;

-- Whatever stands under a name that this script makes is used only if it belongs to who makes it, or to a superuser, who
-- may do anything anyhow. Somebody else may have put it there to get hold of the rows. It is asked before, and again after:
-- he may do so in between.
create or replace procedure pg_temp.must_be_own(kind text, called text, also name default null)
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


-- Links note what they applied in the tables where imports do.
call rowferry.as_owner($owner$
-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists rowferry.layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into rowferry.layout (version)
select 2
where not exists (select from rowferry.layout);

do $rowferry1$
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
$rowferry1$;

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
do $rowferry1$
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
$rowferry1$;
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
do $rowferry1$
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
$rowferry1$;

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
do $rowferry1$
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
$rowferry1$;

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
do $rowferry1$
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
$rowferry1$;

create or replace function rowferry.beyond_columns(
    foreign_tables text[], remotes text[], from_server name, keeps_defaults boolean, keeps_generated boolean
)
returns table (foreign_table text, fault text, mend text)
language sql
stable
as $rowferry1$
    -- Purpose:   Names all that foreign tables have beside columns. A source that lies about the type of a column can
    --            have an import add it, and it would be evaluated with the rights of each role that reads or writes the
    --            table.
    -- Reads:     The catalog. "remotes" holds the source's table of each foreign table, null where any will do.
    -- Writes:    Nothing.
    -- Called by: rowferry generate fdw target; rowferry generate fdw mirror; rowferry sync.
    select c.called, u.fault, u.mend
    from (
        select c.oid, c.relkind, c.relowner, n.remote, t.ftoptions, s.srvname, c.oid::regclass::text as called,
            format('alter foreign table %s ', c.oid::regclass) as alter_it,
            case c.relkind
                when 'f' then format('drop foreign table %s;', c.oid::regclass)
                else format('alter table %s rename to %I;', c.oid::regclass, left(c.relname, 40) || ' of before')
            end as drop_it
        from unnest(foreign_tables, remotes) as n (name, remote)
        join pg_class as c on c.oid = to_regclass(n.name)
        left join pg_foreign_table as t on t.ftrelid = c.oid
        left join pg_foreign_server as s on s.oid = t.ftserver
    ) as c
    cross join lateral (
        select coalesce('is of the server ' || quote_ident(c.srvname), 'is no foreign table'), c.drop_it
        where c.srvname is distinct from from_server
        union all
        select format('belongs to %I', pg_get_userbyid(c.relowner)),
            format('%sowner to %I;', c.alter_it, pg_get_userbyid(o.nspowner))
        from pg_namespace as o
        where o.oid = to_regnamespace('rowferry') and c.relowner <> to_regrole(quote_ident(current_user))
            and not pg_has_role(c.relowner, o.nspowner, 'member')
        union all
        select 'reads ' || r.name,
            format('%soptions (set schema_name %L, set table_name %L);', c.alter_it, w.name[1], w.name[2])
        from (
            select string_agg(quote_ident(p.option_value), '.' order by p.option_name)
            from pg_options_to_table(c.ftoptions) as p
            where p.option_name in ('schema_name', 'table_name')
        ) as r (name)
        cross join (select parse_ident(c.remote)) as w (name)
        where c.srvname = from_server and r.name is distinct from coalesce(c.remote, r.name)
        union all
        select format('has a default for the column %I', a.attname),
            format('%salter column %I drop default;', c.alter_it, a.attname)
        from pg_attribute as a
        where a.attrelid = c.oid and a.atthasdef and a.attgenerated = '' and not keeps_defaults
        union all
        select format('computes the column %I', a.attname),
            case a.attgenerated
                when 's' then format('%salter column %I drop expression;', c.alter_it, a.attname)
                else c.drop_it
            end
        from pg_attribute as a
        where a.attrelid = c.oid and a.attgenerated <> '' and not (keeps_generated and a.attgenerated = 's')
        union all
        select format('has the identity column %I', a.attname),
            format('%salter column %I drop identity;', c.alter_it, a.attname)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attidentity <> ''
        union all
        -- Whoever owns a domain chooses the code that each value runs.
        select format('has the column %I of a type of %I', a.attname, pg_get_userbyid(y.typowner)), c.drop_it
        from pg_attribute as a
        join pg_type as y on y.oid = a.atttypid
        join pg_namespace as o on o.oid = to_regnamespace('rowferry')
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and y.typowner <> c.relowner
            and not pg_has_role(y.typowner, o.nspowner, 'member')
        union all
        select format('has the constraint %I', o.conname), format('%sdrop constraint %I;', c.alter_it, o.conname)
        from pg_constraint as o
        where o.conrelid = c.oid and o.contype not in ('n', 't')
        union all
        select format('has the trigger %I', g.tgname), format('drop trigger %I on %s;', g.tgname, c.called)
        from pg_trigger as g
        where g.tgrelid = c.oid and not g.tgisinternal
        union all
        select 'is a child of ' || i.inhparent::regclass, c.drop_it
        from pg_inherits as i
        where i.inhrelid = c.oid
        union all
        select 'is the parent of ' || i.inhrelid::regclass,
            format('alter table %s no inherit %s;', i.inhrelid::regclass, c.called)
        from pg_inherits as i
        where i.inhparent = c.oid
    ) as u (fault, mend)
    where c.relkind = 'f' or u.fault = 'is no foreign table'
$rowferry1$;

-- The role that imports keeps the tracking.
grant usage on schema rowferry to "The 'Importer'";
grant select on rowferry.layout to "The 'Importer'";
grant select, insert, update, delete
    on rowferry.import_tracking, rowferry.import_bundle, rowferry.import_digest, rowferry.link_tracking
    to "The 'Importer'";
grant select, insert, update on rowferry.run_lock to "The 'Importer'";
grant select, insert, delete on rowferry.run_history to "The 'Importer'";

$owner$::text);

-- Stops this script where a foreign table has more than columns.
create or replace procedure pg_temp.must_be_plain(
    foreign_tables text[], remotes text[], from_server name, keeps_defaults boolean, keeps_generated boolean
)
language plpgsql
as $rowferry1$
declare
    faults text;
    mends  text;
begin
    select string_agg(b.foreign_table || ' ' || b.fault, '; ' order by b.foreign_table, b.fault),
        string_agg(distinct b.mend, ' ')
    into faults, mends
    from rowferry.beyond_columns(foreign_tables, remotes, from_server, keeps_defaults, keeps_generated) as b;
    if faults is not null then
        raise exception 'foreign tables of the server % must have nothing but columns: %', quote_ident(from_server), faults
            using hint = 'PostgreSQL sends nothing but columns: where they were imported just now, find out who runs this source.'
                ' Where they stand here already, run on the target as the owner: ' || mends;
    end if;
end
$rowferry1$;

do $rowferry1$
begin
    if not exists (select from pg_extension as e where e.extname = 'postgres_fdw') then
        create extension postgres_fdw with schema public;
    end if;
    if not has_foreign_data_wrapper_privilege('postgres_fdw', 'usage') then
        raise exception 'the role % may not use the foreign data wrapper postgres_fdw', current_user
            using hint = format(
                'Have a superuser run: grant usage on foreign data wrapper postgres_fdw to %I;', current_user);
    end if;
exception
    when insufficient_privilege then
        raise exception 'the role % may not make the extension postgres_fdw', current_user
            using hint = format(
                'Have a superuser run: create extension postgres_fdw;'
                    ' grant usage on foreign data wrapper postgres_fdw to %I;', current_user);
    when undefined_file or feature_not_supported then
        raise exception 'the target''s server has no extension postgres_fdw: %', sqlerrm
            using hint = 'Install the server''s contrib package: apt-get install postgresql-contrib, say.';
end
$rowferry1$;

-- The difference between existing and wanted options, as ALTER ... OPTIONS takes it.
create or replace function pg_temp.option_changes(found text[], names text[], texts text[])
returns text
language sql as $rowferry1$
    select string_agg(
        case
            when wanted.name is null then format('drop %I', had.option_name)
            when had.option_name is null then format('add %I %L', wanted.name, wanted.text)
            else format('set %I %L', wanted.name, wanted.text)
        end,
        ', ' order by coalesce(wanted.name, had.option_name))
    from pg_options_to_table(found) as had
    full join unnest(names, texts) as wanted (name, text) on wanted.name = had.option_name
    where wanted.text is distinct from had.option_value
$rowferry1$;


-- "North's ""$1"""
call pg_temp.must_be_own('server', '"North''s ""$1"""');
do $rowferry1$
declare
    wrapper constant name := (
        select w.fdwname
        from pg_foreign_server as s
        join pg_foreign_data_wrapper as w on w.oid = s.srvfdw
        where s.srvname = 'North''s "$1"'
    );
    changes text;
begin
    if wrapper is null then
        create server "North's ""$1""" foreign data wrapper postgres_fdw;
    elsif wrapper <> 'postgres_fdw' then
        raise exception 'the foreign server % is there, and is one of %', '"North''s ""$1"""', wrapper
            using hint = 'Give the link another server: in ' || '/etc/rowferry/importer.yaml' || '.';
    end if;
    changes := pg_temp.option_changes(
        (select s.srvoptions from pg_foreign_server as s where s.srvname = 'North''s "$1"'),
        array['host', 'options']::text[],
        array['it''s', '-c "x\y"=%s']::text[]
    );
    if changes is not null then
        execute format('alter server %I options (%s)', 'North''s "$1"', changes);
    end if;
end
$rowferry1$;
call pg_temp.must_be_own('server', '"North''s ""$1"""');

do $rowferry1$
declare
    who     name;
    names   text[];
    texts   text[];
    changes text;
begin
    select array_agg(o.name), array_agg(o.text)
    into names, texts
    from (
        select * from unnest(array['user']::text[], array['The ''Reader''']::text[])
        union all
        select s.name, nullif(current_setting(s.setting, true), '')
        from unnest(array['password']::text[], array['rowferry.link_north_1_password']::text[]) as s (name, setting)
    ) as o (name, text)
    where o.text is not null;
    -- Nothing that runs later in this transaction needs a secret.
    perform set_config(s.setting, '', true) from unnest(array['rowferry.link_north_1_password']::text[]) as s (setting);
    -- The role that runs this script imports the foreign tables; the importer's role will read them.
    foreach who in array array['The ''Importer''', current_user]::name[] loop
        if not exists (
            select from pg_user_mappings as m where m.srvname = 'North''s "$1"' and m.usename = who
        ) then
            execute format('create user mapping for %I server %I', who, 'North''s "$1"');
        end if;
        -- A value that this role may not see counts as different, and is set again. A secret that is not given now
        -- stays.
        changes := pg_temp.option_changes(
            (
                select array_agg(o.option_name || '=' || coalesce(o.option_value, e'\x01'))
                from information_schema.user_mapping_options as o
                where o.foreign_server_name = 'North''s "$1"' and o.authorization_identifier = who
                    and (o.option_name::text = any (names) or o.option_name not in ('password', 'sslpassword'))
            ),
            names,
            texts
        );
        if changes is not null then
            -- The statement may contain a password: the new error quotes it neither in a message nor in a log.
            begin
                execute format('alter user mapping for %I server %I options (%s)', who, 'North''s "$1"', changes);
            exception
                when others then
                    raise exception 'the user mapping of % for the server % cannot have its options: %',
                        quote_ident(who), '"North''s ""$1"""', sqlerrm
                        using hint = case sqlstate
                            when '42501' then
                                'password_required=false, sslcert and sslkey are for a superuser to set; leave them out,'
                                ' or have a superuser run this.'
                            else 'Mend user: at the link in ' || '/etc/rowferry/importer.yaml' || '.'
                        end;
            end;
        end if;
    end loop;
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

do $rowferry1$
declare
    wanted constant text[][] := array[
        array['My Schema', 'Order-Lines'],
        array['My Schema', 'a name of 63 bytes, which is as long as a name in PostgreSQL is']
    ]::text[][];
    foreign_tables constant text[] := array(
        select distinct format('%I.%I', 'My Schema', wanted[i][2])
        from generate_subscripts(wanted, 1) as i
    );
    own_tables constant text[] := array(
        select format('%I.%I', 'My Schema', o) from unnest(array[]::name[]) as o
    );
    -- Arguments of a command, for a shell.
    captured  constant text := nullif('', '');
    as_reader constant text := ' --role ''The ''\''''Reader''\''''''';
    remote  record;
    trouble text;
    detail  text;
    context text;
    called  text;
begin
    foreach called in array foreign_tables loop
        call pg_temp.must_be_own('table', called);
    end loop;
    select string_agg(n, ', ' order by n) into trouble
    from unnest(foreign_tables) as n
    left join pg_foreign_table as f on f.ftrelid = to_regclass(n)
    left join pg_foreign_server as s on s.oid = f.ftserver
    where to_regclass(n) is not null and s.srvname is distinct from 'North''s "$1"';
    if trouble is not null then
        raise exception 'these are there, and are no foreign tables of the server %: %', '"North''s ""$1"""', trouble
            using hint = 'Give the link another schema: in ' || '/etc/rowferry/importer.yaml' || ', or move them away.';
    end if;
    -- A drop would also drop the objects that depend on a foreign table, with their rows.
    select string_agg(distinct d.what, ', '),
        string_agg(distinct format('drop %s %s;', case d.kind when 'm' then 'materialized view' else 'view' end, d.what), ' ')
    into trouble, detail
    from (
        select r.ev_class::regclass::text as what, c.relkind as kind
        from pg_depend as d
        join pg_rewrite as r on r.oid = d.objid
        join pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
            and d.refobjid in (select to_regclass(n) from unnest(foreign_tables) as n)
    ) as d;
    if trouble is not null then
        raise exception 'these take their rows from foreign tables that are to be imported anew: %', trouble
            using hint = 'Drop them first: ' || detail || ' Those that ' || '/etc/rowferry/importer.yaml' || ' names are made again afterwards by:'
                ' rowferry generate fdw mirror' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply';
    end if;
    for remote in
        select n from unnest(foreign_tables) as n where to_regclass(n) is not null
    loop
        execute 'drop foreign table ' || remote.n;
    end loop;
    for remote in
        select wanted[i][1] as schema_name,
            string_agg(distinct format('%I', wanted[i][2]), ', ') as tables
        from generate_subscripts(wanted, 1) as i
        where to_regclass(format('%I.%I', 'My Schema', wanted[i][2])) is null
        group by wanted[i][1]
        order by wanted[i][1]
    loop
        begin
            execute format(
                'import foreign schema %I limit to (%s) from server %I into %I%s',
                remote.schema_name, remote.tables, 'North''s "$1"', 'My Schema', ' options (import_default ''false'', import_collate ''true'')'
            );
        exception
            when others then
                get stacked diagnostics detail = pg_exception_detail, context = pg_exception_context;
                raise exception 'foreign tables of the server % cannot be imported: %',
                    '"North''s ""$1"""',
                    sqlerrm || coalesce(' (' || nullif(replace(trim(detail), e'\n', ' '), '') || ')', '')
                        || coalesce(' (' || substring(context from '^(?![^\n]*import foreign schema)[^\n]*') || ')', '')
                    using hint = case replace(replace(sqlstate, '3F000', '42704'), '42P17', '42883')
                        when '08001' then
                            'See that the source runs and lets this server in: host, port and dbname stand at options:'
                            ' of the link in ' || '/etc/rowferry/importer.yaml' || ', the user at user:, and the password is ROWFERRY_NORTH_1_PASSWORD.'
                        when '2F003' then
                            'Who is no superuser needs a password in the user mapping, and the source must ask for it:'
                            ' set ROWFERRY_NORTH_1_PASSWORD. Or have a superuser run this with password_required: false'
                            ' at user: in ' || '/etc/rowferry/importer.yaml' || '.'
                        when '42704' then
                            'The target lacks a type or a collation of the source''s. This makes them:'
                            ' rowferry generate importer ' || '''"My Schema"."Order-Lines"'' ''"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'''
                            || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply'
                            '; for collations, import_collate: false at import: in ' || '/etc/rowferry/importer.yaml' || ' does, too;'
                            ' for what generated columns are computed with, import_generated: false.'
                        when '42883' then
                            'The target lacks a function of the source''s. Leave the expressions of generated columns'
                            ' away, with import_generated: false at import: in ' || '/etc/rowferry/importer.yaml' || '; and defaults, where'
                            ' import_default: true stands there.'
                        else 'Mend the link in ' || '/etc/rowferry/importer.yaml' || ', and run this again.'
                    end;

        end;
    end loop;
    select string_agg(format('%I.%I', wanted[i][1], wanted[i][2]), ', ' order by i) into trouble
    from generate_subscripts(wanted, 1) as i
    where to_regclass(format('%I.%I', 'My Schema', wanted[i][2])) is null;
    if trouble is not null then
        raise exception 'the source of the server % has no tables %', '"North''s ""$1"""', trouble
            using hint = 'Mend the names in ' || '/etc/rowferry/importer.yaml' || '.' || coalesce(
                ' Rowferry''s own are made on the source: rowferry generate exporter ' || captured
                    || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply; then rowferry generate fdw source ' || captured || as_reader
                    || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply',
                ''
            );
    end if;
    -- The source computes these columns; nobody writes them here.
    for remote in
        select n as name, a.attname
        from unnest(foreign_tables) as n
        join pg_attribute as a on a.attrelid = to_regclass(n) and a.attgenerated = 's'
    loop
        execute format('alter foreign table %s alter column %I drop expression', remote.name, remote.attname);
    end loop;
    call pg_temp.must_be_plain(foreign_tables, null, 'North''s "$1"', false, false);
    call pg_temp.must_be_plain(own_tables, null, 'North''s "$1"', false, false);
end
$rowferry1$;

-- The columns that the source's tables have now, for a sync to compare these foreign tables with.
do $rowferry1$
begin
    call pg_temp.must_be_own('table', format('%I.link_columns', 'My Schema'));
    if to_regclass(format('%I.link_columns', 'My Schema')) is null then
        create foreign table "My Schema".link_columns (
            schema_name              name options (column_name 'table_schema'),
            table_name               name,
            column_name              name,
            ordinal_position         integer,
            data_type                text,
            udt_schema               name,
            udt_name                 name,
            character_maximum_length integer,
            numeric_precision        integer,
            numeric_scale            integer,
            datetime_precision       integer,
            domain_schema            name,
            domain_name              name,
            is_generated             text
        ) server "North's ""$1""" options (schema_name 'information_schema', table_name 'columns');
    elsif not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.link_columns', 'My Schema')) and a.attname = 'is_generated'
    ) then
        -- An older version made it.
        alter foreign table "My Schema".link_columns add column is_generated text;
    end if;
    call pg_temp.must_be_own('table', format('%I.link_columns', 'My Schema'));
end
$rowferry1$;
grant select on "My Schema".link_columns to "The 'Importer'";

-- The source's columns and the parts of their types: a sync compares both with what stands here
-- under the same name, where a value may mean another one. Names are read as text, whose comparisons the source makes.
do $rowferry1$
declare
    wanted constant text[][] := array[
        array['pg_namespace', 'oid oid, nspname text'],
        array['pg_class', 'oid oid, relname text, relnamespace oid'],
        array['pg_attribute', 'attrelid oid, attname text, attnum smallint, atttypid oid, atttypmod integer,'
            ' attisdropped boolean'],
        array['pg_type', 'oid oid, typname text, typnamespace oid, typtype text, typbasetype oid, typtypmod integer,'
            ' typelem oid, typlen smallint, typrelid oid'],
        array['pg_range', 'rngtypid oid, rngsubtype oid, rngmultitypid oid'],
        array['pg_enum', 'enumtypid oid, enumlabel text, enumsortorder real']
    ];
    called text;
begin
    for i in 1 .. array_length(wanted, 1) loop
        called := format('%I.%I', 'My Schema', 'link_' || wanted[i][1]);
        call pg_temp.must_be_own('table', called);
        if to_regclass(called) is null then
            execute format(
                'create foreign table %s (%s) server %I options (schema_name ''pg_catalog'', table_name %L)',
                called, wanted[i][2], 'North''s "$1"', wanted[i][1]
            );
        end if;
        call pg_temp.must_be_own('table', called);
    end loop;
end
$rowferry1$;
grant select on
    "My Schema".link_pg_namespace,
    "My Schema".link_pg_class,
    "My Schema".link_pg_attribute,
    "My Schema".link_pg_type,
    "My Schema".link_pg_range,
    "My Schema".link_pg_enum
to "The 'Importer'";

do $rowferry1$
declare
    before constant name[] := array(
        select c.relname from pg_class as c where c.relnamespace = to_regnamespace('"My Schema"')
    );
    -- IMPORT FOREIGN SCHEMA would fail for all tables if one of them exists already.
    others constant text := (
        select string_agg(format('%I', o.name), ', ' order by o.name)
        from (
            select unnest(before) as name
            union
            select unnest(array['a%s''s']::name[])
        ) as o
    );
    found   record;
    detail  text;
    context text;
begin
    begin
        execute format(
            'import foreign schema %I%s from server %I into %I%s',
            'It''s whole', ' except (' || others || ')', 'North''s "$1"', 'My Schema', ' options (import_default ''false'', import_collate ''true'')'
        );
        exception
            when others then
                get stacked diagnostics detail = pg_exception_detail, context = pg_exception_context;
                raise exception 'foreign tables of the server % cannot be imported: %',
                    '"North''s ""$1"""',
                    sqlerrm || coalesce(' (' || nullif(replace(trim(detail), e'\n', ' '), '') || ')', '')
                        || coalesce(' (' || substring(context from '^(?![^\n]*import foreign schema)[^\n]*') || ')', '')
                    using hint = case replace(replace(sqlstate, '3F000', '42704'), '42P17', '42883')
                        when '08001' then
                            'See that the source runs and lets this server in: host, port and dbname stand at options:'
                            ' of the link in ' || '/etc/rowferry/importer.yaml' || ', the user at user:, and the password is ROWFERRY_NORTH_1_PASSWORD.'
                        when '2F003' then
                            'Who is no superuser needs a password in the user mapping, and the source must ask for it:'
                            ' set ROWFERRY_NORTH_1_PASSWORD. Or have a superuser run this with password_required: false'
                            ' at user: in ' || '/etc/rowferry/importer.yaml' || '.'
                        when '42704' then
                            'The target lacks a type or a collation of the source''s. This makes them:'
                            ' rowferry generate importer ' || '''"My Schema"."Order-Lines"'' ''"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'''
                            || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply'
                            '; for collations, import_collate: false at import: in ' || '/etc/rowferry/importer.yaml' || ' does, too;'
                            ' for what generated columns are computed with, import_generated: false.'
                        when '42883' then
                            'The target lacks a function of the source''s. Leave the expressions of generated columns'
                            ' away, with import_generated: false at import: in ' || '/etc/rowferry/importer.yaml' || '; and defaults, where'
                            ' import_default: true stands there.'
                        else 'Mend the link in ' || '/etc/rowferry/importer.yaml' || ', and run this again.'
                    end;

    end;
    for found in
        select c.oid::regclass as name, a.attname
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attgenerated = 's'
        where c.relnamespace = to_regnamespace('"My Schema"') and c.relkind = 'f'
            and c.relname <> all (before)
    loop
        execute format('alter foreign table %s alter column %I drop expression', found.name, found.attname);
    end loop;
    select array_agg(format('%I.%I', 'My Schema', c.relname)) as names,
        array_agg(format('%I.%I', 'It''s whole', c.relname)) as remotes
    into found
    from pg_class as c
    where c.relnamespace = to_regnamespace('"My Schema"') and c.relkind not in ('i', 'I', 't', 'S')
        and c.relname <> all (before);
    call pg_temp.must_be_plain(found.names, found.remotes, 'North''s "$1"', false, false);
end
$rowferry1$;
grant select on all tables in schema "My Schema" to "The 'Importer'";


-- "My Schema"."Order-Lines"
do $rowferry1$
declare
    foreign_table constant regclass := '"My Schema"."Order-Lines"'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name']::text[],
        array['My Schema', 'Other''s']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', '"My Schema"."Order-Lines"', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array['Qty "x"']::name[], array['$rowferry$ it''s']::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', '"My Schema"."Order-Lines"', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                '"My Schema"."Order-Lines"', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select on "My Schema"."Order-Lines" to "The 'Importer'";


-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
do $rowferry1$
declare
    foreign_table constant regclass := '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name']::text[],
        array['My Schema', 'a name of 63 bytes, which is as long as a name in PostgreSQL is']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[]::name[], array[]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" to "The 'Importer'";


-- north
call pg_temp.must_be_own('server', 'north');
do $rowferry1$
declare
    wrapper constant name := (
        select w.fdwname
        from pg_foreign_server as s
        join pg_foreign_data_wrapper as w on w.oid = s.srvfdw
        where s.srvname = 'north'
    );
    changes text;
begin
    if wrapper is null then
        create server north foreign data wrapper postgres_fdw;
    elsif wrapper <> 'postgres_fdw' then
        raise exception 'the foreign server % is there, and is one of %', 'north', wrapper
            using hint = 'Give the link another server: in ' || '/etc/rowferry/importer.yaml' || '.';
    end if;
    changes := pg_temp.option_changes(
        (select s.srvoptions from pg_foreign_server as s where s.srvname = 'north'),
        array['host', 'dbname', 'updatable', 'truncatable']::text[],
        array['north.example.org', 'gn', 'false', 'false']::text[]
    );
    if changes is not null then
        execute format('alter server %I options (%s)', 'north', changes);
    end if;
end
$rowferry1$;
call pg_temp.must_be_own('server', 'north');

do $rowferry1$
declare
    who     name;
    names   text[];
    texts   text[];
    changes text;
begin
    select array_agg(o.name), array_agg(o.text)
    into names, texts
    from (
        select * from unnest(array['user']::text[], array['rowferry_reader']::text[])
        union all
        select s.name, nullif(current_setting(s.setting, true), '')
        from unnest(array['password']::text[], array['rowferry.link_north_password']::text[]) as s (name, setting)
    ) as o (name, text)
    where o.text is not null;
    -- Nothing that runs later in this transaction needs a secret.
    perform set_config(s.setting, '', true) from unnest(array['rowferry.link_north_password']::text[]) as s (setting);
    -- The role that runs this script imports the foreign tables; the importer's role will read them.
    foreach who in array array['The ''Importer''', current_user]::name[] loop
        if not exists (
            select from pg_user_mappings as m where m.srvname = 'north' and m.usename = who
        ) then
            execute format('create user mapping for %I server %I', who, 'north');
        end if;
        -- A value that this role may not see counts as different, and is set again. A secret that is not given now
        -- stays.
        changes := pg_temp.option_changes(
            (
                select array_agg(o.option_name || '=' || coalesce(o.option_value, e'\x01'))
                from information_schema.user_mapping_options as o
                where o.foreign_server_name = 'north' and o.authorization_identifier = who
                    and (o.option_name::text = any (names) or o.option_name not in ('password', 'sslpassword'))
            ),
            names,
            texts
        );
        if changes is not null then
            -- The statement may contain a password: the new error quotes it neither in a message nor in a log.
            begin
                execute format('alter user mapping for %I server %I options (%s)', who, 'north', changes);
            exception
                when others then
                    raise exception 'the user mapping of % for the server % cannot have its options: %',
                        quote_ident(who), 'north', sqlerrm
                        using hint = case sqlstate
                            when '42501' then
                                'password_required=false, sslcert and sslkey are for a superuser to set; leave them out,'
                                ' or have a superuser run this.'
                            else 'Mend user: at the link in ' || '/etc/rowferry/importer.yaml' || '.'
                        end;
            end;
        end if;
    end loop;
end
$rowferry1$;

do $rowferry1$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('north') is null then
        execute format(
            'create schema %I authorization %I', 'north',
            coalesce(nullif(current_setting('rowferry.schema_owner', true), ''), current_user)
        );
    end if;
end
$rowferry1$;

do $rowferry1$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Importer''', 'north', 'usage') then
        grant usage on schema north to "The 'Importer'";
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('The ''Importer''', 'north', 'usage') then
            raise exception 'the role % may not use the schema %', 'The ''Importer''', 'north'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'north', 'The ''Importer'''
                );
        end if;
    end if;
end
$rowferry1$;

do $rowferry1$
declare
    wanted constant text[][] := array[
        array['public', 'orders'],
        array['rowferry', 'link_applied'],
        array['rowferry', 'link_source'],
        array['rowferry', 'public.orders']
    ]::text[][];
    foreign_tables constant text[] := array(
        select distinct format('%I.%I', 'north', wanted[i][2])
        from generate_subscripts(wanted, 1) as i
    );
    own_tables constant text[] := array(
        select format('%I.%I', 'north', o) from unnest(array['public.orders', 'link_source', 'link_applied']::name[]) as o
    );
    -- Arguments of a command, for a shell.
    captured  constant text := nullif('''public.orders''', '');
    as_reader constant text := ' --role rowferry_reader';
    remote  record;
    trouble text;
    detail  text;
    context text;
    called  text;
begin
    foreach called in array foreign_tables loop
        call pg_temp.must_be_own('table', called);
    end loop;
    select string_agg(n, ', ' order by n) into trouble
    from unnest(foreign_tables) as n
    left join pg_foreign_table as f on f.ftrelid = to_regclass(n)
    left join pg_foreign_server as s on s.oid = f.ftserver
    where to_regclass(n) is not null and s.srvname is distinct from 'north';
    if trouble is not null then
        raise exception 'these are there, and are no foreign tables of the server %: %', 'north', trouble
            using hint = 'Give the link another schema: in ' || '/etc/rowferry/importer.yaml' || ', or move them away.';
    end if;
    -- A drop would also drop the objects that depend on a foreign table, with their rows.
    select string_agg(distinct d.what, ', '),
        string_agg(distinct format('drop %s %s;', case d.kind when 'm' then 'materialized view' else 'view' end, d.what), ' ')
    into trouble, detail
    from (
        select r.ev_class::regclass::text as what, c.relkind as kind
        from pg_depend as d
        join pg_rewrite as r on r.oid = d.objid
        join pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
            and d.refobjid in (select to_regclass(n) from unnest(foreign_tables) as n)
    ) as d;
    if trouble is not null then
        raise exception 'these take their rows from foreign tables that are to be imported anew: %', trouble
            using hint = 'Drop them first: ' || detail || ' Those that ' || '/etc/rowferry/importer.yaml' || ' names are made again afterwards by:'
                ' rowferry generate fdw mirror' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply';
    end if;
    for remote in
        select n from unnest(foreign_tables) as n where to_regclass(n) is not null
    loop
        execute 'drop foreign table ' || remote.n;
    end loop;
    for remote in
        select wanted[i][1] as schema_name,
            string_agg(distinct format('%I', wanted[i][2]), ', ') as tables
        from generate_subscripts(wanted, 1) as i
        where to_regclass(format('%I.%I', 'north', wanted[i][2])) is null
        group by wanted[i][1]
        order by wanted[i][1]
    loop
        begin
            execute format(
                'import foreign schema %I limit to (%s) from server %I into %I%s',
                remote.schema_name, remote.tables, 'north', 'north', ''
            );
        exception
            when others then
                get stacked diagnostics detail = pg_exception_detail, context = pg_exception_context;
                raise exception 'foreign tables of the server % cannot be imported: %',
                    'north',
                    sqlerrm || coalesce(' (' || nullif(replace(trim(detail), e'\n', ' '), '') || ')', '')
                        || coalesce(' (' || substring(context from '^(?![^\n]*import foreign schema)[^\n]*') || ')', '')
                    using hint = case replace(replace(sqlstate, '3F000', '42704'), '42P17', '42883')
                        when '08001' then
                            'See that the source runs and lets this server in: host, port and dbname stand at options:'
                            ' of the link in ' || '/etc/rowferry/importer.yaml' || ', the user at user:, and the password is ROWFERRY_NORTH_PASSWORD.'
                        when '2F003' then
                            'Who is no superuser needs a password in the user mapping, and the source must ask for it:'
                            ' set ROWFERRY_NORTH_PASSWORD. Or have a superuser run this with password_required: false'
                            ' at user: in ' || '/etc/rowferry/importer.yaml' || '.'
                        when '42704' then
                            'The target lacks a type or a collation of the source''s. This makes them:'
                            ' rowferry generate importer ' || '''public.orders'''
                            || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply'
                            '; for collations, import_collate: false at import: in ' || '/etc/rowferry/importer.yaml' || ' does, too;'
                            ' for what generated columns are computed with, import_generated: false.'
                        when '42883' then
                            'The target lacks a function of the source''s. Leave the expressions of generated columns'
                            ' away, with import_generated: false at import: in ' || '/etc/rowferry/importer.yaml' || '; and defaults, where'
                            ' import_default: true stands there.'
                        else 'Mend the link in ' || '/etc/rowferry/importer.yaml' || ', and run this again.'
                    end;

        end;
    end loop;
    select string_agg(format('%I.%I', wanted[i][1], wanted[i][2]), ', ' order by i) into trouble
    from generate_subscripts(wanted, 1) as i
    where to_regclass(format('%I.%I', 'north', wanted[i][2])) is null;
    if trouble is not null then
        raise exception 'the source of the server % has no tables %', 'north', trouble
            using hint = 'Mend the names in ' || '/etc/rowferry/importer.yaml' || '.' || coalesce(
                ' Rowferry''s own are made on the source: rowferry generate exporter ' || captured
                    || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply; then rowferry generate fdw source ' || captured || as_reader
                    || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply',
                ''
            );
    end if;
    -- The source computes these columns; nobody writes them here.
    for remote in
        select n as name, a.attname
        from unnest(foreign_tables) as n
        join pg_attribute as a on a.attrelid = to_regclass(n) and a.attgenerated = 's'
    loop
        execute format('alter foreign table %s alter column %I drop expression', remote.name, remote.attname);
    end loop;
    call pg_temp.must_be_plain(foreign_tables, null, 'north', false, false);
    call pg_temp.must_be_plain(own_tables, null, 'north', false, false);
end
$rowferry1$;

-- The columns that the source's tables have now, for a sync to compare these foreign tables with.
do $rowferry1$
begin
    call pg_temp.must_be_own('table', format('%I.link_columns', 'north'));
    if to_regclass(format('%I.link_columns', 'north')) is null then
        create foreign table north.link_columns (
            schema_name              name options (column_name 'table_schema'),
            table_name               name,
            column_name              name,
            ordinal_position         integer,
            data_type                text,
            udt_schema               name,
            udt_name                 name,
            character_maximum_length integer,
            numeric_precision        integer,
            numeric_scale            integer,
            datetime_precision       integer,
            domain_schema            name,
            domain_name              name,
            is_generated             text
        ) server north options (schema_name 'information_schema', table_name 'columns');
    elsif not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.link_columns', 'north')) and a.attname = 'is_generated'
    ) then
        -- An older version made it.
        alter foreign table north.link_columns add column is_generated text;
    end if;
    call pg_temp.must_be_own('table', format('%I.link_columns', 'north'));
end
$rowferry1$;
grant select on north.link_columns to "The 'Importer'";

-- The source's columns and the parts of their types: a sync compares both with what stands here
-- under the same name, where a value may mean another one. Names are read as text, whose comparisons the source makes.
do $rowferry1$
declare
    wanted constant text[][] := array[
        array['pg_namespace', 'oid oid, nspname text'],
        array['pg_class', 'oid oid, relname text, relnamespace oid'],
        array['pg_attribute', 'attrelid oid, attname text, attnum smallint, atttypid oid, atttypmod integer,'
            ' attisdropped boolean'],
        array['pg_type', 'oid oid, typname text, typnamespace oid, typtype text, typbasetype oid, typtypmod integer,'
            ' typelem oid, typlen smallint, typrelid oid'],
        array['pg_range', 'rngtypid oid, rngsubtype oid, rngmultitypid oid'],
        array['pg_enum', 'enumtypid oid, enumlabel text, enumsortorder real']
    ];
    called text;
begin
    for i in 1 .. array_length(wanted, 1) loop
        called := format('%I.%I', 'north', 'link_' || wanted[i][1]);
        call pg_temp.must_be_own('table', called);
        if to_regclass(called) is null then
            execute format(
                'create foreign table %s (%s) server %I options (schema_name ''pg_catalog'', table_name %L)',
                called, wanted[i][2], 'north', wanted[i][1]
            );
        end if;
        call pg_temp.must_be_own('table', called);
    end loop;
end
$rowferry1$;
grant select on
    north.link_pg_namespace,
    north.link_pg_class,
    north.link_pg_attribute,
    north.link_pg_type,
    north.link_pg_range,
    north.link_pg_enum
to "The 'Importer'";


-- north.orders
do $rowferry1$
declare
    foreign_table constant regclass := 'north.orders'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name', 'fetch_size']::text[],
        array['public', 'orders', '50000']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', 'north.orders', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[]::name[], array[]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', 'north.orders', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                'north.orders', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select on north.orders to "The 'Importer'";


-- north.link_applied
do $rowferry1$
declare
    foreign_table constant regclass := 'north.link_applied'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name', 'updatable']::text[],
        array['rowferry', 'link_applied', 'true']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', 'north.link_applied', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[]::name[], array[]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', 'north.link_applied', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                'north.link_applied', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select, insert on north.link_applied to "The 'Importer'";


-- north.link_source
do $rowferry1$
declare
    foreign_table constant regclass := 'north.link_source'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name']::text[],
        array['rowferry', 'link_source']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', 'north.link_source', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[]::name[], array[]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', 'north.link_source', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                'north.link_source', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select on north.link_source to "The 'Importer'";


-- north."public.orders"
do $rowferry1$
declare
    foreign_table constant regclass := 'north."public.orders"'::regclass;
    changes text;
    remote  record;
begin
    changes := pg_temp.option_changes(
        (select f.ftoptions from pg_foreign_table as f where f.ftrelid = foreign_table),
        array['schema_name', 'table_name']::text[],
        array['rowferry', 'public.orders']::text[]
    );
    if changes is not null then
        execute format('alter foreign table %s options (%s)', 'north."public.orders"', changes);
    end if;
    -- Each column says which one it stands for, so that it may be renamed over there.
    for remote in
        select w.name, a.attname,
            pg_temp.option_changes(
                a.attfdwoptions, array['column_name'], array[coalesce(w.column_name, a.attname)]
            ) as changes
        from (
            select * from pg_attribute as p where p.attrelid = foreign_table and p.attnum > 0 and not p.attisdropped
        ) as a
        full join unnest(array[]::name[], array[]::text[]) as w (name, column_name)
            on w.name = a.attname
    loop
        if remote.attname is null then
            raise exception 'the foreign table % has no column %', 'north."public.orders"', quote_ident(remote.name)
                using hint = 'Mend column-options: at the table in ' || '/etc/rowferry/importer.yaml' || '.';
        elsif remote.changes is not null then
            execute format(
                'alter foreign table %s alter column %I options (%s)',
                'north."public.orders"', remote.attname, remote.changes
            );
        end if;
    end loop;
end
$rowferry1$;
grant select on north."public.orders" to "The 'Importer'";


-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do $rowferry1$
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
$rowferry1$;
drop procedure rowferry.as_owner(text);

commit;
