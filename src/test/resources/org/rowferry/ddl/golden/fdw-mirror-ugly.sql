-- Made by Rowferry 0.0.0: rowferry generate fdw mirror
--
-- Creates materialized views of foreign tables, with their indexes, without rows until their first refresh:
--     "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" of "My Schema"."Order-Lines"
-- They belong to the role "The 'Importer'", which refreshes them.
--
-- You may run it twice: existing objects stay as they are. A view with another definition is created again. It is one
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

-- The definition of an index, without its name and the name of its table.
create or replace function pg_temp.index_text(index_oid oid)
returns text
language sql as $rowferry1$
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


-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
call pg_temp.must_be_own('table', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', 'The ''Importer''');
do $rowferry1$
declare
    kind "char" := (select c.relkind from pg_class as c where c.oid = to_regclass('"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'));
    query constant text := $query1$
        select
            "group",
            ($query$it's$query$ || "Qty ""x""") as "Qty ""x"""
        from "My Schema"."Order-Lines"
        where (
            "group" > 0 -- it's $rowferry$
        )
    $query1$;
begin
    if kind <> 'm' then
        raise exception '% is there, and is no materialized view', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'
            using hint = 'Give the table another into: in ' || '/etc/rowferry/importer.yaml' || '.';
    end if;
    if kind = 'm' then
        -- The server's text of this query is compared with its text of the existing view's query.
        execute 'create temporary view rowferry_mirror as ' || query;
        if pg_get_viewdef(to_regclass('"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"')) <> pg_get_viewdef('pg_temp.rowferry_mirror'::regclass) then
            drop materialized view "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is";
            kind := null;
        end if;
        drop view pg_temp.rowferry_mirror;
    end if;
    if kind is null then
        execute 'create materialized view ' || '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"' || ' as ' || query || ' with no data';
    end if;
end
$rowferry1$;
call pg_temp.must_be_own('table', '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', 'The ''Importer''');

do $rowferry1$
begin
    -- Without it no refresh can leave readers alone.
    if not exists (
        select
        from pg_index as i
        where i.indrelid = '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass
            and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
            and array(
                select a.attname::text
                from pg_attribute as a
                where a.attrelid = i.indrelid and a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                order by 1
            ) = array(select k from unnest(array['group', 'Qty "x"']::text[]) as k order by 1)
    ) then
        create unique index on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" ("group", "Qty ""x""");
    end if;
end
$rowferry1$;
do $rowferry1$
declare
    made text;
begin
    -- An empty table of the same columns tells what the server makes of the words.
    create temporary table rowferry_mirror (like "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is");
    execute 'create index rowferry_mirror_index on pg_temp.rowferry_mirror ' || 'using btree (("group" || ''it''''s''))';
    made := pg_temp.index_text('pg_temp.rowferry_mirror_index'::regclass);
    drop table pg_temp.rowferry_mirror;
    if not exists (
        select from pg_index as i where i.indrelid = '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass and pg_temp.index_text(i.indexrelid) = made
    ) then
        execute 'create index on ' || '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"' || ' ' || 'using btree (("group" || ''it''''s''))';
    end if;
end
$rowferry1$;

do $rowferry1$
declare
    owner    constant name := (
        select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"'::regclass
    );
    may_make constant boolean := has_schema_privilege('The ''Importer''', 'My Schema', 'create');
begin
    -- A refresh asks for the owner, and reads the foreign table as the owner.
    if owner <> 'The ''Importer''' then
        begin
            -- A new owner must be able to create in the schema: for this transaction, which nobody else sees.
            if not may_make then
                grant create on schema "My Schema" to "The 'Importer'";
            end if;
            alter materialized view "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" owner to "The 'Importer'";
            if not may_make then
                revoke create on schema "My Schema" from "The 'Importer'";
            end if;
        exception
            when insufficient_privilege then
                raise exception 'the role % cannot give the materialized view % to %: %',
                    current_user, '"My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"', quote_ident('The ''Importer'''), sqlerrm
                    using hint = format(
                        'Run: grant %I to %I; and let the schema''s owner run this.', 'The ''Importer''', current_user);
        end;
    end if;
end
$rowferry1$;

commit;
