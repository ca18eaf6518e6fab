-- Made by Rowferry 0.0.0: rowferry generate exporter
--
-- From now on, records the keys of the rows that change in
--     "My Schema"."Order-Lines"
--     "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
--
-- Each table gets a shadow table and a function of the same name in the schema "Row's ""Ferry""", and five triggers.
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
lock table "Row's ""Ferry""".capture in share row exclusive mode;

call "Row's ""Ferry""".widen_shadows(array[
]::text[]);

-- "My Schema"."Order-Lines"

call "Row's ""Ferry""".prepare_capture(
    base            => '"My Schema"."Order-Lines"',
    new_shadow_name => 'My Schema.Order-Lines',
    new_key_columns => array['group', 'Qty "x"'],
    new_mode        => 'statement'
);

do $rowferry$
declare
    allowed record;
begin
    if to_regclass('"Row''s ""Ferry"""."My Schema.Order-Lines"') is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all marks a TRUNCATE.
        create table "Row's ""Ferry"""."My Schema.Order-Lines" (
            xid xid8 not null,
            k1 integer,
            k2 text collate pg_catalog."C"
        ) with (
            -- Autovacuum frees purged rows by the next night, however long the log is.
            autovacuum_vacuum_scale_factor = 0.02,
            autovacuum_vacuum_threshold = 10000
        );
        comment on table "Row's ""Ferry"""."My Schema.Order-Lines" is 'Rowferry: the changed rows of "My Schema"."Order-Lines"';
        -- So that a publication FOR ALL TABLES does not forbid the purge.
        alter table "Row's ""Ferry"""."My Schema.Order-Lines" replica identity full;
        -- A dropped shadow table gets its grants again, although nobody names the roles a second time: the exporter's
        -- roles, and the role of the function.
        for allowed in
            select 'select, delete' as rights, g.grantee::regrole as role
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = to_regclass(format('%I.export_tracking', 'Row''s "Ferry"'))
                and g.privilege_type = 'DELETE' and g.grantee not in (0, c.relowner)
            union all
            select 'insert', p.proowner::regrole
            from pg_proc as p
            where p.oid = to_regprocedure('"Row''s ""Ferry"""."My Schema.Order-Lines"' || '()')
        loop
            execute 'grant ' || allowed.rights || ' on ' || '"Row''s ""Ferry"""."My Schema.Order-Lines"' || ' to ' || allowed.role;
        end loop;
    end if;
    -- The cost of reading a window depends only on its own rows.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = '"Row''s ""Ferry"""."My Schema.Order-Lines"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is null
    ) then
        create index on "Row's ""Ferry"""."My Schema.Order-Lines" (xid);
    end if;
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = '"Row''s ""Ferry"""."My Schema.Order-Lines"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on "Row's ""Ferry"""."My Schema.Order-Lines" (xid) where k1 is null;
    end if;
    -- Capture without a fault has its guard. If capture is made again, the guard is made again too.
    if exists (select from "Row's ""Ferry""".capture where table_oid = '"My Schema"."Order-Lines"'::regclass) then
        return;
    end if;
    drop trigger if exists rowferry_guard on "Row's ""Ferry"""."My Schema.Order-Lines";
    drop trigger if exists rowferry_no_child on "Row's ""Ferry"""."My Schema.Order-Lines";
    create trigger rowferry_guard
        before update or delete or truncate on "Row's ""Ferry"""."My Schema.Order-Lines"
        for each statement execute function "Row's ""Ferry""".guard_shadow();
    alter table "Row's ""Ferry"""."My Schema.Order-Lines" enable always trigger rowferry_guard;
end
$rowferry$;

create or replace function "Row's ""Ferry"""."My Schema.Order-Lines"()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   notes the keys of the rows that a statement wrote in "My Schema"."Order-Lines".
-- Reads:     new_rows and old_rows, the statement's own rows; the row, where a replicator wrote it; pg_rewrite, pg_trigger
-- Writes:    "Row's ""Ferry"""."My Schema.Order-Lines"
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate,
--            rowferry_replica
declare
    noted boolean := true;
