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
-- tables and of the schema, after the script of rowferry generate tracking, which makes the other functions.

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

-- The statements for the tables. They run at the end of this script, with the rights of the owner of the schema.
set local rowferry.script = $owner$
-- One installation at a time. Exports, which only read the registry, go on.
lock table rowferry.capture in share row exclusive mode;

call rowferry.widen_shadows(array[
    'public.orders'
]::text[]);

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
        -- never wait for each other. No key at all marks a TRUNCATE.
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
    alter table public.order_lines
        enable always trigger rowferry_insert,
        enable always trigger rowferry_update,
        enable always trigger rowferry_delete;
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
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

call rowferry.register_capture(
    base            => 'public.order_lines',
    new_shadow_name => 'public.order_lines',
    new_key_columns => array['order_id', 'line'],
    new_mode        => 'row'
);

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
    stale   regclass;
begin
    if to_regclass('rowferry."public.orders"') is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all marks a TRUNCATE.
        -- A row has one key, or as an array many that one statement wrote.
        create table rowferry."public.orders" (
            xid xid8 not null,
            k1 bigint,
            k1s bigint[]
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
    -- The index that a shadow table without arrays had would hold all of them.
    for stale in
        select i.indexrelid::regclass
        from pg_index as i
        where i.indrelid = 'rowferry."public.orders"'::regclass and i.indkey[0] = 1
            and strpos(pg_get_expr(i.indpred, i.indrelid), 'k1s') = 0
    loop
        execute format('drop index %s', stale);
    end loop;
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'rowferry."public.orders"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on rowferry."public.orders" (xid) where k1 is null and k1s is null;
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
    rows  integer;
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
        -- A few keys by themselves: a row of the log for each costs them less than an array.
        insert into rowferry."public.orders" (xid, k1)
        select pg_current_xact_id(), n.id from old_rows as n limit 16;
        get diagnostics rows = row_count;
        if rows = 0 then
            noted := not exists (select from old_rows);
        elsif rows = 16 then
            -- All others in arrays, cut out of one while that is small.
            insert into rowferry."public.orders" (xid, k1s)
            select pg_current_xact_id(), k.keys[place * 3 + 1:(place + 1) * 3]
            from (
                select array_agg(n.key) as keys
                from (
                    select n.id as key from old_rows as n offset 16 limit 12 + 1
                ) as n
            ) as k
            cross join lateral generate_series(0, (cardinality(k.keys) - 1) / 3) as place
            where cardinality(k.keys) <= 12;
            if not found and exists (select from old_rows offset 16) then
                insert into rowferry."public.orders" (xid, k1s)
                select pg_current_xact_id(), array_agg(n.key)
                from (
                    select
                        n.id as key,
                        (row_number() over () - 16 - 1) / 3 as place
                    from old_rows as n
                    offset 16
                ) as n
                group by n.place;
                noted := found;
            end if;
        end if;

    else
        -- A few keys by themselves: a row of the log for each costs them less than an array.
        insert into rowferry."public.orders" (xid, k1)
        select pg_current_xact_id(), n.id from new_rows as n limit 16;
        get diagnostics rows = row_count;
        if rows = 0 then
            noted := not exists (select from new_rows);
        elsif rows = 16 then
            -- All others in arrays, cut out of one while that is small.
            insert into rowferry."public.orders" (xid, k1s)
            select pg_current_xact_id(), k.keys[place * 3 + 1:(place + 1) * 3]
            from (
                select array_agg(n.key) as keys
                from (
                    select n.id as key from new_rows as n offset 16 limit 12 + 1
                ) as n
            ) as k
            cross join lateral generate_series(0, (cardinality(k.keys) - 1) / 3) as place
            where cardinality(k.keys) <= 12;
            if not found and exists (select from new_rows offset 16) then
                insert into rowferry."public.orders" (xid, k1s)
                select pg_current_xact_id(), array_agg(n.key)
                from (
                    select
                        n.id as key,
                        (row_number() over () - 16 - 1) / 3 as place
                    from new_rows as n
                    offset 16
                ) as n
                group by n.place;
                noted := found;
            end if;
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
    -- A replicator's apply process, which is in session_replication_role = replica, fires row triggers alone. This one
    -- fires in that role alone, so that other sessions do not pay for it; the three statement triggers fire in all others.
    create trigger rowferry_replica
        after insert or update or delete on public.orders
        for each row execute function rowferry."public.orders"();
    alter table public.orders enable replica trigger rowferry_replica;
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
    -- Rows that a replicator writes, in session_replication_role = replica, are recorded too.
    alter table public.orders
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

call rowferry.register_capture(
    base            => 'public.orders',
    new_shadow_name => 'public.orders',
    new_key_columns => array['id'],
    new_mode        => 'statement'
);

call rowferry.trace_captures(array[
    'public.order_lines',
    'public.orders'
]);
$owner$;

do $rowferry$
declare
    advice constant text := 'Run first: rowferry generate tracking' || ' --config /etc/rowferry/exporter.yaml --source postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply';
    -- The digest of the functions that generate tracking makes and the statements above call. A script that was copied
    -- through Windows has other line ends.
    functions constant text := (
        select encode(sha256(convert_to(string_agg(replace(p.prosrc, e'\r', ''), '' order by f.position), 'UTF8')), 'hex')
        from unnest(array[
            'shadow_fault(oid, oid, text[])',
            'reset_hint(text)',
            'column_witness(oid)',
            'capture_traces(text)',
            'capture_altered(text[], text)',
            'guard_shadow()',
            'capture_fault(oid)',
            'prepare_capture(regclass, text, text[], text)',
            'register_capture(regclass, text, text[], text)',
            'lock_shadows(text[], text)',
            'widen_shadows(text[])',
            'trace_captures(text[])'
        ]) with ordinality as f (signature, position)
        join pg_proc as p on p.oid = to_regprocedure('rowferry' || '.' || f.signature)
    );
begin
    if to_regclass('rowferry.capture') is null then
        raise exception 'the schema % does not hold Rowferry''s tracking', 'rowferry'
            using hint = advice;
    end if;
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass('rowferry.capture') and a.attname = 'traces' and not a.attisdropped
    ) then
        raise exception 'the tracking in schema % was made by an older Rowferry', 'rowferry'
            using hint = advice;
    end if;
    if functions is distinct from '350aeb91fceeb1c77789652f2c33a90052833ee203fe032e3572994d36a29e17' then
        raise exception 'the functions of the tracking in schema % are not those of Rowferry %',
            'rowferry', '0.0.0'
            using hint = advice;
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

call rowferry.as_owner(current_setting('rowferry.script'));

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
