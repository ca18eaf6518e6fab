-- Creates the importer's role on a target.
--
-- Run it first, in the target database, as a role that may create roles. It needs no superuser:
--
--     psql -X -v ON_ERROR_STOP=1 -c "set rowferry.owner = 'warehouse_owner'" -f role.sql -d postgresql://admin@dw/warehouse
--     psql -X -c '\password rowferry_importer' -d postgresql://admin@dw/warehouse
--
-- rowferry.owner is the role that will run 'rowferry generate importer ... --apply' and own the tables. The default is the
-- owner of the database. A second owner on this server, also in another database, needs another role: set
-- rowferry.importer to its name too, and give it with --importer-role. 'rowferry generate importer' grants the role SELECT
-- and DML on those tables and on Rowferry's tracking, and nothing else. You may run this script twice: existing roles stay
-- as they are. If the admin may not grant a right, the script ends with an error, and the hint has the statement for a role
-- that may.

-- Without this, functions that somebody creates in public could run here with the rights of this role.
set search_path = pg_catalog, pg_temp;

begin;

do $role$
declare
    importer constant name := coalesce(nullif(current_setting('rowferry.importer', true), ''), 'rowferry_importer');
begin
    if not exists (select from pg_catalog.pg_roles where rolname = importer) then
        execute format('create role %I login', importer);
        execute format(
            'comment on role %I is %L', importer, 'Rowferry: writes the tables that arrive, and keeps the tracking'
        );
    end if;
end
$role$;

do $owner$
declare
    owner constant name := coalesce(
        nullif(current_setting('rowferry.owner', true), ''),
        (select pg_get_userbyid(d.datdba) from pg_catalog.pg_database as d where d.datname = current_database())
    );
begin
    -- Rowferry's schema, and schemas that the target does not have yet, are made by the owner of the tables.
    if not has_database_privilege(owner, current_database(), 'create') and not exists (
        select
        from pg_catalog.pg_class as l
        join pg_catalog.pg_attribute as v on v.attrelid = l.oid and v.attname = 'version'
        join pg_catalog.pg_class as t on t.relnamespace = l.relnamespace and t.relname in ('export_bundle', 'import_bundle')
        join pg_catalog.pg_attribute as i on i.attrelid = t.oid and i.attname = 'incarnation'
        join pg_catalog.pg_namespace as n on n.oid = l.relnamespace
        where l.relname = 'layout' and pg_get_userbyid(n.nspowner) = owner
    ) then
        execute format('grant create on database %I to %I', current_database(), owner);
        if not has_database_privilege(owner, current_database(), 'create') then
            raise exception 'role % may not create a schema in database %', owner, current_database()
                using hint = format(
                    'Have the database''s owner run: grant create on database %I to %I; then run this again.',
                    current_database(), owner
                );
        end if;
    end if;
end
$owner$;

commit;

-- A bundle's keys and rows wait in temporary tables. PUBLIC has this right unless somebody revoked it.
-- This is a transaction of its own, because the statement in the hint needs the role to exist.
do $database$
declare
    importer constant name := coalesce(nullif(current_setting('rowferry.importer', true), ''), 'rowferry_importer');
    privilege text;
begin
    foreach privilege in array array['connect', 'temporary']
    loop
        if not has_database_privilege(importer, current_database(), privilege) then
            execute format('grant %s on database %I to %I', privilege, current_database(), importer);
            if not has_database_privilege(importer, current_database(), privilege) then
                raise exception 'role % lacks the right % on database %', importer, privilege, current_database()
                    using hint = format(
                        'Have the database''s owner run: grant %s on database %I to %I; then run this again.',
                        privilege, current_database(), importer
                    );
            end if;
        end if;
    end loop;
end
$database$;

reset search_path;