begin
    if tg_op = 'TRUNCATE' then
        insert into "Row's ""Ferry"""."My Schema.Order-Lines" (xid)
        values (pg_current_xact_id());
        noted := found;
    elsif tg_name = 'rowferry_key_change' or (tg_level = 'ROW' and tg_op = 'DELETE') then
        -- A key that changed: the old one here, the new one by the trigger that notes the UPDATE.
        insert into "Row's ""Ferry"""."My Schema.Order-Lines" (xid, k1, k2)
        values (pg_current_xact_id(), old."group", old."Qty ""x""");
        noted := found;
    elsif tg_level = 'ROW' then
        insert into "Row's ""Ferry"""."My Schema.Order-Lines" (xid, k1, k2)
        values (pg_current_xact_id(), new."group", new."Qty ""x""");
        noted := found;
    elsif tg_op = 'DELETE' then
        insert into "Row's ""Ferry"""."My Schema.Order-Lines" (xid, k1, k2)
        select pg_current_xact_id(), n."group", n."Qty ""x""" from old_rows as n;
        if not found then
            noted := not exists (select from old_rows);
        end if;

    else
        insert into "Row's ""Ferry"""."My Schema.Order-Lines" (xid, k1, k2)
        select pg_current_xact_id(), n."group", n."Qty ""x""" from new_rows as n;
        if not found then
            noted := not exists (select from new_rows);
        end if;

    end if;
    -- No export would ever know of a key that a rule or a trigger of somebody else's turns aside. They are looked for once
    -- in a transaction: from now on nobody else can lock the shadow table to make one.
    -- A transaction that has written nothing has no id, and gets none here.
    if coalesce(current_setting('rowferry.noted', true), '') <> pg_current_xact_id_if_assigned() || '"Row''s ""Ferry"""."My Schema.Order-Lines"' then
        noted := noted
            and not exists (select from pg_rewrite as r where r.ev_class = '"Row''s ""Ferry"""."My Schema.Order-Lines"'::regclass)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = '"Row''s ""Ferry"""."My Schema.Order-Lines"'::regclass and t.tgtype & 7 = 7 and t.tgenabled <> 'D'
            );
        perform set_config('rowferry.noted', pg_current_xact_id() || '"Row''s ""Ferry"""."My Schema.Order-Lines"', true);
    end if;
    if not noted then
        -- A session keeps the plan that a rule has made of an INSERT, even when the rule is gone.
        execute 'discard plans';
        raise exception 'a change of % cannot be noted: a rule or a trigger turns it aside', tg_relid::regclass
            using hint = format('Drop it from %s, and write again.', '"Row''s ""Ferry"""."My Schema.Order-Lines"');
    end if;

    return null;
end
$rowferry$;

-- The function runs with its owner's rights, so that a role that writes the table needs none. A trigger does not ask
-- for EXECUTE when it fires.
revoke all on function "Row's ""Ferry"""."My Schema.Order-Lines"() from public;
grant insert on "Row's ""Ferry"""."My Schema.Order-Lines" to "The Capture";
-- A function's new owner must be able to create in its schema: for this transaction, which nobody else sees.
grant usage, create on schema "Row's ""Ferry""" to "The Capture";
alter function "Row's ""Ferry"""."My Schema.Order-Lines"() owner to "The Capture";
revoke create on schema "Row's ""Ferry""" from "The Capture";

do $rowferry$
begin
    if exists (select from "Row's ""Ferry""".capture where table_oid = '"My Schema"."Order-Lines"'::regclass) then
        return;
    end if;
    create trigger rowferry_insert
        after insert on "My Schema"."Order-Lines"
        referencing new table as new_rows
        for each statement execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    create trigger rowferry_update
        after update on "My Schema"."Order-Lines"
        referencing new table as new_rows
        for each statement execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    create trigger rowferry_delete
        after delete on "My Schema"."Order-Lines"
        referencing old table as old_rows
        for each statement execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    -- A replicator's apply process, which is in session_replication_role = replica, fires row triggers alone. This one
    -- fires in that role alone, so that other sessions do not pay for it; the three statement triggers fire in all others.
    create trigger rowferry_replica
        after insert or update or delete on "My Schema"."Order-Lines"
        for each row execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    alter table "My Schema"."Order-Lines" enable replica trigger rowferry_replica;
    -- Compares bytes, which every type has; an equality operator, not every type. Not as the operator *<>: pg_dump
    -- prints that without its casts, and pg_restore cannot read it.
    create trigger rowferry_key_change
        after update on "My Schema"."Order-Lines"
        for each row
        when (
            record_image_ne(
                row(old."group", old."Qty ""x"""),
                row(new."group", new."Qty ""x""")
            )
        )
        execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    create trigger rowferry_truncate
        after truncate on "My Schema"."Order-Lines"
        for each statement execute function "Row's ""Ferry"""."My Schema.Order-Lines"();
    -- Rows that a replicator writes, in session_replication_role = replica, are recorded too.
    alter table "My Schema"."Order-Lines"
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

call "Row's ""Ferry""".register_capture(
    base            => '"My Schema"."Order-Lines"',
    new_shadow_name => 'My Schema.Order-Lines',
    new_key_columns => array['group', 'Qty "x"'],
    new_mode        => 'statement'
);
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Exporter''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Exporter'";
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('The ''Exporter''', 'My Schema', 'usage') then
            raise exception 'the role % may not use the schema %', 'The ''Exporter''', 'My Schema'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'My Schema', 'The ''Exporter'''
                );
        end if;
    end if;
