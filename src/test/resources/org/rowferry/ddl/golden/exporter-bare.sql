-- Made by Rowferry 0.0.0: rowferry generate exporter
--
-- From now on, records the keys of the rows that change in
--     public.order_lines
--     public.orders
--
-- Each table gets a shadow table and a function of the same name in the schema rowferry, and five triggers.
-- Writers wait while the triggers are created. Readers wait only if broken triggers must be dropped first.
--
-- You may run it twice: capture without a fault stays as it is, and its table is not locked. Capture with a fault is made
-- again, and the next export sends that table in full. It is one transaction. Run it with psql -X -f, as the owner of the
-- tables and of the schema.

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
begin
    if to_regclass('rowferry.capture') is null then
        raise exception 'the schema % does not hold Rowferry''s tracking', 'rowferry'
            using hint = 'Run first: rowferry generate tracking --config exporter.yaml --apply';
    end if;
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass('rowferry.capture') and a.attname = 'traces' and not a.attisdropped
    ) then
        raise exception 'the tracking in schema % was made by an older Rowferry', 'rowferry'
            using hint = 'Run first: rowferry generate tracking --config exporter.yaml --apply';
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

do $rowferry$
declare
    own_role constant name := current_setting('rowferry.schema_owner');
    grants   constant text := case when current_setting('server_version_num')::integer >= 160000
        then 'grant %1$I to %2$I with inherit true;' else 'grant %1$I to %2$I;' end;
    another  record;
begin
    -- The schema's owner does the rest, by his rights. A role that may make triggers need not own the table;
    -- to drop them it must.
    select c.oid::regclass as base, pg_get_userbyid(c.relowner) as owner into another
    from (
        values
            (to_regclass('public.order_lines'), to_regprocedure(format('%I.%I()', 'rowferry', 'public.order_lines'))),
            (to_regclass('public.orders'), to_regprocedure(format('%I.%I()', 'rowferry', 'public.orders')))
    ) as w (base, noting)
    join pg_class as c on c.oid = w.base
        or exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = w.noting and t.tgparentid = 0)
    where not pg_has_role(own_role, c.relowner, 'usage')
        and not has_table_privilege(own_role, c.oid, 'trigger')
    limit 1;
    if found then
        raise exception 'the table % belongs to %, and the schema % to %, who may not act as that role',
            another.base, quote_ident(another.owner), 'rowferry', quote_ident(own_role)
            using hint = format('Have a superuser run: ' || grants, another.owner, own_role);
    end if;
end
$rowferry$;

call rowferry.as_owner($owner$
-- One installation at a time. Exports, which only read the registry, go on.
lock table rowferry.capture in share row exclusive mode;

-- An older Rowferry asked this one.
drop function if exists rowferry.shadow_fits(oid, oid, text[]);

create or replace function rowferry.shadow_fault(shadow oid, base oid, key_columns text[])
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   tells why a shadow table cannot keep the keys of its base table; null where it can. It has the columns xid,
    --            k1, k2 and so on that go with the key, survives a crash, and nothing turns aside what is
    --            inserted, nor hides it.
    -- Reads:     pg_class, pg_attribute, pg_type, pg_rewrite, pg_trigger
    -- Writes:    nothing
    -- Called by: rowferry.capture_fault, rowferry generate exporter

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
        select count(*) = cardinality(key_columns) + 1
            and bool_and(case s.attname
                when 'xid' then s.atttypid = 'xid8'::regtype
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

create or replace function rowferry.reset_hint(base text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   says how capture is taken off a table, as a command that a shell takes as it stands.
    -- Reads:     where the session is connected to, and as which role
    -- Writes:    nothing
    -- Called by: rowferry.prepare_capture, rowferry.guard_shadow

    -- A keyword string: values in quotes, quotes and backslashes behind a backslash. Then the shell's quotes around it.
    select format(
        'To stop capturing %s, and lose the changes that were not exported yet, run: rowferry generate reset %s --source %s%s --apply',
        -- A column goes before a parameter of its name.
        reset_hint.base,
        shell.base,
        shell.source,
        case 'rowferry' when 'rowferry' then '' else ' --schema ' || shell.schema end
    )
    from (
        select
            '''' || replace(base, '''', '''\''''') || '''' as base,
            '''' || replace('rowferry', '''', '''\''''') || '''' as schema,
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
                select pg_get_userbyid(c.relowner)::text from pg_class as c where c.oid = to_regclass('rowferry.capture')
            ))
        ) as k (place, name, value)
    ) as shell
    where reset_hint.base is not null;
