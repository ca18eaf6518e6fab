-- Whatever stands under a name that this script makes is used only if it belongs to who makes it, or to a superuser, who
-- may do anything anyhow. Somebody else may have put it there to get hold of the rows. It is asked before, and again after:
-- he may do so in between.
create or replace procedure {{helpers}}.must_be_own(kind text, called text, also name default null)
language plpgsql
as {{quote}}
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
{{quote}};