end
$rowferry$;
grant select on "My Schema"."Order-Lines" to "The 'Exporter'";
grant select, delete on "Row's ""Ferry"""."My Schema.Order-Lines" to "The 'Exporter'";


-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"

call "Row's ""Ferry""".prepare_capture(
    base            => '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"',
    new_shadow_name => 'My Schema.a name of 63 bytes, which is as long as a na~951689a8',
    new_key_columns => array['a name of 63 bytes, which is as long as a name in PostgreSQL is'],
    new_mode        => 'row'
);

do $rowferry$
declare
    allowed record;
begin
    if to_regclass('"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"') is null then
        -- A log, written at its end and purged at its beginning: no key, no unique index, no update, so that writers
        -- never wait for each other. No key at all marks a TRUNCATE.
        create table "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (
            xid xid8 not null,
            k1 "My Schema"."Order's Mood"
        ) with (
            -- Autovacuum frees purged rows by the next night, however long the log is.
            autovacuum_vacuum_scale_factor = 0.02,
            autovacuum_vacuum_threshold = 10000
        );
        comment on table "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" is 'Rowferry: the changed rows of "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"';
        -- So that a publication FOR ALL TABLES does not forbid the purge.
        alter table "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" replica identity full;
        -- A dropped shadow table gets its grants again, although nobody names the roles a second time: the exporter's
        -- roles, and the role of the function.
        for allowed in
            select 'select, delete' as rights, g.grantee::regrole as role
            from pg_class as c
            cross join aclexplode(c.relacl) as g
            where c.oid = to_regclass(format('%I.export_tracking', 'Row''s "Ferry"'))
                and g.privilege_type = 'DELETE' and g.grantee not in (0, c.relowner)
            union all
            select 'insert', p.proowner::regrole
            from pg_proc as p
            where p.oid = to_regprocedure('"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"' || '()')
        loop
            execute 'grant ' || allowed.rights || ' on ' || '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"' || ' to ' || allowed.role;
        end loop;
    end if;
    -- The cost of reading a window depends only on its own rows.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is null
    ) then
        create index on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (xid);
    end if;
    -- Whether a window holds a TRUNCATE is known without reading it. No other row costs this index anything.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"'::regclass and i.indkey[0] = 1 and i.indisvalid and i.indpred is not null
    ) then
        create index on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (xid) where k1 is null;
    end if;
    -- Capture without a fault has its guard. If capture is made again, the guard is made again too.
    if exists (select from "Row's ""Ferry""".capture where table_oid = '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass) then
        return;
    end if;
    drop trigger if exists rowferry_guard on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8";
    drop trigger if exists rowferry_no_child on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8";
    create trigger rowferry_guard
        before update or delete or truncate on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"
        for each statement execute function "Row's ""Ferry""".guard_shadow();
    alter table "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" enable always trigger rowferry_guard;
end
$rowferry$;

create or replace function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $rowferry$
-- Purpose:   notes the key of a row that was written in "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is".
-- Reads:     the row; pg_rewrite and pg_trigger
-- Writes:    "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"
-- Called by: the triggers rowferry_insert, rowferry_update, rowferry_delete, rowferry_key_change, rowferry_truncate
declare
    noted boolean;
begin
    if tg_op = 'TRUNCATE' then
        insert into "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (xid)
        values (pg_current_xact_id());
    elsif tg_op = 'DELETE' or tg_name = 'rowferry_key_change' then
        insert into "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (xid, k1)
        values (pg_current_xact_id(), old."a name of 63 bytes, which is as long as a name in PostgreSQL is");
    else
        insert into "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" (xid, k1)
        values (pg_current_xact_id(), new."a name of 63 bytes, which is as long as a name in PostgreSQL is");
    end if;
    noted := found;
    -- No export would ever know of a key that a rule or a trigger of somebody else's turns aside. They are looked for once
    -- in a transaction: from now on nobody else can lock the shadow table to make one.
    -- A transaction that has written nothing has no id, and gets none here.
    if coalesce(current_setting('rowferry.noted', true), '') <> pg_current_xact_id_if_assigned() || '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"' then
        noted := noted
            and not exists (select from pg_rewrite as r where r.ev_class = '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"'::regclass)
            and not exists (
                select
                from pg_trigger as t
                where t.tgrelid = '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"'::regclass and t.tgtype & 7 = 7 and t.tgenabled <> 'D'
            );
        perform set_config('rowferry.noted', pg_current_xact_id() || '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"', true);
    end if;
    if not noted then
        -- A session keeps the plan that a rule has made of an INSERT, even when the rule is gone.
        execute 'discard plans';
        raise exception 'a change of % cannot be noted: a rule or a trigger turns it aside', tg_relid::regclass
            using hint = format('Drop it from %s, and write again.', '"Row''s ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"');
    end if;

    return null;
end
$rowferry$;

-- The function runs with its owner's rights, so that a role that writes the table needs none. A trigger does not ask
-- for EXECUTE when it fires.
revoke all on function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"() from public;
grant insert on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" to "The Capture";
-- A function's new owner must be able to create in its schema: for this transaction, which nobody else sees.
grant usage, create on schema "Row's ""Ferry""" to "The Capture";
alter function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"() owner to "The Capture";
revoke create on schema "Row's ""Ferry""" from "The Capture";

do $rowferry$
begin
    if exists (select from "Row's ""Ferry""".capture where table_oid = '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass) then
        return;
    end if;
    -- For each row: partitions, also later ones, get no others. Each partition's triggers are enabled as they are here.
    create trigger rowferry_insert
        after insert on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        for each row execute function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"();
    create trigger rowferry_update
        after update on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        for each row execute function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"();
    create trigger rowferry_delete
        after delete on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        for each row execute function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"();
    alter table "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        enable always trigger rowferry_insert,
        enable always trigger rowferry_update,
        enable always trigger rowferry_delete;
    -- Compares bytes, which every type has; an equality operator, not every type. Not as the operator *<>: pg_dump
    -- prints that without its casts, and pg_restore cannot read it.
    create trigger rowferry_key_change
        after update on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        for each row
        when (
            record_image_ne(
                row(old."a name of 63 bytes, which is as long as a name in PostgreSQL is"),
                row(new."a name of 63 bytes, which is as long as a name in PostgreSQL is")
            )
        )
        execute function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"();
    create trigger rowferry_truncate
        after truncate on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        for each statement execute function "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"();
    -- Rows that a replicator writes, in session_replication_role = replica, are recorded too.
    alter table "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
        enable always trigger rowferry_key_change,
        enable always trigger rowferry_truncate;
end
$rowferry$;

call "Row's ""Ferry""".register_capture(
    base            => '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"',
    new_shadow_name => 'My Schema.a name of 63 bytes, which is as long as a na~951689a8',
    new_key_columns => array['a name of 63 bytes, which is as long as a name in PostgreSQL is'],
    new_mode        => 'row'
);
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Exporter''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Exporter'";
        -- By a role that may not give it, a grant gives nothing and warns.
        if not has_schema_privilege('The ''Exporter''', 'My Schema', 'usage') then
            raise exception 'the role % may not use the schema %', 'The ''Exporter''', 'My Schema'
                using hint = format(
                    'Have the schema''s owner run: grant usage on schema %I to %I; then run this again.',
                    'My Schema', 'The ''Exporter'''
                );
        end if;
    end if;
end
$rowferry$;
grant select on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" to "The 'Exporter'";
grant select, delete on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" to "The 'Exporter'";


call "Row's ""Ferry""".trace_captures(array[
    'My Schema.Order-Lines',
    'My Schema.a name of 63 bytes, which is as long as a na~951689a8'
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
        join pg_proc as p on p.oid = to_regprocedure('"Row''s ""Ferry"""' || '.' || f.signature)
    );
begin
    if to_regclass('"Row''s ""Ferry""".capture') is null then
        raise exception 'the schema % does not hold Rowferry''s tracking', '"Row''s ""Ferry"""'
            using hint = advice;
    end if;
    if not exists (
        select
        from pg_attribute as a
        where a.attrelid = to_regclass('"Row''s ""Ferry""".capture') and a.attname = 'traces' and not a.attisdropped
    ) then
        raise exception 'the tracking in schema % was made by an older Rowferry', '"Row''s ""Ferry"""'
            using hint = advice;
    end if;
    if functions is distinct from '0893930b07924259d2e013bb3065f2d0c2acd0dca034a42b396f453e8fa522aa' then
        raise exception 'the functions of the tracking in schema % are not those of Rowferry %',
            '"Row''s ""Ferry"""', '0.0.0'
            using hint = advice;
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
            (to_regclass('"My Schema"."Order-Lines"'), to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', 'My Schema.Order-Lines'))),
            (to_regclass('"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'), to_regprocedure(format('%I.%I()', 'Row''s "Ferry"', 'My Schema.a name of 63 bytes, which is as long as a na~951689a8')))
    ) as w (base, noting)
    join pg_class as c on c.oid = w.base
        or exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = w.noting and t.tgparentid = 0)
    where not pg_has_role(own_role, c.relowner, 'usage')
        and not has_table_privilege(own_role, c.oid, 'trigger')
    limit 1;
    if found then
        raise exception 'the table % belongs to %, and the schema % to %, who may not act as that role',
            another.base, quote_ident(another.owner), '"Row''s ""Ferry"""', quote_ident(own_role)
            using hint = format('Have a superuser run: ' || grants, another.owner, own_role);
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

call "Row's ""Ferry""".as_owner(current_setting('rowferry.script'));

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
