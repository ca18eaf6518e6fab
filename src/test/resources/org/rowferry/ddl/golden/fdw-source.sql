-- Made by Rowferry 0.0.0: rowferry generate fdw source
--
-- Lets the role rowferry_reader read, from another server and through postgres_fdw, these tables and no others:
--     public.order_lines
--     public.orders and its shadow table rowferry."public.orders"
-- and, in the schema rowferry, the state of the source and of its capture. The role also reports there which changes
-- were applied, so that they are purged.
--
-- You may run it twice: existing objects stay as they are. It is one transaction. Run it with psql -X -f, as the owner of the
-- tables. If the role does not exist, the owner must be allowed to create roles. Set its password with: \password.

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

do $rowferry$
declare
    -- From 16 on, REVOKE takes away what one role granted, and by itself a superuser takes that of the first superuser.
    by_grantor constant boolean := current_setting('server_version_num')::integer >= 160000;
    faults text;
    advice text;
begin
    if not exists (select from pg_roles as r where r.rolname = 'rowferry_reader') then
        create role rowferry_reader login;
        comment on role rowferry_reader is 'Rowferry: reads, for targets that come through postgres_fdw';
    end if;
    -- One that was there before may be somebody's, or may do more than it should over a password that goes to another host.
    select string_agg(f.fault, ', '), string_agg(f.advice, ' ')
    into faults, advice
    from (
        select 'it has the attribute ' || a.name as fault, format('alter role %I no%s;', r.rolname, a.name) as advice
        from pg_roles as r
        cross join lateral (values
            ('superuser', r.rolsuper), ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb),
            ('replication', r.rolreplication), ('bypassrls', r.rolbypassrls)
        ) as a (name, is_set)
        where r.rolname = 'rowferry_reader' and a.is_set
        union all
        select format('%I is a member of it', o.rolname), format('revoke %I from %I%s;', 'rowferry_reader', o.rolname,
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.member
        where m.roleid = 'rowferry_reader'::regrole and not o.rolsuper
            and (
                coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
                or coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)
            )
        union all
        select format('it is a member of %I', o.rolname), format('revoke %I from %I%s;', o.rolname, 'rowferry_reader',
            case when by_grantor then format(' granted by %I', pg_get_userbyid(m.grantor)) else '' end)
        from pg_auth_members as m
        join pg_roles as o on o.oid = m.roleid
        where m.member = 'rowferry_reader'::regrole
    ) as f;
    if faults is not null then
        raise exception 'the role % is there, and is none that only reads: %', 'rowferry_reader', faults
            using hint = 'Name another: --role NAME. Or run: ' || advice;
    end if;
    -- Granted to everybody, unless somebody took it away.
    if not has_database_privilege('rowferry_reader', current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), 'rowferry_reader');
        if not has_database_privilege('rowferry_reader', current_database(), 'connect') then
            raise exception 'the role % may not connect to the database %', 'rowferry_reader', current_database()
                using hint = format(
                    'Have the database''s owner run: grant connect on database %I to %I; then run this again.',
                    current_database(), 'rowferry_reader'
                );
        end if;
    end if;
end
$rowferry$;


-- public.order_lines
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
        grant usage on schema public to rowferry_reader;
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
            raise exception 'the role % may not use the schema %', 'rowferry_reader', 'public'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'public', 'rowferry_reader'
                );
        end if;
    end if;
end
$rowferry$;
grant select on public.order_lines to rowferry_reader;


-- public.orders
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
        grant usage on schema public to rowferry_reader;
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('rowferry_reader', 'public', 'usage') then
            raise exception 'the role % may not use the schema %', 'rowferry_reader', 'public'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'public', 'rowferry_reader'
                );
        end if;
    end if;
end
$rowferry$;
grant select on public.orders to rowferry_reader;


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


