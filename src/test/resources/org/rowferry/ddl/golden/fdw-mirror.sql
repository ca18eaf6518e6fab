-- Made by Rowferry 0.0.0: rowferry generate fdw mirror
--
-- Creates materialized views of foreign tables, with their indexes, without rows until their first refresh:
--     public.places of north.places
--     public.totals of north.totals, without a key: readers wait while it is refreshed
-- They belong to the role rowferry_importer, which refreshes them.
--
-- You may run it twice: existing objects stay as they are. A view with another definition is refused. It is one
-- transaction. Run it with psql -X -f, as a member of that role that may create objects in these schemas.

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

-- Whatever stands under a name that this script makes is used only if it belongs to who makes it, or to a superuser, who
-- may do anything anyhow. Somebody else may have put it there to get hold of the rows. It is asked before, and again after:
-- he may do so in between.
create or replace procedure pg_temp.must_be_own(kind text, called text, also name default null)
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

-- The definition of an index, without its name and the name of its table.
create or replace function pg_temp.index_text(index_oid oid)
returns text
language sql as $rowferry$
    select substr(d.definition, length(p.prefix))
    from pg_index as i
    join pg_class as c on c.oid = i.indexrelid
    join pg_class as t on t.oid = i.indrelid
    join pg_namespace as n on n.oid = t.relnamespace
    cross join lateral (values (pg_get_indexdef(i.indexrelid))) as d (definition)
    -- Newer servers write pg_temp for the schema of a session's own tables.
    cross join lateral (values (n.nspname), ('pg_temp')) as s (schema_name)
    cross join lateral (values (format(
        'CREATE %sINDEX %I ON %I.%I ',
        case when i.indisunique then 'UNIQUE ' else '' end, c.relname, s.schema_name, t.relname
    ))) as p (prefix)
    where i.indexrelid = index_oid and starts_with(d.definition, p.prefix)
$rowferry$;

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


-- public.places
call pg_temp.must_be_own('table', 'public.places', 'rowferry_importer');
do $rowferry$
declare
    kind "char" := (select c.relkind from pg_class as c where c.oid = to_regclass('public.places'));
    query constant text := $query$
        select
            id,
            (upper(name)) as name,
            '9'::bigint as source_id
        from north.places
        where (
            not deleted
        )
    $query$;
begin
    if kind <> 'm' then
        raise exception '% is there, and is no materialized view', 'public.places'
            using hint = 'Give the table another into: in ' || '/etc/rowferry/importer.yaml' || '.';
    end if;
    if kind = 'm' then
        -- The server's text of this query is compared with its text of the existing view's query.
        execute 'create temporary view rowferry_mirror as ' || query;
        if pg_get_viewdef(to_regclass('public.places')) <> pg_get_viewdef('pg_temp.rowferry_mirror'::regclass) then
            raise exception 'the materialized view % is there, and has another definition: %',
                'public.places', pg_get_viewdef(to_regclass('public.places'))
                using hint = 'Create it again, without rows until it is refreshed:'
                    ' rowferry generate fdw mirror --recreate' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply';
        end if;
        drop view pg_temp.rowferry_mirror;
    end if;
    if kind is null then
        execute 'create materialized view ' || 'public.places' || ' as ' || query || ' with no data';
    end if;
end
$rowferry$;
call pg_temp.must_be_own('table', 'public.places', 'rowferry_importer');

do $rowferry$
begin
    -- Without it no refresh can leave readers alone.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = 'public.places'::regclass
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
            and array(
                select a.attname::text
                from pg_attribute as a
                where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                order by 1
            ) = array(select k from unnest(array['id']::text[]) as k order by 1)
    ) then
        create unique index on public.places (id);
    end if;
end
$rowferry$;
do $rowferry$
declare
    made text;
