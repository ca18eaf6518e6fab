-- From here on the rights are those of who runs this again: nothing of the owner's is left that could use them. A cursor
-- that outlives the transaction is read at its end.
close all;
set local search_path = pg_catalog, pg_temp;
do {{quote}}
declare
    own_role constant name := (
        select pg_get_userbyid(n.nspowner) from pg_namespace as n where n.oid = to_regnamespace({{schemaLiteral}})
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
            using hint = format('Run it as %I, the owner of the schema %s.', own_role, {{schemaLiteral}});
    end if;
end
{{quote}};
drop procedure {{schema}}.as_owner(text);
