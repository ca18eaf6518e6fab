-- Made by Rowferry 0.0.0: rowferry generate tracking
--
-- Creates the schema "Row's ""Ferry""" of a source, with the identity of the source, the captured tables, the bundles of
-- each target, and all functions but those of single tables. It changes no table outside the schema.
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as the schema's
-- owner.

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

-- The schema that holds whatever Rowferry keeps in this database. The role that made it owns it, and all that stands in it.
do $rowferry$
begin
    -- CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
    if to_regnamespace('"Row''s ""Ferry"""') is null then
        create schema "Row's ""Ferry""";
        comment on schema "Row's ""Ferry""" is 'Rowferry: what was noted, exported and applied';
    end if;
end
$rowferry$;

-- The owner of the schema "Row's ""Ferry""" may have put code on its objects, such as a trigger, a default or a view.
-- So a script uses them only with the rights of that owner, whoever runs it. SET ROLE is not enough: such code could
-- set the role back, which is impossible in a SECURITY DEFINER procedure.
do $rowferry$
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
$rowferry$;

-- Not in pg_temp: an owner may lack the right to temporary tables. It is dropped below, before anybody else sees it.
create or replace procedure "Row's ""Ferry""".as_owner(script text)
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
$rowferry$;

do $rowferry$
declare
    own_role constant name := coalesce(
        (select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace('"Row''s ""Ferry"""')),
        current_user
    );
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    by_grantor constant boolean := current_setting('server_version_num')::integer >= 160000;
    others     text;
    revokes    text;
begin
    -- A member may replace the functions, and so may who can become the role. A membership of 16 and newer may lack both.
    select
        string_agg(distinct format('%I', r.rolname), ', '),
        string_agg(format('revoke %s from %I%s;', '"The Capture"', r.rolname,
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end), ' ' order by r.rolname)
    into others, revokes
    from pg_auth_members as m
    join pg_roles as r on r.oid = m.member
    where m.roleid = '"The Capture"'::regrole and r.rolname <> own_role and not r.rolsuper
        and (
            coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
            or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
        );
    if not pg_has_role(own_role, 'The Capture', 'member') then
        raise exception 'the role %, which is to own the trigger functions, cannot be used by %, who is no member of it',
            '"The Capture"', quote_ident(own_role)
            using hint = 'Each owner has a capture role of his own: make it with the kit''s role.sql (set rowferry.capture),'
                ' and name it with --capture-role.';
    end if;
    if others is not null then
        raise exception 'the role %, which is to own the trigger functions of %, has other members: %',
            '"The Capture"', quote_ident(own_role), others
            using hint = 'Give each owner a capture role of his own with the kit''s role.sql (set rowferry.capture) and name it'
                ' with --capture-role; or have a superuser run: ' || revokes;
    end if;
end
$rowferry$;

