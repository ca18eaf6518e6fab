-- Made by Rowferry 0.0.0: rowferry generate fdw source
--
-- Lets the role "The 'Reader'" read, from another server and through postgres_fdw, these tables and no others:
--     "My Schema"."Order-Lines" and its shadow table "Row's ""Ferry"""."My Schema.Order-Lines"
--     "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" and its shadow table "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8"
-- and the view "Row's ""Ferry""".link_source, which shows the current snapshot.
--
-- May be run twice: what is there stays as it is. One transaction; run it with psql -X -f, as the owner of the tables,
-- who may create roles where the role is not there yet. It has no password until you give it one: \password.

\set ON_ERROR_STOP on

-- READ COMMITTED, whatever the server's default: a statement that waited for a lock must see what it waited for.
begin isolation level read committed, read write;

-- Who waits for a lock has everybody else waiting behind him: five seconds at most, then run it again later.
set local lock_timeout = '5s';
-- Every name below is qualified; what is not is PostgreSQL's own.
set local search_path = pg_catalog, pg_temp;
-- A backslash in a name is a backslash.
set local standard_conforming_strings = on;
-- 'already exists, skipping' is no news in a script that may be run twice.
set local client_min_messages = warning;

do $rowferry$
begin
    if not exists (select from pg_roles as r where r.rolname = 'The ''Reader''') then
        create role "The 'Reader'" login;
        comment on role "The 'Reader'" is 'Rowferry: reads, for targets that come through postgres_fdw';
    end if;
    -- Granted to everybody, unless somebody took it away.
    if not has_database_privilege('The ''Reader''', current_database(), 'connect') then
        execute format('grant connect on database %I to %I', current_database(), 'The ''Reader''');
    end if;
end
$rowferry$;


-- "Row's ""Ferry""".link_source
-- What a link must know of its source, as of the snapshot that it reads the tables at.
create or replace view "Row's ""Ferry""".link_source as
select pg_current_snapshot() as snapshot;

grant usage on schema "Row's ""Ferry""" to "The 'Reader'";
grant select on "Row's ""Ferry""".link_source to "The 'Reader'";


-- "My Schema"."Order-Lines"
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Reader''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Reader'";
    end if;
end
$rowferry$;
grant select on "My Schema"."Order-Lines" to "The 'Reader'";

grant select on "Row's ""Ferry"""."My Schema.Order-Lines" to "The 'Reader'";

-- "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is"
do $rowferry$
begin
    -- The owner of a table need not own its schema, so a right that is there is not granted again.
    if not has_schema_privilege('The ''Reader''', 'My Schema', 'usage') then
        grant usage on schema "My Schema" to "The 'Reader'";
    end if;
end
$rowferry$;
grant select on "My Schema"."a name of 63 bytes, which is as long as a name in PostgreSQL is" to "The 'Reader'";

grant select on "Row's ""Ferry"""."My Schema.a name of 63 bytes, which is as long as a na~951689a8" to "The 'Reader'";
commit;
