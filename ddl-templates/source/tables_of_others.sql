do {{quote}}
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
            {{#tables}}
            (to_regclass({{regclass}}), to_regprocedure(format('%I.%I()', {{ownSchemaName}}, {{shadowName}}))){{comma}}
            {{/tables}}
    ) as w (base, noting)
    join pg_class as c on c.oid = w.base
        or exists (select from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = w.noting and t.tgparentid = 0)
    where not pg_has_role(own_role, c.relowner, 'usage')
{{#drops}}
        and exists (
            select
            from pg_trigger as t
            where t.tgrelid = c.oid and t.tgparentid = 0 and (t.tgfoid = w.noting or starts_with(t.tgname, 'rowferry_'))
        )
{{/drops}}
{{^drops}}
        and not has_table_privilege(own_role, c.oid, 'trigger')
{{/drops}}
    limit 1;
    if found then
        raise exception 'the table % belongs to %, and the schema % to %, who may not act as that role',
            another.base, quote_ident(another.owner), {{schemaLiteral}}, quote_ident(own_role)
            using hint = format('Have a superuser run: ' || grants, another.owner, own_role);
    end if;
end
{{quote}};