call rowferry.as_owner($owner$
-- The state of the source, at the snapshot at which a link reads the tables. A query of this view makes the transaction
-- READ ONLY, and resets the settings for the text form of values to those of postgres_fdw. A link queries it before
-- each table, because code of a table's owner, in a view or in an index's predicate, may have changed the settings.
create or replace view rowferry.link_source as
select
    pg_current_snapshot() as snapshot,
    i.id as incarnation,
    array(
        select a.id from rowferry.incarnation as a where a.ordinal < i.ordinal order by a.ordinal
    ) as ancestors,
    case
        when num_nulls(
            set_config('transaction_read_only', 'on', true),
            set_config('search_path', 'pg_catalog', false),
            set_config('DateStyle', 'ISO', false),
            set_config('IntervalStyle', 'postgres', false),
            set_config('TimeZone', 'UTC', false),
            set_config('extra_float_digits', '3', false),
            set_config('bytea_output', 'hex', false),
            set_config('standard_conforming_strings', 'on', false),
            set_config('transform_null_equals', 'off', false),
            set_config('gin_fuzzy_search_limit', '0', false)
        ) = 0 then rowferry.identity_fault()
    end as fault
from rowferry.incarnation as i
where i.ordinal = (select max(l.ordinal) from rowferry.incarnation as l);

-- The state of the captured tables, at the snapshot at which a link reads them. If triggers, files, columns, labels or
-- attributes differ from the values that the link stored last time, changes may have been missed. The column "moved" is
-- evaluated now, not at the snapshot: true if the table was rewritten or renamed since. A new column comes last, so
-- that the view can be replaced.
create or replace view rowferry.link_capture as
select
    n.nspname as schema_name,
    t.relname as table_name,
    c.shadow_name,
    c.key_columns,
    exists (
        select
        from pg_index as i
        where i.indrelid = t.oid
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
            and not exists (
                select from unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                join pg_attribute as n on n.attrelid = i.indrelid and n.attnum = k.attnum
                where k.place <= i.indnkeyatts and not (
                    n.attnotnull
                    and not exists (
                        select from pg_constraint as v
                        where v.conrelid = n.attrelid and v.contype = 'n' and not v.convalidated and v.conkey = array[n.attnum]
                    )
                )
            )
            and array(
                select a.attname::text
                from pg_attribute as a
                where a.attrelid = t.oid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                order by 1
            ) = array(select k.name from unnest(c.key_columns) as k (name) order by 1)
    ) as key_is_unique,
    c.id as capture_id,
    coalesce(c.purged_to::text, '0')::bigint as purged_to,
    rowferry.capture_fault(t.oid) as fault,
    row_security_active(t.oid) as row_security,
    array(
        select g.oid || ':' || g.xmin
        from pg_trigger as g
        where g.tgname like 'rowferry\_%' and g.tgname <> 'rowferry_no_child'
            and (
                g.tgrelid = any (tree.members)
                or g.tgrelid = to_regclass(format('%I.%I', 'rowferry', c.shadow_name))
            )
        order by g.oid
    ) || rowferry.capture_altered(c.traces, c.shadow_name) as triggers,
    array(
        select m.oid || ':' || m.relfilenode
        from pg_class as m
        where m.oid = any (tree.members) and m.relkind = 'r'
        order by m.oid
    ) as files,
    array(
        select format('%s %I %s', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod))
            -- No file shows another expression of one that is computed when it is read.
            || coalesce(' as ' || (
                select pg_get_expr(d.adbin, d.adrelid)
                from pg_attrdef as d
                where d.adrelid = t.oid and d.adnum = a.attnum and a.attgenerated = 'v'
            ), '')
        from pg_attribute as a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        order by a.attnum
    ) as columns,
    array(
        with recursive below (type) as (
            select a.atttypid
            from pg_attribute as a
            where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
            union
            select part.type
            from below as b
            join pg_type as y on y.oid = b.type
            cross join lateral (
                select y.typelem
                union all
                select y.typbasetype
                union all
                select r.rngsubtype
                from pg_range as r
                where y.oid in (r.rngtypid, (to_jsonb(r) ->> 'rngmultitypid')::oid)
                union all
                select a.atttypid
                from pg_attribute as a
                where a.attrelid = y.typrelid and a.attnum > 0 and not a.attisdropped
            ) as part (type)
            where part.type <> 0
        )
        select e.oid || '=' || e.enumlabel
        from below as b
        join pg_enum as e on e.enumtypid = b.type
        order by e.oid
    ) as labels,
    to_regclass(format('%I.%I', n.nspname, t.relname))::oid is distinct from t.oid
        or exists (
            select
            from pg_class as m
            where m.oid = any (tree.members) and m.relkind = 'r'
                and m.relfilenode is distinct from pg_relation_filenode(m.oid)
        )
        or (
            t.relkind = 'p'
            and tree.members <> array(select p.relid::oid from pg_partition_tree(t.oid) as p order by 1)
        ) as moved,
    case t.relkind when 'r' then rowferry.column_witness(t.oid) else '{}' end as attributes,
    -- Counted up where a column comes to mean more: a sync refuses a view that is older than itself.
    2 as layout
from rowferry.capture as c
join pg_class as t on t.oid = c.table_oid
join pg_namespace as n on n.oid = t.relnamespace
cross join lateral (
    with recursive below (member) as (
        select t.oid
        union all
        select i.inhrelid from below as b join pg_inherits as i on i.inhparent = b.member
    )
    select array_agg(b.member order by b.member) as members from below as b
) as tree;