$rowferry$;

create or replace function rowferry.column_witness(base oid)
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

create or replace function rowferry.capture_traces(shadow_name text)
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
    -- Called by: rowferry.capture_altered, rowferry generate tracking, rowferry generate exporter
    select array(
        select format('function %s %s', p.oid, p.xmin)
        from pg_proc as p
        where p.oid in (
            to_regprocedure(format('%I.%I()', 'rowferry', shadow_name)),
            to_regprocedure(format('%I.guard_shadow()', 'rowferry'))
        )
        union all
        select format('type %s %s', y.oid, y.xmin)
        from pg_class as c
        join pg_type as y on y.oid = c.reltype
        where c.oid = to_regclass(format('%I.%I', 'rowferry', shadow_name))
        union all
        select format('trigger %s %s', t.oid, t.xmin)
        from pg_trigger as t
        where t.tgrelid = to_regclass(format('%I.%I', 'rowferry', shadow_name)) and t.tgname = 'rowferry_no_child'
        union all
        select format('column %s %s', a.attnum, a.xmin)
        from pg_attribute as a
        where a.attrelid = to_regclass(format('%I.%I', 'rowferry', shadow_name)) and a.attnum > 0
        order by 1
    );
$rowferry$;

create or replace function rowferry.capture_altered(noted text[], shadow_name text)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
    -- Purpose:   returns the traces of a capture where they are not those that Rowferry's own scripts left, and nothing
    --            where they are: nobody else has altered a function or the shadow table since.
    -- Reads:     rowferry.capture_traces
    -- Writes:    nothing
    -- Called by: rowferry export, rowferry sync, rowferry generate tracking, rowferry generate exporter
    select case when coalesce(noted = t.found, true) then '{}' else t.found end
    from (select rowferry.capture_traces(shadow_name)) as t (found);
$rowferry$;

-- This runs before objects are created again: capture that somebody altered by hand since the last run may have had a
-- hole, and the alteration would no longer show.
update rowferry.capture as c
set id = gen_random_uuid()
where rowferry.capture_altered(c.traces, c.shadow_name) <> '{}';

create or replace function rowferry.guard_shadow()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   refuses to change or delete captured rows by hand: a target that does not have them yet would never get them.
--            Only a purge deletes them, and says so in the setting rowferry.purging.
-- Reads:     rowferry.capture
-- Writes:    nothing
-- Called by: the trigger rowferry_guard of each shadow table
declare
    base text;
begin
    if current_setting('rowferry.purging', true) = 'on' then
        return null;
    end if;
    select format('%I.%I', c.schema_name, c.table_name) into base
    from rowferry.capture as c
    where c.shadow_name = tg_table_name;
    raise exception '%.% holds the changes of % that a target may not have yet: % is refused',
            quote_ident(tg_table_schema), quote_ident(tg_table_name), coalesce(base, 'a table'), tg_op
        using hint = 'Leave them. Each export deletes the changes that every target has, once they are older than ''retain''. '
            || coalesce(rowferry.reset_hint(base), '');
end
$rowferry$;

