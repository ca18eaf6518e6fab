-- Makes the role of a target that imports.
--
-- Run it first, in the database that rows go to, as a role that may create roles; a superuser is not needed:
--
--     psql -X -v ON_ERROR_STOP=1 -c "set rowferry.owner = 'warehouse_owner'" -f role.sql -d postgresql://admin@dw/warehouse
--     psql -X -c '\password rowferry_importer' -d postgresql://admin@dw/warehouse
--
-- rowferry.owner is who runs 'rowferry generate importer ... --apply' and will own the tables; the database's owner unless
-- it is set. That script grants rowferry_importer ordinary reading and writing of those tables and of Rowferry's
-- tracking, and nothing else. May be run twice: what is there stays as it is. A right that this role may not grant is an
-- error, and the hint has the statement for the role that may.

-- Whoever may create functions in public would have them run here with the rights of who runs this.
set search_path = pg_catalog, pg_temp;

begin;

do $role$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'rowferry_importer') then
        create role rowferry_importer login;
        comment on role rowferry_importer is 'Rowferry: writes the tables that arrive, and keeps the tracking';
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

-- Granted to everybody, unless somebody took it away. A bundle's keys and rows wait in temporary tables.
-- In a transaction of its own: the statement that a hint has is about a role that must be there.
do $database$
declare
    privilege text;
begin
    foreach privilege in array array['connect', 'temporary']
    loop
        if not has_database_privilege('rowferry_importer', current_database(), privilege) then
            execute format('grant %s on database %I to rowferry_importer', privilege, current_database());
            if not has_database_privilege('rowferry_importer', current_database(), privilege) then
                raise exception 'role rowferry_importer lacks the right % on database %', privilege, current_database()
                    using hint = format(
                        'Have the database''s owner run: grant %s on database %I to rowferry_importer; then run this again.',
                        privilege, current_database()
                    );
            end if;
        end if;
    end loop;
end
$database$;

reset search_path;