call "Row's ""Ferry""".as_owner($owner$
-- One row: the number of the layout of this schema's tables. Rowferry refuses a layout that it does not know.
create table if not exists "Row's ""Ferry""".layout (
    version integer not null,
    constraint layout_pkey primary key (version)
);

insert into "Row's ""Ferry""".layout (version)
select 2
where not exists (select from "Row's ""Ferry""".layout);

do $rowferry$
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
$rowferry$;

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
do $rowferry$
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
$rowferry$;
create index if not exists run_history_began on "Row's ""Ferry""".run_history (began);

create or replace function "Row's ""Ferry""".server_identity(
    out system_identifier text,
    out database_oid oid,
    out timeline integer
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   tells which server and which of its lives this is, to notice a restore, a clone or a failover.
    -- Reads:     the control file; the name of the current WAL file, whose first 8 digits are the timeline
    -- Writes:    nothing
    -- Called by: rowferry generate tracking, rowferry export
    select
        (select c.system_identifier::text from pg_control_system() as c),
        (select d.oid from pg_database as d where d.datname = current_database()),
        ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer;
$rowferry$;

-- The lives of this source, oldest first; the one with the highest ordinal is current, the others are its ancestors.
-- The numbers of its bundles come after numbered_from. The last three tell a row that was written here from one that came
-- out of a dump: a dump carries what they say, and not what they speak of.
create table if not exists "Row's ""Ferry""".incarnation (
    ordinal           integer     not null,
    id                uuid        not null,
    system_identifier text        not null,
    database_oid      oid         not null,
    timeline          integer     not null,
    started_at        timestamptz not null,
    reason            text        not null,
    numbered_from     bigint      not null default 0,
    own_tables        oid[],
    file_node         oid,
    row_xid           xid,
    constraint incarnation_pkey primary key (ordinal),
    constraint incarnation_id_key unique (id)
);
alter table "Row's ""Ferry""".incarnation
    add column if not exists numbered_from bigint not null default 0,
    add column if not exists own_tables oid[],
    add column if not exists file_node oid,
    add column if not exists row_xid xid;

-- The first life begins with the schema.
insert into "Row's ""Ferry""".incarnation (ordinal, id, system_identifier, database_oid, timeline, started_at, reason)
select 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'first'
from "Row's ""Ferry""".server_identity() as s
where not exists (select from "Row's ""Ferry""".incarnation);

-- The registry: one row for each base table that is captured. A table is known by its oid, so renaming it is harmless;
-- the names are those that it had last. The id is renewed whenever capture had a hole, and the next export then sends
-- the table in full. The rows of transactions below purged_to are purged. The recorder is the digest of the body of the
-- function that its triggers call; the traces are those that Rowferry's own scripts left.
create table if not exists "Row's ""Ferry""".capture (
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
alter table "Row's ""Ferry""".capture
    add column if not exists recorder text,
    add column if not exists traces text[];

-- A crash of the server empties unlogged tables, and no trigger sees it. This one is unlogged too: where the row of an
-- unlogged base table is gone, so may be rows of the table.
create unlogged table if not exists "Row's ""Ferry""".capture_witness (
    table_oid oid not null,
    constraint capture_witness_pkey primary key (table_oid),
    constraint capture_witness_table_oid_fkey foreign key (table_oid)
        references "Row's ""Ferry""".capture (table_oid) on delete cascade
);

-- One row for each target. The snapshot of its last check tells from where on the source was known to be itself,
-- and row_xid which transaction wrote the row: what came out of a dump was written by another.
create table if not exists "Row's ""Ferry""".export_target (
    target           text        not null,
    last_number      bigint      not null,
    checked_at       timestamptz,
    checked_snapshot pg_snapshot,
    row_xid          xid,
    constraint export_target_pkey primary key (target)
);
alter table "Row's ""Ferry""".export_target add column if not exists row_xid xid;

-- One row for each bundle, made before its file is begun, so that a number is never used twice; exported_at is null
-- until the file is where it belongs. Like that of its target, its row knows the transaction that wrote it.
create table if not exists "Row's ""Ferry""".export_bundle (
    target      text        not null,
    number      bigint      not null,
    incarnation uuid        not null,
    snapshot    pg_snapshot,
    started_at  timestamptz not null,
    exported_at timestamptz,
    file        text,
    bytes       bigint,
    keys        bigint,
    rows        bigint,
    row_xid     xid,
    constraint export_bundle_pkey primary key (target, number),
    constraint export_bundle_target_fkey foreign key (target)
        references "Row's ""Ferry""".export_target (target) on delete cascade
);
alter table "Row's ""Ferry""".export_bundle add column if not exists row_xid xid;

-- One row for each target and table, with the last bundle of the table, and the last one that had it in full. Name,
-- triggers, shape (columns, key, expressions, filter), labels of enums, file node and the catalog's rows of the columns
-- are those of the time: where they differ from the table as it is, the rows that were shipped may be no longer its
-- rows, and no trigger has seen it. The same holds for the partitions; the bundle of drift_number was the last one that
-- corrected their changes. For a table without triggers, the row has the largest value of its watermark, and digests of
-- its rows and keys. The target got digests of the table at digested_at for the last time. Like the row of its target, a row has the id of the transaction that wrote it.
create table if not exists "Row's ""Ferry""".export_tracking (
    target       text        not null,
    table_oid    oid         not null,
    schema_name  text        not null,
    table_name   text        not null,
    number       bigint      not null,
    full_number  bigint      not null,
    capture      text        not null,
    capture_id   uuid,
    triggers     text[]      not null,
    shape        text        not null,
    labels       text[]      not null,
    file_node    oid         not null,
    partitions   text[]      not null,
    drift_number bigint      not null,
    mark         text,
    rows_digest  text        not null,
    keys_digest  text        not null,
    kind         text        not null,
    keys         bigint      not null,
    rows         bigint      not null,
    bytes        bigint      not null,
    exported_at  timestamptz not null,
    attributes   text[]      not null default '{}',
    row_xid      xid,
    digested_at  timestamptz,
    constraint export_tracking_pkey primary key (target, table_oid),
    constraint export_tracking_target_fkey foreign key (target)
        references "Row's ""Ferry""".export_target (target) on delete cascade
);
alter table "Row's ""Ferry""".export_tracking
    add column if not exists attributes text[] not null default '{}',
    add column if not exists row_xid xid,
    add column if not exists digested_at timestamptz;

-- The roles that read over links, for how many targets each may report, and how long the last report of one of them may
-- delay the purge. A target belongs to the role that reports it first; a target of an older version, to the next role
-- that does.
create table if not exists "Row's ""Ferry""".link_reader (
    reader        name     not null,
    targets       integer  not null,
    give_up_after interval not null,
    constraint link_reader_pkey primary key (reader)
);
alter table "Row's ""Ferry""".export_target add column if not exists reader name;

-- The finished transactions at a time of this server's own clock, because the report of a reader may be a lie.
create table if not exists "Row's ""Ferry""".purge_clock (
    seen_at     timestamptz not null,
    incarnation uuid        not null,
    oldest_xid  bigint      not null,
    constraint purge_clock_pkey primary key (seen_at)
);

create or replace function "Row's ""Ferry""".own_tables()
returns oid[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   returns the oids of the tables with the identity of this source and its exports; a restored dump has
    --            new ones.
    -- Reads:     pg_class
    -- Writes:    nothing
    -- Called by: "Row's ""Ferry""".is_restored(), rowferry generate tracking
    select array_agg(c.oid order by c.relname)
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'Row''s "Ferry"'
        and c.relname in ('capture', 'export_bundle', 'export_target', 'export_tracking', 'incarnation');
$rowferry$;

create or replace function "Row's ""Ferry""".is_restored()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   tells whether this schema was restored from a dump since its incarnation began: then it knows less
    --            than was exported.
    -- Reads:     "Row's ""Ferry""".incarnation, "Row's ""Ferry""".export_target, "Row's ""Ferry""".export_bundle,
    --            "Row's ""Ferry""".export_tracking, pg_class
    -- Writes:    nothing
    -- Called by: "Row's ""Ferry""".identity_fault(), rowferry generate tracking; a link's role may not read all of it

    -- Tables that were dropped and made again have other oids. If they were emptied and filled again, the transaction
    -- that wrote a row differs from the one stored in it. VACUUM, also with FREEZE or FULL, does not change it. A row
    -- alone may have been put back by hand.
    select coalesce(
        i.own_tables <> "Row's ""Ferry""".own_tables()
            or (
                i.row_xid <> i.xmin
                and (
                    i.file_node <> c.relfilenode
                    or exists (
                        select
                        from "Row's ""Ferry""".export_target as t
                        where strpos(t.target, '/') = 0 and t.row_xid <> t.xmin
                    )
                )
            ),
        false
    ) or exists (
        -- The rows of one target alone: what says its last number, and what is known of its bundles. Or they contradict
        -- each other, since not all of them were put back.
        select
        from "Row's ""Ferry""".export_target as t
        left join lateral (
            select bool_or(n.row_xid <> n.xmin) as put_back, max(n.number) as number
            from (
                select b.row_xid, b.xmin, b.number from "Row's ""Ferry""".export_bundle as b where b.target = t.target
                union all
                select r.row_xid, r.xmin, r.number from "Row's ""Ferry""".export_tracking as r where r.target = t.target
            ) as n
        ) as noted on true
        where strpos(t.target, '/') = 0
            and ((t.row_xid <> t.xmin and noted.put_back) or noted.number > t.last_number)
    )
    from "Row's ""Ferry""".incarnation as i
    join pg_class as c on c.oid = i.tableoid
    where i.own_tables is not null
    order by i.ordinal desc
    limit 1;
$rowferry$;

-- It runs with the owner's rights, for the exporter's role and the reader roles.
revoke all on function "Row's ""Ferry""".is_restored() from public;
do $rowferry$
declare
    allowed record;
begin
    for allowed in
        select distinct g.grantee::regrole as role
        from pg_class as c
        cross join aclexplode(c.relacl) as g
        where c.relnamespace = to_regnamespace('"Row''s ""Ferry"""') and c.relname in ('export_tracking', 'link_applied')
            and g.privilege_type = 'INSERT' and g.grantee not in (0, c.relowner)
    loop
        execute format('grant execute on function %I.is_restored() to %s', 'Row''s "Ferry"', allowed.role);
    end loop;
end
$rowferry$;

-- --renew-incarnation: transactions may have been lost or undone, so the source begins another life and every target
-- gets its tables in full. Where a dump took the numbers of bundles back, no number is used again that the lost life may
-- have given away since: each of them took a transaction id, and those went on.
insert into "Row's ""Ferry""".incarnation
    (ordinal, id, system_identifier, database_oid, timeline, started_at, reason, numbered_from)
select max(i.ordinal) + 1, gen_random_uuid(), s.system_identifier, s.database_oid, s.timeline, now(), 'renewed',
    max(i.numbered_from)
from "Row's ""Ferry""".incarnation as i
cross join "Row's ""Ferry""".server_identity() as s
group by s.system_identifier, s.database_oid, s.timeline;

update "Row's ""Ferry""".incarnation as i
set numbered_from = greatest(
        i.numbered_from,
        (select max(t.last_number) from "Row's ""Ferry""".export_target as t where strpos(t.target, '/') = 0),
        (select max(b.number) from "Row's ""Ferry""".export_bundle as b where strpos(b.target, '/') = 0),
        (select max(t.number) from "Row's ""Ferry""".export_tracking as t where strpos(t.target, '/') = 0)
    )
    + greatest(
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            - coalesce((select max(pg_snapshot_xmax(b.snapshot)::text::bigint) from "Row's ""Ferry""".export_bundle as b), 0),
        0
    )
where i.own_tables is null and "Row's ""Ferry""".is_restored();

-- The transaction that wrote the existing rows no longer counts.
update "Row's ""Ferry""".export_target as t
set row_xid = null,
    last_number = greatest(
        t.last_number,
        (select max(b.number) from "Row's ""Ferry""".export_bundle as b where b.target = t.target),
        (select max(r.number) from "Row's ""Ferry""".export_tracking as r where r.target = t.target)
    )
where strpos(t.target, '/') = 0;
update "Row's ""Ferry""".export_bundle set row_xid = null where row_xid is not null;
update "Row's ""Ferry""".export_tracking set row_xid = null where row_xid is not null;

-- The registry knows tables by their oids, and a restored dump has new oids. So the table is the one with the triggers,
-- and the table with the old oid is another one.
do $rowferry$
declare
    found  record;
    entry  "Row's ""Ferry""".capture;
    moved  "Row's ""Ferry""".capture[];
begin
    for found in
        select c as entry, b.oid as base, n.nspname as schema_name, b.relname as table_name
        from "Row's ""Ferry""".capture as c
        cross join lateral (
            select min(t.tgrelid) as base, array_agg(t.tgrelid) as bases
            from pg_trigger as t
            where t.tgfoid = to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', c.shadow_name)) and t.tgparentid = 0
        ) as t
        join pg_class as b on b.oid = t.base
        join pg_namespace as n on n.oid = b.relnamespace
        where c.table_oid <> all (t.bases)
    loop
        entry := found.entry;
        entry.table_oid := found.base;
        entry.schema_name := found.schema_name;
        entry.table_name := found.table_name;
        entry.id := gen_random_uuid();
        moved := moved || entry;
    end loop;

    delete from "Row's ""Ferry""".capture as c
    where c.shadow_name = any (array(select m.shadow_name from unnest(moved) as m))
        or (
            exists (select from pg_class as b where b.oid = c.table_oid)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = c.table_oid
                    and t.tgfoid = to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', c.shadow_name))
            )
        );
    insert into "Row's ""Ferry""".capture select m.* from unnest(moved) as m;
    insert into "Row's ""Ferry""".capture_witness (table_oid) select m.table_oid from unnest(moved) as m;
end
$rowferry$;

-- Captured rows of the old incarnation have transaction ids without a meaning in this one. A full table does not need
-- them.
do $rowferry$
declare
    noted record;
begin
    perform set_config('rowferry.purging', 'on', true);
    for noted in
        select c.shadow_name
        from "Row's ""Ferry""".capture as c
        where to_regclass(format('%I.%I', 'Row''s "Ferry"', c.shadow_name)) is not null
    loop
        execute format('delete from %I.%I', 'Row''s "Ferry"', noted.shadow_name);
    end loop;
    perform set_config('rowferry.purging', '', true);
    update "Row's ""Ferry""".capture set purged_to = null where purged_to is not null;
end
$rowferry$;

-- Only this message tells a person at a target whether a bundle of a new incarnation comes from the source.
do $rowferry$
begin
    raise warning 'targets refuse the next bundles until you run there: % --accept-incarnation %',
        'rowferry import --config /etc/rowferry/importer.yaml',
        (select i.id from "Row's ""Ferry""".incarnation as i order by i.ordinal desc limit 1);
end
$rowferry$;

-- Stores the transaction that writes the row of the newest incarnation. The second update reads the row of the first
-- one, because no function returns the id of the innermost subtransaction.
do $rowferry$
declare
    newest constant integer := (
        select i.ordinal from "Row's ""Ferry""".incarnation as i where i.own_tables is null order by i.ordinal desc limit 1
    );
begin
    update "Row's ""Ferry""".incarnation as i
    set own_tables = "Row's ""Ferry""".own_tables(),
        file_node = (select c.relfilenode from pg_class as c where c.oid = i.tableoid)
    where i.ordinal = newest;
    update "Row's ""Ferry""".incarnation as i set row_xid = i.xmin where i.ordinal = newest;
end
$rowferry$;

create or replace function "Row's ""Ferry""".identity_fault()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   tells by what this source is not the one that was read before: it was restored, cloned or failed over.
    --            Null when it is itself.
    -- Reads:     "Row's ""Ferry""".incarnation, "Row's ""Ferry""".export_bundle, "Row's ""Ferry""".server_identity(),
    --            "Row's ""Ferry""".is_restored()
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry status, rowferry sync
    select case
        when s.system_identifier <> i.system_identifier then
            format('the server''s system identifier is %s, not %s', s.system_identifier, i.system_identifier)
        when s.database_oid <> i.database_oid then
            format('the database''s oid is %s, not %s', s.database_oid, i.database_oid)
        when s.timeline <> i.timeline then
            format('the server''s timeline is %s, not %s', s.timeline, i.timeline)
        when "Row's ""Ferry""".is_restored() then
            format('tables in schema %I, or rows in them, came out of a dump or were made anew', 'Row''s "Ferry"')
        else (
            -- Bundles of another life saw transaction ids that mean nothing in this one.
            select format('the next transaction id is %s, but bundle %s of target %s saw %s',
                pg_snapshot_xmax(pg_current_snapshot()), b.number, b.target, pg_snapshot_xmax(b.snapshot))
            from "Row's ""Ferry""".export_bundle as b
            where b.incarnation = i.id and pg_snapshot_xmax(b.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
            order by b.number desc
            limit 1
        )
        end
    from (select * from "Row's ""Ferry""".incarnation order by ordinal desc limit 1) as i
    cross join "Row's ""Ferry""".server_identity() as s;
$rowferry$;

create or replace function "Row's ""Ferry""".forget_bundles(of_target text, retain interval)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   deletes the entries of old bundles of a target. The newest one that is older than the retained time
    --            stays, because the purge uses its snapshot. All later ones stay too.
    -- Reads:     "Row's ""Ferry""".export_tracking
    -- Writes:    "Row's ""Ferry""".export_bundle
    -- Called by: rowferry export; what a link tells of what was applied
    delete from "Row's ""Ferry""".export_bundle as b
    where b.target = of_target and b.number < (
        select max(o.number)
        from "Row's ""Ferry""".export_bundle as o
        where o.target = of_target and o.exported_at <= now() - least(retain, '36500 days')
            and o.number <= (select min(t.number) from "Row's ""Ferry""".export_tracking as t where t.target = of_target)
    );
$rowferry$;

create or replace function "Row's ""Ferry""".purge(base oid, retain interval)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   deletes captured rows that every target of the table has, if they are older than the retained time, and
--            returns their number. The same transaction updates the registry, so that no window begins where rows are
--            missing.
-- Reads:     "Row's ""Ferry""".export_target, "Row's ""Ferry""".export_tracking, "Row's ""Ferry""".export_bundle,
--            "Row's ""Ferry""".incarnation, "Row's ""Ferry""".link_reader
-- Writes:    "Row's ""Ferry""".capture, "Row's ""Ferry""".purge_clock, the table's shadow table
-- Called by: rowferry export; what a link tells of what was applied
declare
    -- A time before the beginning of the calendar would stop each purge with an error.
    longest constant interval := '36500 days';
    life    constant uuid := (select i.id from "Row's ""Ferry""".incarnation as i order by i.ordinal desc limit 1);
    oldest  bigint;
    shadow  text;
    purged  bigint;
begin
    insert into "Row's ""Ferry""".purge_clock (seen_at, incarnation, oldest_xid)
    select now(), life, pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    where not exists (
        select from "Row's ""Ferry""".purge_clock as c where c.incarnation = life and c.seen_at > now() - interval '1 hour'
    )
    on conflict do nothing;
    -- The newest that is old enough for every reader stays.
    delete from "Row's ""Ferry""".purge_clock as c
    where c.incarnation <> life or c.seen_at < (
        select max(o.seen_at)
        from "Row's ""Ferry""".purge_clock as o
        where o.seen_at <= now() - least(longest, greatest(
            retain, interval '30 days', (select max(r.give_up_after) from "Row's ""Ferry""".link_reader as r)
        ))
    );

    -- The lowest xmin of all targets, each at its newest bundle that is older than the retained time; 0 if a target has
    -- no such bundle. A target that reads over a link delays the purge only for the waiting time of its reader,
    -- whatever it reported.
    select min(greatest(coalesce(old.xmin, 0), age.oldest_xid)) into oldest
    from "Row's ""Ferry""".export_tracking as t
    left join lateral (
        select pg_snapshot_xmin(b.snapshot)::text::bigint as xmin
        from "Row's ""Ferry""".export_bundle as b
        where b.target = t.target and b.number <= t.number and b.exported_at <= now() - least(longest, retain)
            and b.incarnation = life
        order by b.number desc
        limit 1
    ) as old on true
    left join lateral (
        select max(c.oldest_xid) as oldest_xid
        from "Row's ""Ferry""".purge_clock as c
        where strpos(t.target, '/') > 0 and c.incarnation = life and c.seen_at <= now() - least(longest, greatest(retain, coalesce(
            (
                select r.give_up_after
                from "Row's ""Ferry""".export_target as e
                join "Row's ""Ferry""".link_reader as r on r.reader = e.reader
                where e.target = t.target
            ),
            interval '30 days'
        )))
    ) as age on true
    where t.table_oid = base and t.capture = 'trigger';

    update "Row's ""Ferry""".capture as c
    set purged_to = oldest::text::xid8
    where c.table_oid = base and oldest > coalesce(c.purged_to::text::bigint, 0)
    returning c.shadow_name into shadow;
    if not found then
        return 0;
    end if;
    perform set_config('rowferry.purging', 'on', true);
    -- In its text, so that the planner sees how few rows of a long log that is.
    execute format('delete from %I.%I where xid < %L::xid8', 'Row''s "Ferry"', shadow, oldest);
    get diagnostics purged = row_count;
    perform set_config('rowferry.purging', '', true);
    return purged;
end
$rowferry$;

-- An older Rowferry asked this one.
drop function if exists "Row's ""Ferry""".shadow_fits(oid, oid, text[]);

create or replace function "Row's ""Ferry""".shadow_fault(shadow oid, base oid, key_columns text[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   tells why a shadow table cannot keep the keys of its base table; null where it can. It has the columns xid,
    --            k1, k2 and so on that go with the key, and for a key of one column it may have k1s, arrays of such keys;
    --            it survives a crash, and nothing turns aside what is inserted, nor hides it.
    -- Reads:     pg_class, pg_attribute, pg_type, pg_rewrite, pg_trigger
    -- Writes:    nothing
    -- Called by: "Row's ""Ferry""".capture_fault, rowferry generate exporter

    -- A domain's column is noted as the type below it: the marker of a TRUNCATE is null, which a domain may forbid.
    with recursive wanted (name, type, typmod, collated) as (
        select 'k' || k.position, a.atttypid, a.atttypmod, a.attcollation
        from unnest(key_columns) with ordinality as k (name, position)
        join pg_attribute as a on a.attrelid = base and a.attname = k.name and not a.attisdropped
        union all
        select w.name, t.typbasetype, t.typtypmod, w.collated
        from wanted as w
        join pg_type as t on t.oid = w.type and t.typtype = 'd'
    ),
    columns (fit) as (
        select count(*) filter (where s.attname <> 'k1s') = cardinality(key_columns) + 1
            and bool_and(case s.attname
                when 'xid' then s.atttypid = 'xid8'::regtype
                when 'k1s' then cardinality(key_columns) = 1 and exists (
                    select
                    from wanted as w
                    join pg_type as t on t.oid = w.type
                    where (t.typarray, w.typmod, w.collated) = (s.atttypid, s.atttypmod, s.attcollation)
                )
                else exists (
                    select
                    from wanted as w
                    where w.name = s.attname
                        and (w.type, w.typmod, w.collated) = (s.atttypid, s.atttypmod, s.attcollation)
                )
            end)
        from pg_attribute as s
        where s.attrelid = shadow and s.attnum > 0 and not s.attisdropped
    )
    select format('the shadow table %I ', c.relname) || case
            when not s.fit then format('does not go with the key (%s)', array_to_string(key_columns, ', '))
            when c.relpersistence <> 'p' then 'is not a permanent table'
            when c.relrowsecurity then 'has row security'
            when exists (select from pg_rewrite as r where r.ev_class = shadow) then 'has a rule'
            else (
                select format('has the trigger %I, which is none of Rowferry''s', min(t.tgname::text))
                from pg_trigger as t
                -- BEFORE INSERT, for each row: no other trigger can turn a row aside.
                where t.tgrelid = shadow and not t.tgisinternal and t.tgtype & 7 = 7
                having count(*) > 0
            )
        end
    from pg_class as c
    cross join columns as s
    where c.oid = shadow;
$rowferry$;

create or replace function "Row's ""Ferry""".reset_hint(base text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   says how capture is taken off a table, as a command that a shell takes as it stands.
    -- Reads:     where the session is connected to, and as which role
    -- Writes:    nothing
    -- Called by: "Row's ""Ferry""".prepare_capture, "Row's ""Ferry""".guard_shadow

    -- A keyword string: values in quotes, quotes and backslashes behind a backslash. Then the shell's quotes around it.
    select format(
        'To stop capturing %s, and lose the changes that were not exported yet, run: rowferry generate reset %s --source %s%s --apply',
        -- A column goes before a parameter of its name.
        reset_hint.base,
        shell.base,
        shell.source,
        case 'Row''s "Ferry"' when 'rowferry' then '' else ' --schema ' || shell.schema end
    )
    from (
        select
            '''' || replace(base, '''', '''\''''') || '''' as base,
            '''' || replace('Row''s "Ferry"', '''', '''\''''') || '''' as schema,
            '''' || replace(string_agg(format('%s=%s', k.name, case
                when k.value ~ '^[a-zA-Z0-9_.:-]+$' then k.value
                else '''' || regexp_replace(k.value, '([\\''])', '\\\1', 'g') || ''''
            end), ' ' order by k.place), '''', '''\''''') || '''' as source
        from (values
            -- Over a Unix-domain socket there is no address, and Rowferry's driver has no such sockets.
            (1, 'host', coalesce(host(inet_server_addr()), 'localhost')),
            (2, 'port', coalesce(inet_server_port()::text, current_setting('port'))),
            (3, 'dbname', current_database()::text),
            (4, 'user', (
                select pg_get_userbyid(c.relowner)::text from pg_class as c where c.oid = to_regclass('"Row''s ""Ferry""".capture')
            ))
        ) as k (place, name, value)
    ) as shell
    where reset_hint.base is not null;
$rowferry$;

create or replace function "Row's ""Ferry""".column_witness(base oid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   returns for each column of a table its number and the transaction that wrote its row in the catalog. A
    --            table that becomes a child or a partition, and is taken out again, has these rows written again with
    --            the same values.
    -- Reads:     pg_attribute
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync
    select array(
        select format('%s %s', a.attnum, a.xmin)
        from pg_attribute as a
        where a.attrelid = base and a.attnum > 0
        order by a.attnum
    );
$rowferry$;

create or replace function "Row's ""Ferry""".capture_traces(shadow_name text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   returns the rows of the catalog that captured changes hang on, each with the transaction that wrote
    --            it: the functions, and of the shadow table its row type, which goes by its name, its columns, and the
    --            trigger that keeps it from becoming a child. An object that was altered and changed back has another
    --            transaction. VACUUM FULL of the shadow table and GRANT on it write none of these rows.
    -- Reads:     pg_proc, pg_class, pg_type, pg_trigger, pg_attribute
    -- Writes:    nothing
    -- Called by: "Row's ""Ferry""".capture_altered, rowferry generate tracking, rowferry generate exporter
    select array(
        select format('function %s %s', p.oid, p.xmin)
        from pg_proc as p
        where p.oid in (
            to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', shadow_name)),
            to_regprocedure(format('%I.guard_shadow()', 'Row''s "Ferry"'))
        )
        union all
        select format('type %s %s', y.oid, y.xmin)
        from pg_class as c
        join pg_type as y on y.oid = c.reltype
        where c.oid = to_regclass(format('%I.%I', 'Row''s "Ferry"', shadow_name))
        union all
        select format('trigger %s %s', t.oid, t.xmin)
        from pg_trigger as t
        where t.tgrelid = to_regclass(format('%I.%I', 'Row''s "Ferry"', shadow_name)) and t.tgname = 'rowferry_no_child'
        union all
        select format('column %s %s', a.attnum, a.xmin)
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.%I', 'Row''s "Ferry"', shadow_name)) and a.attnum > 0
        order by 1
    );
$rowferry$;

create or replace function "Row's ""Ferry""".capture_altered(noted text[], shadow_name text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   returns the traces of a capture where they are not those that Rowferry's own scripts left, and nothing
    --            where they are: nobody else has altered a function or the shadow table since.
    -- Reads:     "Row's ""Ferry""".capture_traces
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync, rowferry generate tracking, rowferry generate exporter
    select case when coalesce(noted = t.found, true) then '{}' else t.found end
    from (select "Row's ""Ferry""".capture_traces(shadow_name)) as t (found);
$rowferry$;

-- This runs before objects are created again: capture that somebody altered by hand since the last run may have had a
-- hole, and the alteration would no longer show.
update "Row's ""Ferry""".capture as c
set id = gen_random_uuid()
where "Row's ""Ferry""".capture_altered(c.traces, c.shadow_name) <> '{}';

create or replace function "Row's ""Ferry""".guard_shadow()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   refuses to change or delete captured rows by hand: a target that does not have them yet would never get them.
--            Only a purge deletes them, and says so in the setting rowferry.purging.
-- Reads:     "Row's ""Ferry""".capture
-- Writes:    nothing
-- Called by: the trigger rowferry_guard of each shadow table
declare
    base text;
begin
    if current_setting('rowferry.purging', true) = 'on' then
        return null;
    end if;
    select format('%I.%I', c.schema_name, c.table_name) into base
    from "Row's ""Ferry""".capture as c
    where c.shadow_name = tg_table_name;
    raise exception '%.% holds the changes of % that a target may not have yet: % is refused',
            quote_ident(tg_table_schema), quote_ident(tg_table_name), coalesce(base, 'a table'), tg_op
        using hint = 'Leave them. Each export deletes the changes that every target has, once they are older than ''retain''. '
            || coalesce("Row's ""Ferry""".reset_hint(base), '');
end
$rowferry$;

create or replace function "Row's ""Ferry""".capture_fault(base oid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   tells what is wrong with the capture of a base table; null when every change of it is being noted.
--            Try: select table_name, "Row's ""Ferry""".capture_fault(table_oid) from "Row's ""Ferry""".capture
-- Reads:     "Row's ""Ferry""".capture, "Row's ""Ferry""".capture_witness, pg_class, pg_attribute, pg_inherits, pg_trigger,
--            pg_proc
-- Writes:    nothing
-- Called by: rowferry generate exporter, rowferry export, rowferry status
declare
    -- The bits of pg_trigger.tgtype.
    for_each_row  constant integer := 1;
    on_insert     constant integer := 4;
    on_delete     constant integer := 8;
    on_update     constant integer := 16;
    on_truncate   constant integer := 32;
    before_it     constant integer := 2;
    shadow        oid;
    recorder      oid;
    guard         oid;
    registered    record;
    relation      record;
    found_fault   text;
begin
    select c.* into registered from "Row's ""Ferry""".capture as c where c.table_oid = base;
    if not found then
        return 'it is not captured';
    end if;
    select c.relkind, c.relispartition, c.relpersistence into relation from pg_class as c where c.oid = base;
    if not found then
        return 'the table was dropped';
    end if;
    -- A statement fires the statement triggers of the table that it names, and of none above or below that.
    if relation.relispartition then
        return format('it became a partition of %s', pg_partition_root(base)::regclass);
    end if;
    if relation.relkind = 'r' and (
        exists (select from pg_inherits as i where i.inhrelid = base)
        or exists (select from pg_inherits as i where i.inhparent = base)
    ) then
        return 'it became a parent or child of inheritance';
    end if;

    shadow := to_regclass(format('%I.%I', 'Row''s "Ferry"', registered.shadow_name));
    recorder := to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', registered.shadow_name));
    guard := to_regprocedure(format('%I.guard_shadow()', 'Row''s "Ferry"'));
    if shadow is null then
        return format('the shadow table %I is missing', registered.shadow_name);
    end if;
    found_fault := "Row's ""Ferry""".shadow_fault(shadow, base, registered.key_columns);
    if found_fault is not null then
        return found_fault;
    end if;
    if recorder is not null and not exists (
        select
        from pg_proc as p
        where p.oid = recorder and encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') = registered.recorder
    ) then
        return format('the function %I() is another one', registered.shadow_name);
    end if;

    -- The states of pg_trigger.tgenabled: A fires always, O in every role but a replicator's, R in a replicator's alone.
    select case
            when t.oid is null then
                format('the trigger %s is missing', w.name)
            when t.tgfoid is distinct from w.calls or t.tgtype <> w.type then
                format('the trigger %s is another one', w.name)
            else
                format('the trigger %s is %s, not %s', w.name,
                    case t.tgenabled
                        when 'D' then 'disabled'
                        when 'O' then 'enabled'
                        when 'R' then 'enabled replica'
                        else 'enabled always'
                    end,
                    case w.state when 'O' then 'enabled' when 'R' then 'enabled replica' else 'enabled always' end)
        end
    into found_fault
    from (values
        (1, 'row', base, 'rowferry_insert', on_insert + for_each_row, 'A', recorder),
        (2, 'row', base, 'rowferry_update', on_update + for_each_row, 'A', recorder),
        (3, 'row', base, 'rowferry_delete', on_delete + for_each_row, 'A', recorder),
        (4, 'statement', base, 'rowferry_insert', on_insert, 'O', recorder),
        (5, 'statement', base, 'rowferry_update', on_update, 'O', recorder),
        (6, 'statement', base, 'rowferry_delete', on_delete, 'O', recorder),
        (7, 'statement', base, 'rowferry_replica', on_insert + on_update + on_delete + for_each_row, 'R', recorder),
        (8, registered.mode, base, 'rowferry_key_change', on_update + for_each_row, 'A', recorder),
        (9, registered.mode, base, 'rowferry_truncate', on_truncate, 'A', recorder),
        (10, registered.mode, shadow, 'rowferry_guard', before_it + on_update + on_delete + on_truncate, 'A', guard)
    ) as w (place, mode, fires_for, name, type, state, calls)
    left join pg_trigger as t on t.tgrelid = w.fires_for and t.tgname = w.name
    where w.mode = registered.mode
        and (t.oid is null or t.tgfoid is distinct from w.calls or t.tgtype <> w.type or t.tgenabled <> w.state::"char")
    order by w.place
    limit 1;
    if found_fault is not null then
        return found_fault;
    end if;
    if relation.relkind = 'r' and relation.relpersistence <> 'u' then
        return null;
    end if;

    -- The server clones row triggers to every partition, also to one that comes later; the clones are what fires. Found
    -- in pg_inherits, since pg_partition_tree would wait for whoever locks a partition.
    with recursive tree (member) as (
        select i.inhrelid from pg_inherits as i where i.inhparent = base
        union all
        select i.inhrelid from tree as t join pg_inherits as i on i.inhparent = t.member
    )
    select case
            when c.relkind = 'f' then
                format('its partition %s is a foreign table, whose rows change where no trigger sees it', c.oid::regclass)
            when t.oid is null then
                format('the trigger %s of its partition %s is missing', w.name, c.oid::regclass)
            when t.tgfoid is distinct from recorder or t.tgtype <> w.type then
                format('the trigger %s of its partition %s is another one', w.name, c.oid::regclass)
            else
                format('the trigger %s of its partition %s is disabled or not enabled always', w.name, c.oid::regclass)
        end
    into found_fault
    from tree as m
    join pg_class as c on c.oid = m.member
    cross join (values
        ('rowferry_insert', on_insert + for_each_row),
        ('rowferry_update', on_update + for_each_row),
        ('rowferry_delete', on_delete + for_each_row),
        ('rowferry_key_change', on_update + for_each_row)
    ) as w (name, type)
    left join pg_trigger as t on t.tgrelid = c.oid and t.tgname = w.name
    where c.relkind = 'f' or t.oid is null or t.tgfoid is distinct from recorder or t.tgtype <> w.type or t.tgenabled <> 'A'
    order by c.relkind = 'f' desc, c.oid::regclass::text, w.name
    limit 1;
    if found_fault is not null then
        return found_fault;
    end if;

    with recursive tree (member) as (
        select base
        union all
        select i.inhrelid from tree as t join pg_inherits as i on i.inhparent = t.member
    )
    select format('a crash of the server has emptied %s, which is unlogged', min(c.oid::regclass::text))
    into found_fault
    from tree as m
    join pg_class as c on c.oid = m.member
    where c.relpersistence = 'u'
    having count(*) > 0;
    -- A standby cannot read it, so it is asked of unlogged tables alone.
    if found_fault is not null and exists (select from "Row's ""Ferry""".capture_witness as w where w.table_oid = base) then
        return null;
    end if;
    return found_fault;
end
$rowferry$;

create or replace procedure "Row's ""Ferry""".prepare_capture(
    base regclass,
    new_shadow_name text,
    new_key_columns text[],
    new_mode text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   leaves capture without a fault as it is, and removes any other, so that it is made again. Afterwards the
--            registry has the table if and only if nothing is left to do. Capture that somebody altered by hand gets a new
--            id: it may have had a hole, and the script that goes on from here hides the alteration.
-- Reads:     "Row's ""Ferry""".capture, pg_class, pg_inherits, pg_trigger
-- Writes:    "Row's ""Ferry""".capture, the triggers of the table, shadow tables that do not fit
-- Called by: rowferry generate exporter
declare
    whole    boolean := "Row's ""Ferry""".capture_fault(base) is null;
    previous record;
    other    regclass;
    leftover record;
    tree     oid[];
begin
    update "Row's ""Ferry""".capture as c
    set id = gen_random_uuid()
    where c.table_oid = base and "Row's ""Ferry""".capture_altered(c.traces, c.shadow_name) <> '{}';
    select c.* into previous from "Row's ""Ferry""".capture as c where c.table_oid = base;
    if whole and (previous.shadow_name, previous.key_columns, previous.mode)
            is not distinct from (new_shadow_name, new_key_columns, new_mode) then
        return;
    end if;

    -- The table, and all its partitions at any depth.
    tree := array(
        with recursive below (member) as (
            select base::oid
            union all
            select i.inhrelid from below as b join pg_inherits as i on i.inhparent = b.member
        )
        select b.member from below as b
    );
    -- A partition's own triggers miss rows that are written through the table, and the server would clone none beside
    -- them.
    select c.table_oid into other from "Row's ""Ferry""".capture as c where c.table_oid = any (tree) and c.table_oid <> base;
    if other is not null then
        raise exception 'the partition % of % is captured on its own', other, base
            using hint = 'Take capture off that one, then run this again. ' || "Row's ""Ferry""".reset_hint(other::text);
    end if;

    -- No writer may come in between: the lock waits for writers, and is held until the new triggers exist. It includes
    -- partitions. DROP TRIGGER needs a stronger lock, which is taken at once, because two sessions that raise a lock
    -- block each other.
    if exists (select from pg_trigger as t where t.tgrelid = any (tree) and starts_with(t.tgname, 'rowferry_')) then
        execute format('lock table %s in access exclusive mode', base);
    else
        execute format('lock table %s in share row exclusive mode', base);
    end if;
    for leftover in
        select t.tgrelid::regclass as base, t.tgname as name
        from pg_trigger as t
        where t.tgrelid = any (tree) and starts_with(t.tgname, 'rowferry_') and t.tgparentid = 0
    loop
        execute format('drop trigger %I on %s', leftover.name, leftover.base);
    end loop;

    -- The table may have had another shadow table, and the shadow table another base table, which was dropped since.
    if previous.shadow_name <> new_shadow_name then
        execute format('drop function if exists %I.%I()', 'Row''s "Ferry"', previous.shadow_name);
        execute format('drop table if exists %I.%I', 'Row''s "Ferry"', previous.shadow_name);
    end if;
    delete from "Row's ""Ferry""".capture as c
    where c.table_oid = base
        or (c.shadow_name = new_shadow_name and not exists (select from pg_class as t where t.oid = c.table_oid));
    select c.table_oid into other from "Row's ""Ferry""".capture as c where c.shadow_name = new_shadow_name;
    if other is not null then
        raise exception 'the shadow table % is in use by the table %', new_shadow_name, other
            using hint = 'Take capture off that one, then run this again. ' || "Row's ""Ferry""".reset_hint(other::text);
    end if;
    if "Row's ""Ferry""".shadow_fault(
        to_regclass(format('%I.%I', 'Row''s "Ferry"', new_shadow_name)), base, new_key_columns
    ) is not null then
        execute format('drop table if exists %I.%I', 'Row''s "Ferry"', new_shadow_name);
    end if;
end
$rowferry$;

create or replace procedure "Row's ""Ferry""".register_capture(
    base regclass,
    new_shadow_name text,
    new_key_columns text[],
    new_mode text
)
language sql
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   stores that a table is captured. The new id of a new row shows that there may have been a hole, so the next
    --            export sends this table in full. The base table is still locked: no change without a record can be
    --            committed after this row. An existing row keeps its id; the table may have been renamed since.
    -- Reads:     pg_class, pg_namespace, pg_proc
    -- Writes:    "Row's ""Ferry""".capture, "Row's ""Ferry""".capture_witness
    -- Called by: rowferry generate exporter
    insert into "Row's ""Ferry""".capture as c
        (table_oid, schema_name, table_name, shadow_name, key_columns, mode, id, recorder, installed_at)
    select
        t.oid,
        n.nspname,
        t.relname,
        new_shadow_name,
        new_key_columns,
        new_mode,
        gen_random_uuid(),
        (
            select encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
            from pg_proc as p
            where p.oid = to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', new_shadow_name))
        ),
        now()
    from pg_class as t
    join pg_namespace as n on n.oid = t.relnamespace
    where t.oid = base
    on conflict (table_oid) do update
    set schema_name = excluded.schema_name, table_name = excluded.table_name, recorder = excluded.recorder
    where (c.schema_name, c.table_name, c.recorder)
        is distinct from (excluded.schema_name, excluded.table_name, excluded.recorder);

    insert into "Row's ""Ferry""".capture_witness (table_oid)
    values (base)
    on conflict (table_oid) do nothing;
$rowferry$;

create or replace procedure "Row's ""Ferry""".lock_shadows(shadow_names text[], mode text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   locks shadow tables together, or none of them. It waits for no shadow table while it holds another one: of a
--            deadlock with a transaction that has both, in the other order, that transaction could be the victim.
-- Reads:     nothing
-- Writes:    nothing
-- Called by: "Row's ""Ferry""".trace_captures, "Row's ""Ferry""".widen_shadows
declare
    tries  integer := 0;
    shadow text;
begin
    loop
        begin
            foreach shadow in array coalesce(shadow_names, '{}') loop
                execute format('lock table %I.%I in %s mode nowait', 'Row''s "Ferry"', shadow, mode);
            end loop;
            exit;
        exception
            when lock_not_available then
                tries := tries + 1;
                if tries > 50 then
                    raise;
                end if;
                perform pg_sleep(0.1);
        end;
    end loop;
end
$rowferry$;

create or replace procedure "Row's ""Ferry""".widen_shadows(shadow_names text[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   gives shadow tables that note each key in a row of its own, as all did once, the column for arrays of them.
--            Nothing that they hold is touched. One that is missing, or is of another key, is left to what makes it again.
-- Reads:     "Row's ""Ferry""".capture, pg_attribute, pg_type, pg_collation
-- Writes:    "Row's ""Ferry""".capture, shadow tables
-- Called by: rowferry generate exporter
declare
    lacking     text[];
    definitions text[];
    untouched   boolean;
begin
    select array_agg(s.name order by s.name), array_agg(a.definition order by s.name) into lacking, definitions
    from unnest(shadow_names) as s (name)
    cross join lateral (
        select
            max(format_type(nullif(t.typarray, 0), c.atttypmod) || coalesce((
                select format(' collate %I.%I', n.nspname, o.collname)
                from pg_collation as o
                join pg_namespace as n on n.oid = o.collnamespace
                where o.oid = c.attcollation and c.attcollation <> t.typcollation
            ), '')) filter (where c.attname = 'k1') as definition,
            array_agg(c.attname::text order by c.attname) as columns
        from pg_attribute as c
        join pg_type as t on t.oid = c.atttypid
        where c.attrelid = to_regclass(format('%I.%I', 'Row''s "Ferry"', s.name)) and c.attnum > 0 and not c.attisdropped
    ) as a
    where a.columns = array['k1', 'xid'] and a.definition is not null;
    call "Row's ""Ferry""".lock_shadows(lacking, 'access exclusive');
    for place in 1 .. coalesce(cardinality(lacking), 0) loop
        -- An alteration by somebody else stays noticed.
        untouched := exists (
            select
            from "Row's ""Ferry""".capture as c
            where c.shadow_name = lacking[place] and "Row's ""Ferry""".capture_altered(c.traces, c.shadow_name) = '{}'
        );
        execute format('alter table %I.%I add column k1s %s', 'Row''s "Ferry"', lacking[place], definitions[place]);
        update "Row's ""Ferry""".capture as c
        set traces = "Row's ""Ferry""".capture_traces(c.shadow_name)
        where c.shadow_name = lacking[place] and untouched;
    end loop;
end
$rowferry$;

create or replace procedure "Row's ""Ferry""".trace_captures(shadow_names text[] default null)
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   stores the traces of captures whose objects a script has created, or of all. A shadow table that an older
--            Rowferry made gets its last trigger before.
-- Reads:     "Row's ""Ferry""".capture, pg_trigger
-- Writes:    "Row's ""Ferry""".capture, the trigger rowferry_no_child of shadow tables
-- Called by: rowferry generate tracking, rowferry generate exporter
declare
    -- A row trigger that reads old rows: with it, PostgreSQL refuses to make the shadow table a child of another, through
    -- which its rows could be deleted past its guard. It never fires, since the guard refuses every UPDATE.
    lacking constant text[] := array(
        select c.shadow_name
        from "Row's ""Ferry""".capture as c
        where c.shadow_name = any (coalesce(shadow_names, array[c.shadow_name]))
            and to_regclass(format('%I.%I', 'Row''s "Ferry"', c.shadow_name)) is not null
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = to_regclass(format('%I.%I', 'Row''s "Ferry"', c.shadow_name))
                    and t.tgname = 'rowferry_no_child'
            )
    );
    shadow text;
begin
    call "Row's ""Ferry""".lock_shadows(lacking, 'share row exclusive');
    foreach shadow in array lacking loop
        execute format(
            'create trigger rowferry_no_child after update on %1$I.%2$I referencing old table as old_rows'
                ' for each row execute function %1$I.guard_shadow()',
            'Row''s "Ferry"', shadow
        );
    end loop;

    update "Row's ""Ferry""".capture as c
    set traces = "Row's ""Ferry""".capture_traces(c.shadow_name)
    where c.shadow_name = any (coalesce(shadow_names, array[c.shadow_name]))
        and c.traces is distinct from "Row's ""Ferry""".capture_traces(c.shadow_name);
end
$rowferry$;


call "Row's ""Ferry""".trace_captures();

-- The role that the trigger functions run as reaches the schema, and may add rows to shadow tables; nothing else.
grant usage on schema "Row's ""Ferry""" to "The Capture";

-- The role that exports reads who the source is and what is captured, and keeps its own tracking.
grant usage on schema "Row's ""Ferry""" to "The 'Exporter'";
grant select
    on "Row's ""Ferry""".layout, "Row's ""Ferry""".incarnation, "Row's ""Ferry""".capture, "Row's ""Ferry""".capture_witness,
    "Row's ""Ferry""".link_reader
    to "The 'Exporter'";
grant select, insert, update, delete
    on "Row's ""Ferry""".export_target, "Row's ""Ferry""".export_bundle, "Row's ""Ferry""".export_tracking
    to "The 'Exporter'";
grant select, insert, update on "Row's ""Ferry""".run_lock to "The 'Exporter'";
grant select, insert, delete on "Row's ""Ferry""".run_history to "The 'Exporter'";
grant execute on function "Row's ""Ferry""".is_restored() to "The 'Exporter'";
grant select, insert, delete on "Row's ""Ferry""".purge_clock to "The 'Exporter'";
grant update (purged_to) on "Row's ""Ferry""".capture to "The 'Exporter'";

$owner$::text);

-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do $rowferry$
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
$rowferry$;
drop procedure "Row's ""Ferry""".as_owner(text);

commit;