create or replace function rowferry.capture_fault(base oid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   tells what is wrong with the capture of a base table; null when every change of it is being noted.
--            Try: select table_name, rowferry.capture_fault(table_oid) from rowferry.capture
-- Reads:     rowferry.capture, rowferry.capture_witness, pg_class, pg_attribute, pg_inherits, pg_trigger,
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
    wanted        record;
    found_trigger record;
    found_fault   text;
begin
    select c.* into registered from rowferry.capture as c where c.table_oid = base;
    if not found then
        return 'it is not captured';
    end if;
    if not exists (select from pg_class where oid = base) then
        return 'the table was dropped';
    end if;
    -- A statement fires the statement triggers of the table that it names, and of none above or below that.
    if exists (select from pg_class where oid = base and relispartition) then
        return format('it became a partition of %s', pg_partition_root(base)::regclass);
    end if;
    if exists (
        select
        from pg_inherits as i
        join pg_class as t on t.oid = base and t.relkind = 'r'
        where base in (i.inhrelid, i.inhparent)
    ) then
        return 'it became a parent or child of inheritance';
    end if;

    shadow := to_regclass(format('%I.%I', 'rowferry', registered.shadow_name));
    recorder := to_regprocedure(format('%I.%I()', 'rowferry', registered.shadow_name));
    guard := to_regprocedure(format('%I.guard_shadow()', 'rowferry'));
    if shadow is null then
        return format('the shadow table %I is missing', registered.shadow_name);
    end if;
    found_fault := rowferry.shadow_fault(shadow, base, registered.key_columns);
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
    for wanted in
        select w.*
        from (values
            ('row', base, 'rowferry_insert', on_insert + for_each_row, 'A', recorder),
            ('row', base, 'rowferry_update', on_update + for_each_row, 'A', recorder),
            ('row', base, 'rowferry_delete', on_delete + for_each_row, 'A', recorder),
            ('statement', base, 'rowferry_insert', on_insert, 'O', recorder),
            ('statement', base, 'rowferry_update', on_update, 'O', recorder),
            ('statement', base, 'rowferry_delete', on_delete, 'O', recorder),
            ('statement', base, 'rowferry_replica', on_insert + on_update + on_delete + for_each_row, 'R', recorder),
            (registered.mode, base, 'rowferry_key_change', on_update + for_each_row, 'A', recorder),
            (registered.mode, base, 'rowferry_truncate', on_truncate, 'A', recorder),
            (registered.mode, shadow, 'rowferry_guard', before_it + on_update + on_delete + on_truncate, 'A', guard)
        ) as w (mode, fires_for, name, type, state, calls)
        where w.mode = registered.mode
    loop
        select t.* into found_trigger from pg_trigger as t where t.tgrelid = wanted.fires_for and t.tgname = wanted.name;
        if not found then
            return format('the trigger %s is missing', wanted.name);
        end if;
        if found_trigger.tgfoid is distinct from wanted.calls or found_trigger.tgtype <> wanted.type then
            return format('the trigger %s is another one', wanted.name);
        end if;
        if found_trigger.tgenabled <> wanted.state then
            return format('the trigger %s is %s, not %s', wanted.name,
                case found_trigger.tgenabled
                    when 'D' then 'disabled'
                    when 'O' then 'enabled'
                    when 'R' then 'enabled replica'
                    else 'enabled always'
                end,
                case wanted.state when 'O' then 'enabled' when 'R' then 'enabled replica' else 'enabled always' end);
        end if;
    end loop;

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
    if found_fault is not null and exists (select from rowferry.capture_witness as w where w.table_oid = base) then
        return null;
    end if;
    return found_fault;
end
$rowferry$;

create or replace procedure rowferry.prepare_capture(
    base regclass,
    new_shadow_name text,
    new_key_columns text[],
    new_mode text
)
language plpgsql
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   leaves capture without a fault as it is, and removes any other, so that it is made again. Afterwards the
--            registry has the table if and only if nothing is left to do.
-- Reads:     rowferry.capture, pg_class, pg_inherits, pg_trigger
-- Writes:    rowferry.capture, the triggers of the table, shadow tables that do not fit
-- Called by: rowferry generate exporter
declare
    whole    boolean := rowferry.capture_fault(base) is null;
    previous record;
    other    regclass;
    leftover record;
    tree     oid[];
begin
    select c.* into previous from rowferry.capture as c where c.table_oid = base;
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
    select c.table_oid into other from rowferry.capture as c where c.table_oid = any (tree) and c.table_oid <> base;
    if other is not null then
        raise exception 'the partition % of % is captured on its own', other, base
            using hint = 'Take capture off that one, then run this again. ' || rowferry.reset_hint(other::text);
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
        execute format('drop function if exists %I.%I()', 'rowferry', previous.shadow_name);
        execute format('drop table if exists %I.%I', 'rowferry', previous.shadow_name);
    end if;
    delete from rowferry.capture as c
    where c.table_oid = base
        or (c.shadow_name = new_shadow_name and not exists (select from pg_class as t where t.oid = c.table_oid));
    select c.table_oid into other from rowferry.capture as c where c.shadow_name = new_shadow_name;
    if other is not null then
        raise exception 'the shadow table % is in use by the table %', new_shadow_name, other
            using hint = 'Take capture off that one, then run this again. ' || rowferry.reset_hint(other::text);
    end if;
    if rowferry.shadow_fault(
        to_regclass(format('%I.%I', 'rowferry', new_shadow_name)), base, new_key_columns
    ) is not null then
        execute format('drop table if exists %I.%I', 'rowferry', new_shadow_name);
    end if;
end
$rowferry$;


-- public.order_lines

call rowferry.prepare_capture(
    base            => 'public.order_lines',
    new_shadow_name => 'public.order_lines',
    new_key_columns => array['order_id', 'line'],
    new_mode        => 'row'
);

do $rowferry$
declare
    allowed record;
begin
    if to_regclass('rowferry."public.order_lines"') is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all (k1 null) marks a TRUNCATE.
        create table rowferry."public.order_lines" (
            xid xid8 not null,
            k1 bigint,
            k2 integer
        ) with (
            -- Autovacuum frees purged rows by the next night, however long the log is.
            autovacuum_vacuum_scale_factor = 0.02,
            autovacuum_vacuum_threshold = 10000
        );
        comment on table rowferry."public.order_lines" is 'Rowferry: the changed rows of public.order_lines';
        -- So that a publication FOR ALL TABLES does not forbid the purge.
        alter table rowferry."public.order_lines" replica identity full;
        -- A dropped shadow table gets its grants again, although nobody names the roles a second time: the exporter's
        -- roles, and the role of the function.
        for allowed in
            select 'select, delete' as rights, g.grantee::regrole as role
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = to_regclass(format('%I.export_tracking', 'rowferry'))
                and g.privilege_type = 'DELETE' and g.grantee not in (0, c.relowner)
            union all
            select 'insert', p.proowner::regrole
            from pg_proc as p
            where p.oid = to_regprocedure('rowferry."public.order_lines"' || '()')
        loop
            execute 'grant ' || allowed.rights || ' on ' || 'rowferry."public.order_lines"' || ' to ' || allowed.role;
        end loop;
    end if;
    -- The cost of reading a window depends only on its own rows.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'rowferry."public.order_lines"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is null
    ) then
        create index on rowferry."public.order_lines" (xid);
    end if;
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'rowferry."public.order_lines"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on rowferry."public.order_lines" (xid) where k1 is null;
    end if;
    -- Capture without a fault has its guard. If capture is made again, the guard is made again too.
    if exists (select from rowferry.capture where table_oid = 'public.order_lines'::regclass) then
        return;
    end if;
    drop trigger if exists rowferry_guard on rowferry."public.order_lines";
    drop trigger if exists rowferry_no_child on rowferry."public.order_lines";
    create trigger rowferry_guard
        before update or delete or truncate on rowferry."public.order_lines"
        for each statement execute function rowferry.guard_shadow();
    alter table rowferry."public.order_lines" enable always trigger rowferry_guard;