begin
    -- An empty table of the same columns tells what the server makes of the words.
    create temporary table rowferry_mirror (like public.places);
    execute 'create index rowferry_mirror_index on pg_temp.rowferry_mirror ' || 'using gist (area)';
    made := pg_temp.index_text('pg_temp.rowferry_mirror_index'::regclass);
    drop table pg_temp.rowferry_mirror;
    if not exists (
        select from pg_index as i where i.indrelid = 'public.places'::regclass and pg_temp.index_text(i.indexrelid) = made
    ) then
        execute 'create index on ' || 'public.places' || ' ' || 'using gist (area)';
    end if;
end
$rowferry$;

do $rowferry$
declare
    owner    constant name := (
        select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'public.places'::regclass
    );
    may_make constant boolean := has_schema_privilege('rowferry_importer', 'public', 'create');
begin
    -- A refresh asks for the owner, and reads the foreign table as the owner.
    if owner <> 'rowferry_importer' then
        begin
            -- A new owner must be able to create in the schema: for this transaction, which nobody else sees.
            if not may_make then
                grant create on schema public to rowferry_importer;
            end if;
            alter materialized view public.places owner to rowferry_importer;
            if not may_make then
                revoke create on schema public from rowferry_importer;
            end if;
        exception
            when insufficient_privilege then
                raise exception 'the role % cannot give the materialized view % to %: %',
                    current_user, 'public.places', quote_ident('rowferry_importer'), sqlerrm
                    using hint = format(
                        'Run: grant %I to %I; and let the schema''s owner run this.', 'rowferry_importer', current_user);
        end;
    end if;
end
$rowferry$;


-- public.totals
call pg_temp.must_be_own('table', 'public.totals', 'rowferry_importer');
do $rowferry$
declare
    kind "char" := (select c.relkind from pg_class as c where c.oid = to_regclass('public.totals'));
    query constant text := $query$
        select
            total
        from north.totals
    $query$;
begin
    if kind <> 'm' then
        raise exception '% is there, and is no materialized view', 'public.totals'
            using hint = 'Give the table another into: in ' || '/etc/rowferry/importer.yaml' || '.';
    end if;
    if kind = 'm' then
        -- The server's text of this query is compared with its text of the existing view's query.
        execute 'create temporary view rowferry_mirror as ' || query;
        if pg_get_viewdef(to_regclass('public.totals')) <> pg_get_viewdef('pg_temp.rowferry_mirror'::regclass) then
            raise exception 'the materialized view % is there, and has another definition: %',
                'public.totals', pg_get_viewdef(to_regclass('public.totals'))
                using hint = 'Create it again, without rows until it is refreshed:'
                    ' rowferry generate fdw mirror --recreate' || ' --config /etc/rowferry/importer.yaml --target postgresql://OWNER@HOST:PORT/DATABASE' || ' --apply';
        end if;
        drop view pg_temp.rowferry_mirror;
    end if;
    if kind is null then
        execute 'create materialized view ' || 'public.totals' || ' as ' || query || ' with no data';
    end if;
end
$rowferry$;
call pg_temp.must_be_own('table', 'public.totals', 'rowferry_importer');


do $rowferry$
declare
    owner    constant name := (
        select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'public.totals'::regclass
    );
    may_make constant boolean := has_schema_privilege('rowferry_importer', 'public', 'create');
begin
    -- A refresh asks for the owner, and reads the foreign table as the owner.
    if owner <> 'rowferry_importer' then
        begin
            -- A new owner must be able to create in the schema: for this transaction, which nobody else sees.
            if not may_make then
                grant create on schema public to rowferry_importer;
            end if;
            alter materialized view public.totals owner to rowferry_importer;
            if not may_make then
                revoke create on schema public from rowferry_importer;
            end if;
        exception
            when insufficient_privilege then
                raise exception 'the role % cannot give the materialized view % to %: %',
                    current_user, 'public.totals', quote_ident('rowferry_importer'), sqlerrm
                    using hint = format(
                        'Run: grant %I to %I; and let the schema''s owner run this.', 'rowferry_importer', current_user);
        end;
    end if;
end
$rowferry$;

commit;
