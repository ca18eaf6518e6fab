-- Makes the roles of a source: one that owns the capture's trigger functions, and one that exports.
--
-- Run it first, in the database that is shipped, as a role that may create roles; a superuser is not needed:
--
--     psql -X -v ON_ERROR_STOP=1 -c "set rowferry.owner = 'shop_owner'" -f role.sql -d postgresql://admin@db1/shop
--
-- rowferry.owner is who owns the tables and will run 'rowferry generate ... --apply'; the database's owner unless it is
-- set. The scripts of 'rowferry generate' grant these roles what they need of the tables and of Rowferry's schema, and
-- nothing else. May be run twice: what is there stays as it is. Give rowferry_exporter a password with \password, or a
-- line in pg_hba.conf.

begin;

do $roles$
begin
    if not exists (select from pg_catalog.pg_roles where rolname = 'rowferry_capture') then
        create role rowferry_capture nologin;
        comment on role rowferry_capture is 'Rowferry: may add rows to the shadow tables, for the triggers';
    end if;
    if not exists (select from pg_catalog.pg_roles where rolname = 'rowferry_exporter') then
        create role rowferry_exporter login;
        comment on role rowferry_exporter is 'Rowferry: reads the tables that are shipped, and keeps the tracking';
    end if;
end
$roles$;

do $owner$
declare
    owner constant name := coalesce(
        nullif(current_setting('rowferry.owner', true), ''),
        (select pg_get_userbyid(d.datdba) from pg_catalog.pg_database as d where d.datname = current_database())
    );
begin
    -- A function can only be given to a role that the giver is a member of.
    if not pg_has_role(owner, 'rowferry_capture', 'member') then
        execute format('grant rowferry_capture to %I', owner);
    end if;
    -- Rowferry's schema is made by the owner of the tables, so that no superuser is needed later either.
    if to_regnamespace('rowferry') is null and not has_database_privilege(owner, current_database(), 'create') then
        execute format('grant create on database %I to %I', current_database(), owner);
        if not has_database_privilege(owner, current_database(), 'create') then
            raise exception 'role % may not create a schema in database %', owner, current_database()
                using hint = format(
                    'Have the database''s owner run: grant create on database %I to %I; then run this again.',
                    current_database(), owner
                );
        end if;
    end if;
    -- Granted to everybody, unless somebody took it away.
    if not has_database_privilege('rowferry_exporter', current_database(), 'connect') then
        execute format('grant connect on database %I to rowferry_exporter', current_database());
    end if;
end
$owner$;

commit;