end
$rowferry$;

create or replace function rowferry."public.order_lines"()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   notes the key of a row that was written in public.order_lines.
-- Reads:     the row; pg_rewrite and pg_trigger
-- Writes:    rowferry."public.order_lines"
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate
declare
    noted boolean;
begin
    if tg_op = 'TRUNCATE' then
        insert into rowferry."public.order_lines" (xid)
        values (pg_current_xact_id());
    elsif tg_op = 'DELETE' or tg_name = 'rowferry_key_change' then
        insert into rowferry."public.order_lines" (xid, k1, k2)
        values (pg_current_xact_id(), old.order_id, old.line);
    else
        insert into rowferry."public.order_lines" (xid, k1, k2)
        values (pg_current_xact_id(), new.order_id, new.line);
    end if;
    noted := found;
    -- No export would ever know of a key that a rule or a trigger of somebody else's turns aside. They are looked for once
    -- in a transaction: from now on nobody else can lock the shadow table to make one.
    -- A transaction that has written nothing has no id, and gets none here.
    if coalesce(current_setting('rowferry.noted', true), '') <> pg_current_xact_id_if_assigned() || 'rowferry."public.order_lines"' then
        noted := noted
            and not exists (select from pg_rewrite as r where r.ev_class = 'rowferry."public.order_lines"'::regclass)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = 'rowferry."public.order_lines"'::regclass and t.tgtype & 7 = 7 and t.tgenabled <> 'D'
            );
        perform set_config('rowferry.noted', pg_current_xact_id() || 'rowferry."public.order_lines"', true);
    end if;
    if not noted then
        -- A session keeps the plan that a rule has made of an INSERT, even when the rule is gone.
        execute 'discard plans';
        raise exception 'a change of % cannot be noted: a rule or a trigger turns it aside', tg_relid::regclass
            using hint = format('Drop it from %s, and write again.', 'rowferry."public.order_lines"');
    end if;

    return null;