-- The roles that read over links, for how many targets each may report, and how long the last report of one of them may
-- delay the purge. A target belongs to the role that reports it first; a target of an older version, to the next role
-- that does.
create table if not exists rowferry.link_reader (
    reader        name     not null,
    targets       integer  not null,
    give_up_after interval not null,
    constraint link_reader_pkey primary key (reader)
);
alter table rowferry.export_target add column if not exists reader name;

-- The finished transactions at a time of this server's own clock, because the report of a reader may be a lie.
create table if not exists rowferry.purge_clock (
    seen_at     timestamptz not null,
    incarnation uuid        not null,
    oldest_xid  bigint      not null,
    constraint purge_clock_pkey primary key (seen_at)
);

-- Targets that read over links insert here the position that they have applied, one row for each sync. The trigger
-- writes it into the tracking of exports, and the purge follows that.
create or replace view rowferry.link_applied as
select
    b.target,
    b.number,
    b.incarnation,
    b.snapshot,
    array_agg(t.schema_name order by t.table_oid) as schema_names,
    array_agg(t.table_name order by t.table_oid) as table_names,
    array_agg(t.capture_id order by t.table_oid) as capture_ids,
    array_agg(t.kind order by t.table_oid) as kinds,
    array_agg(t.keys order by t.table_oid) as keys,
    array_agg(t.rows order by t.table_oid) as rows
from rowferry.export_bundle as b
join rowferry.export_tracking as t on t.target = b.target and t.number = b.number
group by b.target, b.number;