end
$rowferry$;

-- The function runs with its owner's rights, so that a role that writes the table needs none. A trigger does not ask
-- for EXECUTE when it fires.
revoke all on function rowferry."public.order_lines"() from public;

do $rowferry$
begin
    if exists (select from rowferry.capture where table_oid = 'public.order_lines'::regclass) then
        return;
    end if;
    -- For each row: partitions, also later ones, get no others. Each partition's triggers are enabled as they are here.
    create trigger rowferry_insert
        after insert on public.order_lines
        for each row execute function rowferry."public.order_lines"();
    create trigger rowferry_update
        after update on public.order_lines
        for each row execute function rowferry."public.order_lines"();
    create trigger rowferry_delete
        after delete on public.order_lines
        for each row execute function rowferry."public.order_lines"();
    -- Compares bytes, which every type has; an equality operator, not every type. Not as the operator *<>: pg_dump
    -- prints that without its casts, and pg_restore cannot read it.
    create trigger rowferry_key_change
        after update on public.order_lines
        for each row
        when (
            record_image_ne(
                row(old.order_id, old.line),
                row(new.order_id, new.line)
            )
        )
        execute function rowferry."public.order_lines"();
    create trigger rowferry_truncate
        after truncate on public.order_lines
        for each statement execute function rowferry."public.order_lines"();
    -- Rows that a replicator writes, in session_replication_role = replica, are recorded too.
    alter table public.order_lines
        enable always trigger rowferry_insert,
        enable always trigger rowferry_update,
        enable always trigger rowferry_delete,
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

-- The new id of a new row shows that there may have been a hole, so the next export sends this table in full. The base
-- table is still locked: no change without a record can be committed after this row. An existing row keeps its id; the
-- table may have been renamed since.
insert into rowferry.capture as c
    (table_oid, schema_name, table_name, shadow_name, key_columns, mode, id, recorder, installed_at)
select
    t.oid,
    'public',
    'order_lines',
    'public.order_lines',
    array['order_id', 'line'],
    'row',
    gen_random_uuid(),
    (
        select encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
        from pg_proc as p
        where p.oid = to_regprocedure('rowferry."public.order_lines"' || '()')
    ),
    now()
from pg_class as t
where t.oid = 'public.order_lines'::regclass
on conflict (table_oid) do update
set schema_name = excluded.schema_name, table_name = excluded.table_name, recorder = excluded.recorder
where (c.schema_name, c.table_name, c.recorder)
    is distinct from (excluded.schema_name, excluded.table_name, excluded.recorder);

insert into rowferry.capture_witness (table_oid)
select 'public.order_lines'::regclass
on conflict (table_oid) do nothing;


-- public.orders

call rowferry.prepare_capture(
    base            => 'public.orders',
    new_shadow_name => 'public.orders',
    new_key_columns => array['id'],
    new_mode        => 'statement'
);

do $rowferry$
declare
    allowed record;
begin
    if to_regclass('rowferry."public.orders"') is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all (k1 null) marks a TRUNCATE.
        create table rowferry."public.orders" (
            xid xid8 not null,
            k1 bigint
        ) with (
            -- Autovacuum frees purged rows by the next night, however long the log is.
            autovacuum_vacuum_scale_factor = 0.02,
            autovacuum_vacuum_threshold = 10000
        );
        comment on table rowferry."public.orders" is 'Rowferry: the changed rows of public.orders';
        -- So that a publication FOR ALL TABLES does not forbid the purge.
        alter table rowferry."public.orders" replica identity full;
        -- A dropped shadow table gets its grants again, although nobody names the roles a second time: the exporter's
        -- roles, and the role of the function.
        for allowed in
            select 'select, delete' as rights, g.grantee::regrole as role
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = to_regclass(format('%I.export_tracking', 'rowferry'))
                and g.privilege_type = 'DELETE' and g.grantee not in (0, c.relowner)
            union all
            select 'insert', p.proowner::regrole
            from pg_proc as p
            where p.oid = to_regprocedure('rowferry."public.orders"' || '()')
        loop
            execute 'grant ' || allowed.rights || ' on ' || 'rowferry."public.orders"' || ' to ' || allowed.role;
        end loop;
    end if;
    -- The cost of reading a window depends only on its own rows.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'rowferry."public.orders"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is null
    ) then
        create index on rowferry."public.orders" (xid);
    end if;
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'rowferry."public.orders"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on rowferry."public.orders" (xid) where k1 is null;
    end if;
    -- Capture without a fault has its guard. If capture is made again, the guard is made again too.
    if exists (select from rowferry.capture where table_oid = 'public.orders'::regclass) then
        return;
    end if;
    drop trigger if exists rowferry_guard on rowferry."public.orders";
    drop trigger if exists rowferry_no_child on rowferry."public.orders";
    create trigger rowferry_guard
        before update or delete or truncate on rowferry."public.orders"
        for each statement execute function rowferry.guard_shadow();
    alter table rowferry."public.orders" enable always trigger rowferry_guard;
end
$rowferry$;

create or replace function rowferry."public.orders"()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   notes the keys of the rows that a statement wrote in public.orders.
-- Reads:     new_rows and old_rows, the statement's own rows; the row, where a replicator wrote it; pg_rewrite, pg_trigger
-- Writes:    rowferry."public.orders"
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate,
--            rowferry_replica
declare
    noted boolean := true;
begin
    if tg_op = 'TRUNCATE' then
        insert into rowferry."public.orders" (xid)
        values (pg_current_xact_id());
        noted := found;
    elsif tg_name = 'rowferry_key_change' or (tg_level = 'ROW' and tg_op = 'DELETE') then
        -- A key that changed: the old one here, the new one by the trigger that notes the UPDATE.
        insert into rowferry."public.orders" (xid, k1)
        values (pg_current_xact_id(), old.id);
        noted := found;
    elsif tg_level = 'ROW' then
        insert into rowferry."public.orders" (xid, k1)
        values (pg_current_xact_id(), new.id);
        noted := found;
    elsif tg_op = 'DELETE' then
        insert into rowferry."public.orders" (xid, k1)
        select pg_current_xact_id(), o.id from old_rows as o;
        if not found then
            noted := not exists (select from old_rows);
        end if;
    else
        insert into rowferry."public.orders" (xid, k1)
        select pg_current_xact_id(), n.id from new_rows as n;
        if not found then
            noted := not exists (select from new_rows);
        end if;
    end if;
    -- No export would ever know of a key that a rule or a trigger of somebody else's turns aside. They are looked for once
    -- in a transaction: from now on nobody else can lock the shadow table to make one.
    -- A transaction that has written nothing has no id, and gets none here.
    if coalesce(current_setting('rowferry.noted', true), '') <> pg_current_xact_id_if_assigned() || 'rowferry."public.orders"' then
        noted := noted
            and not exists (select from pg_rewrite as r where r.ev_class = 'rowferry."public.orders"'::regclass)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = 'rowferry."public.orders"'::regclass and t.tgtype & 7 = 7 and t.tgenabled <> 'D'
            );
        perform set_config('rowferry.noted', pg_current_xact_id() || 'rowferry."public.orders"', true);
    end if;
    if not noted then
        -- A session keeps the plan that a rule has made of an INSERT, even when the rule is gone.
        execute 'discard plans';
        raise exception 'a change of % cannot be noted: a rule or a trigger turns it aside', tg_relid::regclass
            using hint = format('Drop it from %s, and write again.', 'rowferry."public.orders"');
    end if;

    return null;