create or replace function rowferry.link_applied()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   records the position that a link's target has applied, and purges rows that no target needs any more.
-- Reads:     rowferry.capture, rowferry.incarnation
-- Writes:    rowferry.link_reader, rowferry.export_target, rowferry.export_bundle,
--            rowferry.export_tracking, rowferry.capture, shadow tables
-- Called by: rowferry sync, through the view of this name
declare
    retain constant interval := make_interval(secs => 1209600);
    -- The login role: SET ROLE does not change it. A role that may act as the owner may report for every target.
    is_owner constant boolean := pg_has_role(session_user, current_user, 'member');
    -- As words of a command, for a shell.
    lent   constant text := (
        select string_agg(pg_catalog.format('''%s''', replace(format('%I.%I', t.s, t.n), '''', '''\''''')), ' ')
        from unnest(new.schema_names, new.table_names) as t (s, n)
    );
    reader constant text := format('''%s''', replace(session_user, '''', '''\'''''));
    speaker name;
    may     integer;
    noted   oid[];
    base    oid;
begin
    -- The name of a target with bundles has no slash; no role reports for such a target here.
    if strpos(new.target, '/') = 0 then
        raise exception 'the target % is none that reads over a link', new.target;
    end if;
    if new.incarnation <> (select i.id from rowferry.incarnation as i order by i.ordinal desc limit 1)
            or pg_snapshot_xmax(new.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) then
        raise exception 'the target % tells of another life of this source', new.target;
    end if;

    select t.reader into speaker from rowferry.export_target as t where t.target = new.target;
    if not is_owner and speaker is null then
        -- Written, so that two who begin at once do not both count without the other.
        update rowferry.link_reader as r set targets = r.targets where r.reader = session_user returning r.targets into may;
        if may is null then
            raise exception 'the role % is no reader of this source', quote_ident(session_user)
                using hint = format(
                    'Have the owner of the source let it read: rowferry generate fdw source %s --role %s%s --apply',
                    lent, reader, ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE'
                );
        end if;
        if may <= (select count(*) from rowferry.export_target as t where t.reader = session_user) then
            raise exception 'the role % tells of % targets already, and % is another: %',
                quote_ident(session_user), may, new.target,
                (
                    select string_agg(t.target, ', ' order by t.target)
                    from rowferry.export_target as t
                    where t.reader = session_user
                )
                using hint = format(
                    'Have the owner of the source allow one more: rowferry generate fdw source %s --role %s --targets %s%s'
                    ' --apply; or forget those that are gone, such as: delete from %s.export_target where'
                    ' target = %L;',
                    lent, reader, may + 1, ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE', 'rowferry',
                    (select min(t.target) from rowferry.export_target as t where t.reader = session_user)
                );
        end if;
        speaker := session_user;
    elsif not is_owner and speaker <> session_user then
        raise exception 'the role % tells of the target %, so % may not', speaker, new.target, quote_ident(session_user)
            using hint = format(
                'Give each target a reader of its own: rowferry generate fdw source %s --role %s%s --apply',
                lent, format('''%s''', replace(session_user || '_2', '''', '''\''''')), ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE'
            );
    end if;

    insert into rowferry.export_target as t (target, last_number, checked_at, checked_snapshot, reader)
    values (new.target, new.number, now(), new.snapshot, speaker)
    on conflict (target) do update
    set last_number = excluded.last_number,
        reader = excluded.reader,
        checked_at = excluded.checked_at,
        checked_snapshot = excluded.checked_snapshot;
    -- A target that was set back to an earlier day counts from there again.
    delete from rowferry.export_bundle as b where b.target = new.target and b.number >= new.number;
    insert into rowferry.export_bundle
        (target, number, incarnation, snapshot, started_at, exported_at, keys, rows)
    select new.target, new.number, new.incarnation, new.snapshot, now(), now(), sum(told.keys), sum(told.rows)
    from unnest(new.keys, new.rows) as told (keys, rows);

    with told as (
        -- The registry's own values are used, not the reported ones.
        select c.table_oid, c.schema_name, c.table_name, w.capture_id, w.kind, w.keys, w.rows
        from unnest(new.capture_ids, new.kinds, new.keys, new.rows) as w (capture_id, kind, keys, rows)
        join rowferry.capture as c on c.id = w.capture_id
    ), written as (
        insert into rowferry.export_tracking as t (
            target, table_oid, schema_name, table_name, number, full_number, capture, capture_id, triggers, shape, labels,
            file_node, partitions, drift_number, rows_digest, keys_digest, kind, keys, rows, bytes, exported_at
        )
        select
            new.target, w.table_oid, w.schema_name, w.table_name, new.number, new.number, 'trigger', w.capture_id, '{}', '',
            '{}', 0, '{}', 0, '', '', w.kind, w.keys, w.rows, 0, now()
        from told as w
        on conflict (target, table_oid) do update
        set schema_name = excluded.schema_name,
            table_name = excluded.table_name,
            number = excluded.number,
            full_number = case excluded.kind when 'full' then excluded.number else t.full_number end,
            capture_id = excluded.capture_id,
            kind = excluded.kind,
            keys = excluded.keys,
            rows = excluded.rows,
            exported_at = excluded.exported_at
        returning t.table_oid
    )
    select array_agg(w.table_oid order by w.table_oid) into noted from written as w;
    -- Tables that the link no longer reads must not delay the purge.
    delete from rowferry.export_tracking as t where t.target = new.target and t.table_oid <> all (coalesce(noted, '{}'));

    -- The report stays even if the purge has no time: the next report purges more.
    begin
        perform rowferry.forget_bundles(new.target, retain);
        foreach base in array coalesce(noted, '{}') loop
            perform rowferry.purge(base, retain);
        end loop;
    exception
        when query_canceled or lock_not_available or deadlock_detected or serialization_failure then
            raise warning 'captured changes were not purged: %', sqlerrm;
    end;
    return new;
end
$rowferry$;
revoke all on function rowferry.link_applied() from public;

do $rowferry$
begin
    if not exists (
        select
        from pg_trigger as t
        where t.tgrelid = to_regclass(format('%I.link_applied', 'rowferry')) and t.tgname = 'link_applied'
    ) then
        create trigger link_applied
        instead of insert on rowferry.link_applied
        for each row execute function rowferry.link_applied();
    end if;
end
$rowferry$;

-- The reader reports for one target, or for as many as it was granted.
insert into rowferry.link_reader as r (reader, targets, give_up_after)
select w.reader, coalesce(null::integer, w.targets), coalesce(make_interval(secs => null), '30 days')
from (
    select 'rowferry_reader'::name as reader, greatest(1, count(*))::integer as targets
    from rowferry.export_target as t
    where strpos(t.target, '/') > 0 and t.reader is null
) as w
on conflict (reader) do update
set targets = coalesce(null::integer, r.targets),
    give_up_after = coalesce(make_interval(secs => null), r.give_up_after);
-- The grants of an older version.
insert into rowferry.link_reader (reader, targets, give_up_after)
select r.rolname, greatest(1, (select count(*) from rowferry.export_target where strpos(target, '/') > 0)), '30 days'
from pg_class as c
cross join aclexplode(c.relacl) as g
join pg_roles as r on r.oid = g.grantee
where c.oid = to_regclass(format('%I.link_applied', 'rowferry')) and g.privilege_type = 'INSERT'
    and g.grantee <> c.relowner
on conflict (reader) do nothing;
-- The functions that the views call read these with the rights of the caller.
grant usage on schema rowferry to rowferry_reader;
grant select
    on rowferry.link_source, rowferry.link_capture, rowferry.link_applied, rowferry.incarnation, rowferry.capture,
    rowferry.capture_witness, rowferry.export_bundle
    to rowferry_reader;
grant insert on rowferry.link_applied to rowferry_reader;
grant execute on function rowferry.is_restored() to rowferry_reader;

grant select on rowferry."public.orders" to rowferry_reader;
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