end
$rowferry$;

-- The function runs with its owner's rights, so that a role that writes the table needs none. A trigger does not ask
-- for EXECUTE when it fires.
revoke all on function rowferry."public.orders"() from public;

do $rowferry$
begin
    if exists (select from rowferry.capture where table_oid = 'public.orders'::regclass) then
        return;
    end if;
    create trigger rowferry_insert
        after insert on public.orders
        referencing new table as new_rows
        for each statement execute function rowferry."public.orders"();
    create trigger rowferry_update
        after update on public.orders
        referencing new table as new_rows
        for each statement execute function rowferry."public.orders"();
    create trigger rowferry_delete
        after delete on public.orders
        referencing old table as old_rows
        for each statement execute function rowferry."public.orders"();
    -- Compares bytes, which every type has; an equality operator, not every type. Not as the operator *<>: pg_dump
    -- prints that without its casts, and pg_restore cannot read it.
    create trigger rowferry_key_change
        after update on public.orders
        for each row
        when (
            record_image_ne(
                row(old.id),
                row(new.id)
            )
        )
        execute function rowferry."public.orders"();
    create trigger rowferry_truncate
        after truncate on public.orders
        for each statement execute function rowferry."public.orders"();
    -- A replicator's apply process, which is in session_replication_role = replica, fires row triggers alone. This one
    -- fires in that role alone, so that other sessions do not pay for it; the three statement triggers fire in all others.
    create trigger rowferry_replica
        after insert or update or delete on public.orders
        for each row execute function rowferry."public.orders"();
    alter table public.orders
        enable replica trigger rowferry_replica,
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

-- The new id of a new row shows that there may have been a hole, so the next export sends this table in full. The base
-- table is still locked: no change without a record can be committed after this row. An existing row keeps its id; the
-- table may have been renamed since.
insert into rowferry.capture as c
    (table_oid, schema_name, table_name, shadow_name, key_columns, mode, id, recorder, installed_at)
select
    t.oid,
    'public',
    'orders',
    'public.orders',
    array['id'],
    'statement',
    gen_random_uuid(),
    (
        select encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex')
        from pg_proc as p
        where p.oid = to_regprocedure('rowferry."public.orders"' || '()')
    ),
    now()
from pg_class as t
where t.oid = 'public.orders'::regclass
on conflict (table_oid) do update
set schema_name = excluded.schema_name, table_name = excluded.table_name, recorder = excluded.recorder
where (c.schema_name, c.table_name, c.recorder)
    is distinct from (excluded.schema_name, excluded.table_name, excluded.recorder);

insert into rowferry.capture_witness (table_oid)
select 'public.orders'::regclass
on conflict (table_oid) do nothing;

do $rowferry$
declare
    -- A row trigger that reads old rows: with it, PostgreSQL refuses to make the shadow table a child of another, through
    -- which its rows could be deleted past its guard. It never fires, since the guard refuses every UPDATE.
    lacking constant text[] := array(
        select c.shadow_name
        from rowferry.capture as c
        where to_regclass(format('%I.%I', 'rowferry', c.shadow_name)) is not null
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = to_regclass(format('%I.%I', 'rowferry', c.shadow_name))
                    and t.tgname = 'rowferry_no_child'
            )
    );
    tries  integer := 0;
    shadow text;
begin
    -- Waits for no shadow table while it holds another one: of a deadlock with a transaction that has both, in the other
    -- order, that transaction could be the victim.
    loop
        begin
            foreach shadow in array lacking loop
                execute format('lock table %I.%I in share row exclusive mode nowait', 'rowferry', shadow);
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
    foreach shadow in array lacking loop
        execute format(
            'create trigger rowferry_no_child after update on %1$I.%2$I referencing old table as old_rows'
                ' for each row execute function %1$I.guard_shadow()',
            'rowferry', shadow
        );
    end loop;

    -- The traces of objects that this script created are stored.
    update rowferry.capture as c
    set traces = rowferry.capture_traces(c.shadow_name)
    where c.traces is distinct from rowferry.capture_traces(c.shadow_name);
end
$rowferry$;

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
